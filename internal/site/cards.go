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
	Number   int
	Beyond   bool
	Name     string
	URL      string
	Kind     string
	Ask      string // what to ask whoever may not operate on the spine
	Distance string
	Badge    words.Badge
	Office   office
	Taking   string // of new patients; empty: not known
	Told     []string
	Others   string // that there are more offices, which the profile names
}

// An office is where a physician is seen.
type office struct {
	Practice   string
	Street     string
	Suite      string
	Town       string // with its state
	ZIP        string
	Phone      call   // empty: none is listed
	Fax        string // for the profile; empty: none is known
	Directions string // a page of another site, by address
	Checked    string // who says so, as of when
	Number     string // the same of the telephone number alone
	Of         string // whose office it is, for names of links
	Refuses    bool   // known to take no new patients
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
	l := &c.Listing
	t := d.says.Text(c)
	out := card{
		Number: number, Name: t.Name, URL: d.to("/physicians/"+t.NPI, nil),
		Kind: t.Kind, Ask: t.Ask, Distance: sentence(d.says.Far(c)), Badge: t.Evidence,
		Office: d.office(&l.Location, t.Name), Taking: t.Accepting,
	}
	if out.Badge.Kind == string(directory.SelfReported) {
		out.Badge.Note = "" // the badge says whose word it is
	}
	out.Office.Refuses = l.Accepting != "" && l.Accepting != directory.AcceptingNew
	if t.Languages != "" {
		out.Told = append(out.Told, d.T("card.languages", "languages", t.Languages))
	}
	if t.Telehealth != "" {
		out.Told = append(out.Told, t.Telehealth)
	}
	if n := len(c.Others); n > 0 {
		out.Others = d.T("card.more", "count", n)
	}
	return out
}

// office words an office of the physician of that name.
func (d *describer) office(l *directory.Location, name string) office {
	o, a := d.says.Office(l), &l.Address
	out := office{
		Practice: o.Name, Street: a.Line1, Suite: a.Line2, Town: strings.Trim(a.City+", "+a.State, ", "), ZIP: a.ZIP5(), Phone: dial(o.Phone), Fax: o.Fax, Checked: o.Checked, Number: o.Number,
		Of: name, Directions: directions(l.Address), Framed: d.frame != nil,
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
