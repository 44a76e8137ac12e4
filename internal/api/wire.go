package api

import (
	"math"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A CardFeature is the properties of a GeoJSON feature: the card's members and
// which of the answer's lists it is in.
type CardFeature struct {
	Card
	Unknown bool `json:"unknown"`
	Beyond  bool `json:"beyond"`
}

// A writer turns cards of one answer into their wire form. What it makes
// shares the memory of the cards.
type writer struct {
	lang words.Lang
	says *cards.Writer
}

// cards writes the lists of cards of an answer.
func (w *writer) cards(res *search.Result) (data, unknown, beyond []Card) {
	return w.list(res.Cards), w.list(res.Unknown), w.list(res.Beyond)
}

func (w *writer) list(cards []search.Card) []Card {
	out := make([]Card, len(cards)) // [] and never null
	for i := range cards {
		w.card(&out[i], &cards[i])
	}
	return out
}

func (w *writer) card(out *Card, c *search.Card) {
	l := &c.Listing
	out.NPI = l.Physician.NPI.String()
	out.Name = wireName(&l.Physician.Name)
	out.Gender = known((*string)(&l.Physician.Gender))
	out.Kind = w.says.Kind(l.Physician.Specialties)
	out.Ask = made(w.says.Ask(l.Physician.Specialties))
	out.Specialties = w.specialties(l.Physician.Specialties)
	out.AnnularClosure = w.closure(l.Offering)
	out.NamedOn = namedOn(l)
	said := w.says.Evidence(l.Offering, l.NamedOn)
	out.Evidence = Evidence{Kind: said.Kind, Text: said.Text, Note: said.Note}
	out.Accepting = known((*string)(&l.Accepting))
	out.Languages = items(l.Languages)
	if l.Physician.Telehealth {
		out.Telehealth = &l.Physician.Telehealth // else null: not known
	}
	if l.Physician.Medicare {
		out.Medicare = &l.Physician.Medicare
	}
	out.Hospitals = items(l.Physician.Hospitals)
	w.location(&out.Location, &l.Location)
	out.OtherLocations = make([]Location, len(c.Others))
	for i := range c.Others {
		w.location(&out.OtherLocations[i], &c.Others[i])
	}
	out.Distance = w.distance(c)
	for _, r := range c.Reasons {
		out.Reasons = append(out.Reasons, Reason{Parameter: r.Parameter, Value: r.Value})
	}
}

func wireName(n *directory.Name) Name {
	return Name{
		Display: n.Display(), Given: n.Given, Middle: n.Middle, Family: n.Family,
		Suffix: n.Suffix, Credentials: items(n.Credentials),
	}
}

func (w *writer) specialties(all []directory.Specialty) []Specialty {
	out := make([]Specialty, 0, len(all))
	for _, s := range all {
		out = append(out, Specialty{Code: string(s.Code), Name: s.Code.Name(string(w.lang)), Primary: s.Primary})
	}
	return out
}

// closure is null without a row that stands: not knowing and withdrawn are
// both "ask the office".
func (w *writer) closure(o *directory.Offering) *AnnularClosure {
	if !o.Offered() {
		return nil
	}
	return &AnnularClosure{
		Status: string(o.Status), Device: o.Device, Source: o.Source,
		SourceDate: date(o.SourceDate), VerifiedOn: date(o.VerifiedOn),
		Stale: w.says.Stale(o),
	}
}

// namedOn is null where the practice itself has said something.
func namedOn(l *directory.Listing) *NamedOn {
	if l.NamedOn == nil || l.Offering.Offered() {
		return nil
	}
	return &NamedOn{List: l.NamedOn.List, On: date(l.NamedOn.On)}
}

func (w *writer) location(out *Location, l *directory.Location) {
	*out = Location{
		Checked: made(w.says.Checked(l)), PhoneChecked: made(w.says.PhoneChecked(l, w.says.Today)),
		ID: l.ID, Name: l.Name, Phone: known(&l.Phone), Extension: made(l.PhoneExtension()), Fax: known(&l.Fax), Source: string(l.Source), UpdatedOn: date(l.Updated),
		Address: Address{
			Line1: l.Address.Line1, Line2: l.Address.Line2, City: l.Address.City,
			State: l.Address.State, PostalCode: l.Address.PostalCode,
		},
		Position: Position{
			Lat: l.Position.Point.Lat, Lng: l.Position.Point.Lng, Precision: string(l.Position.Precision),
		},
	}
}

func (w *writer) distance(c *search.Card) *Distance {
	text := w.says.Far(c)
	if text == "" {
		return nil
	}
	return &Distance{
		Meters: c.WholeMeters(),
		Miles:  math.Round(c.Meters/geo.MetersPerMile*10) / 10,
		Text:   text,
	}
}

// known is null for the empty text, which stands for unknown.
func known(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}

// made is known of a text that no card holds.
func made(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func date(d directory.Date) *string { return made(d.String()) }

// items is [] and never null.
func items(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
