package console

import (
	"strings"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A cardView is one surgeon as the agent sees them, ready to read aloud.
type cardView struct {
	NPI        string       `json:"npi"`
	Name       string       `json:"name"`
	Spelled    string       `json:"spelled"` // family name, letter by letter
	Specialty  string       `json:"specialty"`
	Distance   string       `json:"distance"`
	Evidence   evidenceView `json:"evidence"`
	Languages  string       `json:"languages"`
	Accepting  string       `json:"accepting"`
	Telehealth string       `json:"telehealth"` // empty: not known
	Medicare   string       `json:"medicare"`   // empty: not known
	Hospitals  string       `json:"hospitals"`  // empty: not known
	Reports    []string     `json:"reports"`    // what is reported and not decided yet, in words
	Overdue    string       `json:"overdue"`    // says that the evidence is to be verified anew; else empty
	Office     officeView   `json:"office"`
	Others     []officeView `json:"others"`
}

type evidenceView struct {
	Kind   string `json:"kind"` // of words.Badge
	Text   string `json:"text"`
	Note   string `json:"note"`
	Source string `json:"source"`
}

type officeView struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Address string `json:"address"`
	Phone   string `json:"phone"`  // "(612) 555-0100"
	Dial    string `json:"dial"`   // E.164
	Spoken  string `json:"spoken"` // "6 1 2, 5 5 5, 0 1 0 0"
	Fax     string `json:"fax"`    // empty: not known
	Checked string `json:"checked"`
	ZIP5    string `json:"zip5"`
}

// A viewer words cards for one answer.
type viewer struct {
	*cards.Writer
}

// viewer returns the viewer of a request; req may be nil, when there are no
// distances.
func (c *Console) viewer(catalog *words.Catalog, req *query.Request) viewer {
	v := viewer{c.opts.Cards.Writer(catalog, nil, words.Miles)}
	if req != nil {
		v = viewer{c.opts.Cards.Writer(catalog, req.Search.Origin, req.Unit)}
	}
	v.Today = c.day()
	return v
}

func (v viewer) cards(all []search.Card) []cardView {
	views := make([]cardView, len(all))
	for i := range all {
		views[i] = v.card(&all[i])
	}
	return views
}

func (v viewer) card(c *search.Card) cardView {
	l, t := &c.Listing, v.Text(c)
	view := cardView{
		NPI: t.NPI, Name: t.Name, Spelled: spelled(l.Physician.Name.Family), Distance: t.Distance,
		Evidence:  evidenceView{Kind: t.Evidence.Kind, Text: t.Evidence.Text, Note: t.Evidence.Note},
		Languages: t.Languages, Accepting: v.Accepting(l.Accepting), Telehealth: t.Telehealth,
		Medicare: t.Medicare, Hospitals: t.Hospitals,
		Office: v.office(&l.Location),
	}
	// The agent reads it aloud, and texts hand it over: with what to ask.
	view.Specialty = strings.TrimPrefix(t.Kind+". "+t.Ask, ". ")
	if t.Ask == "" {
		view.Specialty = t.Kind
	}
	if l.Offering.Offered() {
		view.Evidence.Source = l.Offering.Source
	}
	if t.Evidence.Kind == "stale" {
		view.Overdue = v.T("console.overdue")
	}
	for i := range c.Others {
		view.Others = append(view.Others, v.office(&c.Others[i]))
	}
	return view
}

func (v viewer) office(l *directory.Location) officeView {
	o := v.Office(l)
	return officeView{
		ID: o.ID, Name: o.Name, Address: strings.Join(o.Lines, ", "), Dial: o.Dial, Phone: o.Phone,
		Spoken: spoken(v.Writer, o.Dial, o.Extension), ZIP5: l.Address.ZIP5(), Fax: o.Fax, Checked: o.Checked,
	}
}

// spelled writes a name to be read letter by letter: "N - G - U - Y - E - N".
func spelled(name string) string {
	return strings.Join(strings.Split(strings.ToUpper(name), ""), " - ")
}
