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
	Facts       []cards.Fact
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
		Facts:       d.says.Facts(one, listed),
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

// checks lead to those who know what this list does not.
func (v *visit) checks(npi directory.NPI) []link {
	return []link{
		{Text: v.T("profile.check.registry"), URL: "https://npiregistry.cms.hhs.gov/provider-view/" + npi.String()},
		{Text: v.T("profile.check.board"), URL: "https://www.certificationmatters.org/"},
		{Text: v.T("profile.check.payments"), URL: "https://openpaymentsdata.cms.gov/search"},
	}
}
