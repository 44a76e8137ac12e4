package site

import (
	"html/template"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A card is one physician in the list.
type card struct {
	Number     int
	Beyond     bool
	Name       string
	URL        string
	Specialty  string
	Distance   string
	Badge      words.Badge
	Office     office
	Accepting  string
	Languages  string
	Telehealth string // empty: not known
	Others     []office
}

// An office is where a physician is seen.
type office struct {
	Practice   string
	Lines      []string
	Phone      call   // empty: none is listed
	Fax        string // for the profile; empty: none is known
	Directions string // a page of another site, by address
	Checked    string // who says so, as of when
	Framed     bool   // links to other sites leave the frame
}

// A describer makes cards of one answer.
type describer struct {
	*visit
	says *cards.Writer
}

// describer returns what words physicians for a visit, with distances from
// origin, which may be nil.
func (s *Site) describer(v *visit, origin *place.Place, unit words.Unit) *describer {
	return &describer{v, s.opts.Cards.Writer(v.Catalog, origin, unit)}
}

func (d *describer) card(c *search.Card, number int) card {
	t := d.says.Text(c)
	out := card{
		Number:     number,
		Name:       t.Name,
		URL:        d.to("/physicians/"+t.NPI, nil),
		Specialty:  strings.Join(t.Specialties, " · "),
		Badge:      t.Evidence,
		Office:     d.office(&c.Listing.Location),
		Accepting:  t.Accepting,
		Distance:   sentence(t.Distance),
		Telehealth: t.Telehealth,
	}
	if t.Languages != "" {
		out.Languages = d.T("card.languages", "languages", t.Languages)
	}
	for i := range c.Others {
		out.Others = append(out.Others, d.office(&c.Others[i]))
	}
	return out
}

func (d *describer) office(l *directory.Location) office {
	o := d.says.Office(l)
	out := office{
		Practice: o.Name, Lines: o.Lines, Phone: dial(o.Phone), Fax: o.Fax, Checked: o.Checked,
		Directions: directions(l.Address), Framed: d.frame != nil,
	}
	if o.Extension != "" && out.Phone.URL != "" {
		out.Phone.URL += template.URL("," + o.Extension) // a pause, then the digits: not all telephones dial ";ext="
	}
	return out
}

// directions is the address of a route on a map site: it is given the office's
// address and nothing of the person's.
func directions(a directory.Address) string {
	to := strings.Join([]string{a.Line1, a.City, a.State + " " + a.ZIP5()}, ", ")
	return "https://www.google.com/maps/dir/?" + url.Values{"api": {"1"}, "destination": {to}}.Encode()
}

// sentence begins a text with a capital letter.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
