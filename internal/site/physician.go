package site

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A physicianView is the body of a profile.
type physicianView struct {
	Name        string
	Specialties string
	Badge       words.Badge
	Offices     []numberedOffice
	Facts       []fact
	Checks      []link // where to check what we do not
	Map         *mapView
	SearchURL   string
	CorrectURL  string
	Printed     string
}

type numberedOffice struct {
	Number int
	Office office
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
	ctx, cancel := context.WithTimeout(c.Request.Context(), patience)
	defer cancel()
	one, _, _, err := s.opts.Finder.Physician(ctx, npi)
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
	view := s.profile(v, &one)
	p.CorrectURL = view.CorrectURL
	p.Title = v.T("profile.title", "name", view.Name, "city", one.Listing.Location.Address.City, "state", one.Listing.Location.Address.State) + " – " + v.T("page.brand")
	p.Description = v.T("profile.description", "name", view.Name, "specialty", view.Specialties)
	p.JSONLD = statement(&one, v.base+path, s.today(), s.opts.StaleDays)
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

func (s *Site) profile(v *visit, one *search.Card) *physicianView {
	l := &one.Listing
	d := &describer{visit: v, today: s.today(), stale: s.opts.StaleDays, unit: words.Miles}
	view := &physicianView{
		Name:        l.Physician.Name.Display(),
		Specialties: d.specialties(l.Physician.Specialties),
		Badge:       d.Evidence(l.Offering, d.today, d.stale),
		Facts:       d.facts(l),
		Checks:      v.checks(l.Physician.NPI),
		SearchURL:   v.to("/", nil),
		CorrectURL:  v.to("/correct", v.with("npi", l.Physician.NPI.String())),
		Printed:     v.T("print.as_of", "date", v.Day(d.today)) + " " + v.T("print.newest", "url", v.base+v.to("/physicians/"+l.Physician.NPI.String(), nil)),
	}
	m := &drawing{unit: words.Miles}
	for i, office := range append([]directory.Location{l.Location}, one.Others...) {
		view.Offices = append(view.Offices, numberedOffice{i + 1, d.office(&office)})
		m.add(i+1, office.Position, false)
	}
	view.Map = s.draw(v, m, "profile.map")
	return view
}

// facts are what is known of a physician, and how old it is.
func (d *describer) facts(l *directory.Listing) []fact {
	facts := []fact{{d.T("profile.npi"), l.Physician.NPI.String()}}
	if g := d.Gender(l.Physician.Gender); g != "" {
		facts = append(facts, fact{d.T("parameter.gender"), g})
	}
	facts = append(facts, fact{d.T("parameter.accepting"), d.Accepting(l.Accepting)})
	if len(l.Languages) > 0 {
		facts = append(facts, fact{d.T("parameter.language"), d.names(l.Languages)})
	}
	if o := l.Offering; o.Offered() {
		facts = append(facts,
			fact{d.T("profile.closure.status"), d.T("profile.closure." + string(o.Status))},
			fact{d.T("profile.closure.source"), o.Source},
		)
		if o.SourceDate != 0 {
			facts = append(facts, fact{d.T("profile.closure.source_date"), d.Day(o.SourceDate)})
		}
		if o.VerifiedOn != 0 {
			facts = append(facts, fact{d.T("profile.closure.verified_on"), d.Day(o.VerifiedOn) + " (" + d.Ago(o.VerifiedOn, d.today) + ")"})
		}
	}
	return facts
}

// checks lead to those who know what this list does not.
func (v *visit) checks(npi directory.NPI) []link {
	return []link{
		{Text: v.T("profile.check.registry"), URL: "https://npiregistry.cms.hhs.gov/provider-view/" + npi.String()},
		{Text: v.T("profile.check.board"), URL: "https://www.certificationmatters.org/"},
		{Text: v.T("profile.check.payments"), URL: "https://openpaymentsdata.cms.gov/search"},
	}
}
