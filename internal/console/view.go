package console

import (
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A cardView is one surgeon as the agent sees them, ready to read aloud.
type cardView struct {
	NPI       string       `json:"npi"`
	Name      string       `json:"name"`
	Spelled   string       `json:"spelled"` // family name, letter by letter
	Specialty string       `json:"specialty"`
	Distance  string       `json:"distance"`
	Evidence  evidenceView `json:"evidence"`
	Languages string       `json:"languages"`
	Accepting string       `json:"accepting"`
	Office    officeView   `json:"office"`
	Others    []officeView `json:"others"`
}

type evidenceView struct {
	Kind   string `json:"kind"` // of words.Badge
	Text   string `json:"text"`
	Note   string `json:"note"`
	Source string `json:"source"`
}

type officeView struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Phone   string `json:"phone"`  // "(612) 555-0100"
	Dial    string `json:"dial"`   // E.164
	Spoken  string `json:"spoken"` // "6 1 2, 5 5 5, 0 1 0 0"
	Checked string `json:"checked"`
	ZIP5    string `json:"zip5"`
}

// A viewer words cards for one answer.
type viewer struct {
	*words.Catalog
	origin *place.Place
	unit   words.Unit
	today  directory.Date
	stale  int
}

// viewer returns the viewer of a request; req may be nil, when there are no
// distances.
func (c *Console) viewer(catalog *words.Catalog, req *query.Request) *viewer {
	v := &viewer{Catalog: catalog, unit: words.Miles, today: directory.DateOf(c.opts.Now()), stale: c.opts.StaleDays}
	if req != nil {
		v.origin, v.unit = req.Search.Origin, req.Unit
	}
	return v
}

func (v *viewer) cards(cards []search.Card) []cardView {
	views := make([]cardView, len(cards))
	for i := range cards {
		views[i] = v.card(&cards[i])
	}
	return views
}

func (v *viewer) card(c *search.Card) cardView {
	l := &c.Listing
	badge := v.Evidence(l.Offering, v.today, v.stale)
	view := cardView{
		NPI:       l.Physician.NPI.String(),
		Name:      l.Physician.Name.Display(),
		Spelled:   spelled(l.Physician.Name.Family),
		Specialty: v.specialty(l.Physician.Specialties),
		Evidence:  evidenceView{Kind: badge.Kind, Text: badge.Text, Note: badge.Note},
		Languages: v.languages(l.Languages),
		Accepting: v.Accepting(l.Accepting),
		Office:    v.office(&l.Location),
	}
	if l.Offering.Offered() {
		view.Evidence.Source = l.Offering.Source
	}
	if v.origin != nil && c.Meters >= 0 {
		view.Distance = v.Distance(c.Meters, c.Precise(v.origin), v.unit)
	}
	for i := range c.Others {
		view.Others = append(view.Others, v.office(&c.Others[i]))
	}
	return view
}

func (v *viewer) office(l *directory.Location) officeView {
	o := officeView{
		Name: l.Name, Address: address(l.Address), Dial: l.Phone, Phone: directory.FormatPhone(l.Phone),
		Spoken: words.PhoneSpoken(l.Phone), ZIP5: l.Address.ZIP5(),
	}
	if l.Updated != 0 {
		o.Checked = v.T("card.checked", "source", v.T("source."+string(l.Source)), "month", v.Month(l.Updated))
	}
	return o
}

func address(a directory.Address) string {
	var parts []string
	for _, part := range []string{a.Line1, a.Line2, a.City, a.State + " " + a.ZIP5()} {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// specialty is the plain name of the primary specialty, or of the first.
func (v *viewer) specialty(all []directory.Specialty) string {
	for _, s := range all {
		if s.Primary {
			return s.Code.Name(string(v.Lang()))
		}
	}
	if len(all) > 0 {
		return all[0].Code.Name(string(v.Lang()))
	}
	return ""
}

func (v *viewer) languages(tags []string) string {
	names := make([]string, len(tags))
	for i, tag := range tags {
		names[i] = v.Language(tag)
	}
	return strings.Join(names, ", ")
}

// spelled writes a name to be read letter by letter: "N - G - U - Y - E - N".
func spelled(name string) string {
	return strings.Join(strings.Split(strings.ToUpper(name), ""), " - ")
}
