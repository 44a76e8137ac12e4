package api

import (
	"math"
	"slices"

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

// A writer turns cards of one answer into their wire form. What it makes
// shares the memory of the cards, and of itself: writers are used again
// ([API.writer]).
type writer struct {
	lang   words.Lang
	words  *words.Catalog
	unit   words.Unit
	origin *place.Place // nil: none
	today  directory.Date
	stale  int // days beyond which evidence is stale
	dates  map[directory.Date]*string
	page   []Card // of the last answer, to be written over
}

// cards writes a page of cards and those from beyond the radius.
func (w *writer) cards(page, beyond []search.Card) (data, more []Card) {
	n := len(page)
	w.page = slices.Grow(w.page[:0], n+len(beyond))[:n+len(beyond)]
	for i := range page {
		w.card(&w.page[i], &page[i])
	}
	for i := range beyond {
		w.card(&w.page[n+i], &beyond[i])
	}
	return w.page[:n], w.page[n:]
}

func (w *writer) card(out *Card, c *search.Card) {
	l := &c.Listing
	out.NPI = l.Physician.NPI.String()
	out.Name = wireName(&l.Physician.Name)
	out.Gender = known((*string)(&l.Physician.Gender))
	out.Specialties = w.specialties(out.Specialties[:0], l.Physician.Specialties)
	out.AnnularClosure = w.closure(l.Offering)
	out.Accepting = known((*string)(&l.Accepting))
	out.Languages = items(l.Languages)
	w.location(&out.Location, &l.Location)
	out.OtherLocations = slices.Grow(out.OtherLocations[:0], len(c.Others))[:len(c.Others)]
	for i := range c.Others {
		w.location(&out.OtherLocations[i], &c.Others[i])
	}
	out.Distance = w.distance(c)
	out.Reasons = out.Reasons[:0]
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

func (w *writer) specialties(out []Specialty, all []directory.Specialty) []Specialty {
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
		SourceDate: w.date(o.SourceDate), VerifiedOn: w.date(o.VerifiedOn),
		Stale: o.VerifiedOn == 0 || o.Stale(w.today, w.stale),
	}
}

func (w *writer) location(out *Location, l *directory.Location) {
	*out = Location{
		ID: l.ID, Name: l.Name, Phone: known(&l.Phone), Source: string(l.Source), UpdatedOn: w.date(l.Updated),
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
func known(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}

func date(d directory.Date) *string {
	s := d.String()
	return known(&s)
}

// date is the text of a date; a registry's are few and come again.
func (w *writer) date(d directory.Date) *string {
	s, ok := w.dates[d]
	if !ok {
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
