package api

import (
	"math"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A CardFeature is the properties of a GeoJSON feature: the card's members and
// whether it lies beyond the radius.
type CardFeature struct {
	Card
	Beyond bool `json:"beyond"`
}

// A writer turns cards of one answer into their wire form.
type writer struct {
	lang   words.Lang
	words  *words.Catalog
	unit   words.Unit
	origin *place.Place // nil: none
	today  directory.Date
	stale  int // days beyond which evidence is stale
	dates  map[directory.Date]*string
}

func (w *writer) cards(cards []search.Card) []Card {
	out := make([]Card, len(cards))
	for i := range cards {
		w.card(&out[i], &cards[i])
	}
	return out
}

func (w *writer) card(out *Card, c *search.Card) {
	l := &c.Listing
	out.NPI = l.Physician.NPI.String()
	out.Name = wireName(&l.Physician.Name)
	out.Gender = known(string(l.Physician.Gender))
	out.Specialties = w.specialties(l.Physician.Specialties)
	out.AnnularClosure = w.closure(l.Offering)
	out.Accepting = known(string(l.Accepting))
	out.Languages = items(l.Languages)
	out.Location = w.location(&l.Location)
	out.OtherLocations = make([]Location, len(c.Others))
	for i := range c.Others {
		out.OtherLocations[i] = w.location(&c.Others[i])
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
	out := make([]Specialty, len(all))
	for i, s := range all {
		out[i] = Specialty{Code: string(s.Code), Name: s.Code.Name(string(w.lang)), Primary: s.Primary}
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
		SourceDate: w.date(o.SourceDate), VerifiedOn: w.date(o.VerifiedOn),
		Stale: o.VerifiedOn == 0 || o.Stale(w.today, w.stale),
	}
}

func (w *writer) location(l *directory.Location) Location {
	return Location{
		ID: l.ID, Name: l.Name, Phone: known(l.Phone), Source: string(l.Source), UpdatedOn: w.date(l.Updated),
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
	if c.Meters < 0 || w.origin == nil {
		return nil
	}
	return &Distance{
		Meters: c.WholeMeters(),
		Miles:  math.Round(c.Meters/geo.MetersPerMile*10) / 10,
		Text:   w.words.Distance(c.Meters, c.Precise(w.origin), w.unit),
	}
}

// known is null for the empty text, which stands for unknown.
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func date(d directory.Date) *string { return known(d.String()) }

// date is the text of a date; those of one answer are few and come again.
func (w *writer) date(d directory.Date) *string {
	s, ok := w.dates[d]
	if !ok {
		if w.dates == nil {
			w.dates = map[directory.Date]*string{}
		}
		s = date(d)
		w.dates[d] = s
	}
	return s
}

// items is [] and never null.
func items(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
