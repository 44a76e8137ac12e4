package site

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A physicianView is the body of a profile.
type physicianView struct {
	Path        string // of the page
	Name        string
	Specialties string
	Offices     []numberedOffice
	Facts       []fact
	Checks      []link // where to check what we do not
	Map         *mapView
	Send        *send
	SearchURL   string
	CorrectURL  string
	Printed     string
}

type numberedOffice struct {
	Number int
	Office office
	Badge  *words.Badge // of the office that the evidence is about
}

type fact struct{ Name, Value string }

// physician shows a profile, or says that the physician is not listed and
// gives a way on.
func (s *Site) physician(c *gin.Context) {
	v := s.visit(c)
	clear(v.values)
	npi, err := directory.ParseNPI(c.Param("npi"))
	if err != nil {
		s.unlisted(c, v)
		return
	}
	if wait, ok := s.allow(v, false); !ok {
		s.busy(c, v, wait)
		return
	}
	one, generation, _, err := s.opts.Finder.Physician(c.Request.Context(), npi)
	switch {
	case errors.Is(err, search.ErrNotFound):
		s.unlisted(c, v)
		return
	case err != nil:
		s.down(c, v, err)
		return
	}
	path := "/physicians/" + npi.String()
	p := v.page(path, nil)
	v.indexed(p, path)
	view := s.profile(v, &one, generation.Sources[directory.SourceDAC])
	p.CorrectURL = view.CorrectURL
	p.Title = v.T("profile.title", "name", view.Name, "city", one.Listing.Location.Address.City, "state", one.Listing.Location.Address.State) + " – " + v.T("page.brand")
	p.Description = v.T("profile.description", "name", view.Name, "specialty", view.Specialties)
	p.JSONLD = statement(&one, v.base+path, s.opts.Cards.Writer(v.Catalog, nil, words.Miles))
	p.Body = view
	s.render(c, http.StatusOK, "physician", p)
}

// unlisted is the page of a physician who is not on the list.
func (s *Site) unlisted(c *gin.Context, v *visit) {
	f := v.form(false)
	s.message(c, v, http.StatusNotFound, messageView{
		Heading: v.T("problem.unknown-physician.title"),
		Text:    v.T("problem.unknown-physician.detail"),
		Form:    &f,
	})
}

// profile shows one physician; listed is the day of Medicare's list, or 0.
func (s *Site) profile(v *visit, one *search.Card, listed directory.Date) *physicianView {
	l := &one.Listing
	d := s.describer(v, nil, words.Miles)
	view := &physicianView{
		Path:        "/physicians/" + l.Physician.NPI.String(),
		Name:        l.Physician.Name.Display(),
		Specialties: strings.Join(d.says.Specialties(l.Physician.Specialties), " · "),
		Facts:       d.facts(one, listed),
		Checks:      v.checks(l.Physician.NPI),
		SearchURL:   v.to("/", nil),
		CorrectURL:  v.to("/correct", v.with("npi", l.Physician.NPI.String())),
		Printed:     v.T("print.as_of", "date", v.Day(d.says.Today)) + " " + v.T("print.newest", "url", v.base+v.to("/physicians/"+l.Physician.NPI.String(), nil)),
	}
	m := &cards.Drawing{Group: true}
	for i, office := range append([]directory.Location{l.Location}, one.Others...) {
		numbered := numberedOffice{Number: i + 1, Office: d.office(&office, view.Name+", "+office.Address.Line1)}
		if i == 0 {
			badge := d.says.Evidence(l.Offering, l.NamedOn)
			numbered.Badge = &badge
		}
		view.Offices = append(view.Offices, numbered)
		m.Add(i+1, office.Position, false)
	}
	view.Map = d.draw(m, "profile.map")
	view.Send = v.sendOne(view)
	return view
}

// facts are what is known of a physician, and how old it is. Of several offices
// they name the one that they are about.
func (d *describer) facts(one *search.Card, listed directory.Date) []fact {
	l, t := &one.Listing, d.says.Text(one)
	facts := []fact{{d.T("profile.npi"), l.Physician.NPI.String()}}
	if g := d.Gender(l.Physician.Gender); g != "" {
		facts = append(facts, fact{d.T("parameter.gender"), g})
	}
	said := func(name, value string) { // by Medicare's list, as of its day
		if listed != 0 {
			value += " (" + d.Day(listed) + ")"
		}
		facts = append(facts, fact{name, value})
	}
	if l.Physician.Telehealth {
		said(d.T("profile.telehealth"), d.T("profile.telehealth.offered"))
	}
	if t.Medicare != "" {
		said(d.T("profile.medicare"), t.Medicare)
	}
	if t.Hospitals != "" {
		said(d.T("profile.hospitals"), t.Hospitals)
	}
	if len(one.Others) > 0 {
		a := l.Location.Address
		facts = append(facts, fact{d.T("profile.about"), a.Line1 + ", " + a.City + ", " + a.State})
	}
	facts = append(facts, fact{d.T("parameter.accepting"), d.Accepting(l.Accepting)})
	if len(l.Languages) > 0 {
		facts = append(facts, fact{d.T("parameter.language"), d.says.Languages(l.Languages)})
	}
	if o := l.Offering; o.Offered() {
		facts = append(facts,
			fact{d.T("profile.closure.status"), d.T("profile.closure." + string(o.Status))},
			fact{d.T("profile.closure.source"), d.rosterSource(o.Source)},
		)
		if o.SourceDate != 0 {
			facts = append(facts, fact{d.T("profile.closure.source_date"), d.Day(o.SourceDate)})
		}
		if o.VerifiedOn != 0 {
			facts = append(facts, fact{d.T("profile.closure.verified_on"), d.Day(o.VerifiedOn) + " (" + d.Ago(o.VerifiedOn, d.says.Today) + ")"})
		}
	}
	return facts
}

// rosterSource words who vouches for an offering, where the catalog knows them;
// any other source is as the roster names it.
func (v *visit) rosterSource(source string) string {
	if key := "roster_source." + strings.ReplaceAll(strings.ToLower(source), " ", "_"); v.Has(key) {
		return v.T(key)
	}
	return source
}

// checks lead to those who know what this list does not.
func (v *visit) checks(npi directory.NPI) []link {
	return []link{
		{Text: v.T("profile.check.registry"), URL: "https://npiregistry.cms.hhs.gov/provider-view/" + npi.String()},
		{Text: v.T("profile.check.board"), URL: "https://www.certificationmatters.org/"},
		{Text: v.T("profile.check.payments"), URL: "https://openpaymentsdata.cms.gov/search"},
	}
}
