// Package cards words what an answer says, once for every face: a physician's
// specialty, what is known of annular closure, offices, distances, warnings and
// the map. Where a text stands, and what is a link, is the face's.
package cards

import (
	"slices"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A Presenter is what wording needs beside an answer. It is safe for concurrent
// use.
type Presenter struct {
	Now func() time.Time
	// StaleDays is the age of evidence in days beyond which it is shown as old;
	// 0 is directory.StaleAfter.
	StaleDays int
	Atlas     *basemap.Atlas // nil: no maps
	// Towns returns the towns of a rectangle, most people first, at most limit,
	// for maps; nil draws none.
	Towns func(b geo.Bounds, limit int) []place.Place
}

// A Writer words one answer in one language, on one day.
type Writer struct {
	*words.Catalog
	Today directory.Date // UTC, by which evidence is aged

	p      *Presenter
	origin *place.Place // nil: no distances
	unit   words.Unit
}

// Writer returns what words an answer in the language of catalog, with
// distances from origin, which may be nil, in unit.
func (p *Presenter) Writer(catalog *words.Catalog, origin *place.Place, unit words.Unit) *Writer {
	return &Writer{Catalog: catalog, Today: directory.DateOf(p.Now()), p: p, origin: origin, unit: unit}
}

// A Text is one physician, ready to be read. What is not known is empty, except
// Evidence, which says so.
type Text struct {
	NPI         string
	Name        string
	Specialties []string // plain names, once each, the primary one first
	Kind        string   // what the surgeon is, in a word or two: "Neurosurgeon"
	// Ask is what to ask of an orthopedic surgeon who does not say whether the
	// spine is what they operate on; empty of a specialist of the spine or of nerves.
	Ask        string
	Evidence   words.Badge
	Distance   string
	Accepting  string
	Languages  string // names, with commas
	Telehealth string
	Medicare   string
	Hospitals  string // names, with commas, and whose word it is
	Office     Office
	Others     []Office
}

// An Office is where a physician is seen.
type Office struct {
	ID    string
	Name  string
	Lines []string // of the address
	Phone string   // "(612) 555-0100 ext. 105"; empty: none is listed
	Dial  string   // E.164
	// Extension is what is dialled after Dial, in digits.
	Extension string
	Fax       string // "(612) 555-0100"
	Checked   string // who says so, as of when
	// Number says the same of the telephone number alone, and that it may be out
	// of date where that is long ago.
	Number string
}

// Text words a card.
func (w *Writer) Text(c *search.Card) Text {
	l := &c.Listing
	t := Text{
		NPI:         l.Physician.NPI.String(),
		Name:        l.Physician.Name.Display(),
		Specialties: w.Specialties(l.Physician.Specialties),
		Kind:        w.Kind(l.Physician.Specialties),
		Evidence:    w.Evidence(l.Offering, l.NamedOn),
		Distance:    w.Distance(c),
		Languages:   w.Languages(l.Languages),
		Office:      w.Office(&l.Location),
		Others:      make([]Office, len(c.Others)),
	}
	t.Ask = w.Ask(l.Physician.Specialties)
	if l.Accepting != "" {
		t.Accepting = w.Accepting(l.Accepting)
	}
	if l.Physician.Telehealth {
		t.Telehealth = w.T("card.telehealth")
	}
	if l.Physician.Medicare {
		t.Medicare = w.T("profile.medicare.accepted")
	}
	if names := l.Physician.Hospitals; len(names) > 0 {
		t.Hospitals = w.T("profile.hospitals.named", "hospitals", strings.Join(names, ", "))
	}
	for i := range c.Others {
		t.Others[i] = w.Office(&c.Others[i])
	}
	return t
}

// Specialties names specialties in plain words, once each, the primary one
// first. A code of which the group alone is known says no more than
// "physician" and is left out.
func (w *Writer) Specialties(all []directory.Specialty) []string {
	var names []string
	for _, primary := range []bool{true, false} {
		for _, s := range all {
			name := s.Code.Name(string(w.Lang()))
			if (s.Primary || !primary) && s.Code.Named() && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Evidence words what is known of annular closure today, "ask the office" where
// nobody vouches for it.
func (w *Writer) Evidence(o *directory.Offering, named *directory.NamedOn) words.Badge {
	return w.Catalog.Evidence(o, named, w.Today, w.p.StaleAfter())
}

// Stale reports whether evidence is older than is shown as fresh, or undated.
func (w *Writer) Stale(o *directory.Offering) bool {
	return o.VerifiedOn == 0 || o.Stale(w.Today, w.p.StaleAfter())
}

// StaleAfter is the age of evidence in days beyond which it is shown as old.
func (p *Presenter) StaleAfter() int {
	if p.StaleDays == 0 {
		return directory.StaleAfter
	}
	return p.StaleDays
}

// Distance words how far a card's office is from the origin, and that the card
// beside it is of the same ZIP code; empty without an origin.
func (w *Writer) Distance(c *search.Card) string {
	if w.origin == nil || c.Meters < 0 {
		return ""
	}
	text := w.Far(c)
	if c.Tied && c.Meters >= 1 { // else it is said already
		text = w.T("distance.tied", "distance", text)
	}
	return text
}

// Far words how far a card's office is from the origin and no more; empty
// without an origin.
func (w *Writer) Far(c *search.Card) string {
	if w.origin == nil || c.Meters < 0 {
		return ""
	}
	return w.Catalog.Distance(c.Meters, c.Precision(w.origin), w.unit)
}

// Checked words who says an office's address and phone, as of when, and where
// that is more than two years ago, that it may have changed.
func (w *Writer) Checked(l *directory.Location) string {
	text := w.Catalog.Checked(l)
	if text == "" || l.Updated == 0 || w.Today-l.Updated <= words.StaleOffice {
		return text
	}
	return w.T("card.checked.old", "checked", strings.TrimSuffix(text, ".")+".")
}

// Languages names languages by their tags, with commas.
func (w *Writer) Languages(tags []string) string {
	names := make([]string, len(tags))
	for i, tag := range tags {
		names[i] = w.Language(tag)
	}
	return strings.Join(names, ", ")
}

// Office words an office.
func (w *Writer) Office(l *directory.Location) Office {
	o := Office{
		ID: l.ID, Name: l.Name, Lines: AddressLines(l.Address), Dial: l.Phone, Phone: directory.FormatPhone(l.Phone),
		Extension: l.PhoneExtension(), Checked: w.Checked(l),
		Number: w.PhoneChecked(l, w.Today),
	}
	if o.Extension != "" {
		o.Phone = w.T("phone.extension", "phone", o.Phone, "extension", o.Extension)
	}
	if l.Fax != "" {
		o.Fax = directory.FormatPhone(l.Fax)
	}
	return o
}

// AddressLines writes an address as on an envelope.
func AddressLines(a directory.Address) []string {
	lines := []string{a.Line1, a.Line2, strings.TrimSpace(a.City + ", " + a.State + " " + a.ZIP5())}
	return slices.DeleteFunc(lines, func(line string) bool { return strings.Trim(line, ", ") == "" })
}
