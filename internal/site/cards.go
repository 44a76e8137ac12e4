package site

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A card is one physician in the list.
type card struct {
	Number    int
	Beyond    bool
	Name      string
	URL       string
	Specialty string
	Distance  string
	Badge     words.Badge
	Office    office
	Accepting string
	Languages string
	Others    []office
}

// An office is where a physician is seen.
type office struct {
	Practice   string
	Lines      []string
	Phone      call   // empty: none is listed
	Directions string // a page of another site, by address
	Checked    string // who says so, as of when
	Framed     bool   // links to other sites leave the frame
}

// A describer makes cards of one answer.
type describer struct {
	*visit
	today  directory.Date
	stale  int
	origin *place.Place // nil: no distances
	unit   words.Unit
}

func (d *describer) card(c *search.Card, number int) card {
	l := &c.Listing
	out := card{
		Number:    number,
		Name:      l.Physician.Name.Display(),
		URL:       d.to("/physicians/"+l.Physician.NPI.String(), nil),
		Specialty: d.specialties(l.Physician.Specialties),
		Badge:     d.Evidence(l.Offering, d.today, d.stale),
		Office:    d.office(&l.Location),
		Languages: d.languages(l.Languages),
	}
	if l.Accepting != "" {
		out.Accepting = d.Accepting(l.Accepting)
	}
	if d.origin != nil && c.Meters >= 0 {
		out.Distance = sentence(d.Distance(c.Meters, c.Precise(d.origin), d.unit))
	}
	for i := range c.Others {
		out.Others = append(out.Others, d.office(&c.Others[i]))
	}
	return out
}

func (d *describer) office(l *directory.Location) office {
	a := l.Address
	o := office{Practice: l.Name, Lines: addressLines(a), Directions: directions(a), Framed: d.frame != nil}
	if l.Phone != "" {
		o.Phone = dial(directory.FormatPhone(l.Phone))
	}
	if l.Source != "" && l.Updated != 0 {
		o.Checked = d.T("card.checked", "source", d.T("source."+string(l.Source)), "month", d.Month(l.Updated))
	}
	return o
}

func addressLines(a directory.Address) []string {
	lines := []string{a.Line1}
	if a.Line2 != "" {
		lines = append(lines, a.Line2)
	}
	return append(lines, strings.TrimSpace(a.City+", "+a.State+" "+a.PostalCode))
}

// directions is the address of a route on a map site: it is given the office's
// address and nothing of the person's.
func directions(a directory.Address) string {
	to := strings.Join([]string{a.Line1, a.City, a.State + " " + a.ZIP5()}, ", ")
	return "https://www.google.com/maps/dir/?" + url.Values{"api": {"1"}, "destination": {to}}.Encode()
}

// specialties names the specialties in plain words, the primary one first.
func (d *describer) specialties(all []directory.Specialty) string {
	var names []string
	add := func(s directory.Specialty) {
		name := s.Code.Name(string(d.Lang()))
		for _, n := range names {
			if n == name {
				return
			}
		}
		names = append(names, name)
	}
	for _, s := range all {
		if s.Primary {
			add(s)
		}
	}
	for _, s := range all {
		add(s)
	}
	return strings.Join(names, " · ")
}

func (d *describer) languages(tags []string) string {
	if len(tags) == 0 {
		return ""
	}
	return d.T("card.languages", "languages", d.names(tags))
}

// names lists languages by name.
func (d *describer) names(tags []string) string {
	names := make([]string, len(tags))
	for i, tag := range tags {
		names[i] = d.Language(tag)
	}
	return strings.Join(names, ", ")
}

// sentence begins a text with a capital letter.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
