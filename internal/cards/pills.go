package cards

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
)

// A Pill is a filter that an answer offers: the same search with it or, where
// it is on, without it.
type Pill struct {
	Text    string
	On      bool   // of everybody: no filter is
	All     bool   // not a filter: everybody
	Chip    bool   // on, of a filter that no pill offers: all that it does is go
	Count   string // how many are shown then; empty: not counted
	Unknown string // of how many more it is not known; empty: of none
	// Set holds the parameters that change, each with its value; one that goes
	// is empty. The page number goes always.
	Set map[string]string
}

// specialists are the values of specialty that ask for specialists of the spine
// or of nerves alone.
const specialists = "neurosurgery,orthopaedic-spine-surgery"

// A choice is a filter as pills know it.
type choice struct {
	name, value, text string
	active            bool // anything is asked for of this kind
	on                bool // and that is what the pill asks for
	n, unknown        int
}

// Pills are the filters of res, the answer to values read as req: first the
// chips, then what is offered, each with the numbers of its own answer. What is
// on stays on, so a filter counts among those who are shown now. others is what
// was counted of the search without filters, or nil.
func (w *Writer) Pills(req *query.Request, res *search.Result, others *query.Others, values url.Values) []Pill {
	f, counts := &req.Search.Filter, &res.Facets
	closure := cmp.Or(f.Closure, search.ClosureOffered)
	offered := counts.Closure[directory.Confirmed] + counts.Closure[directory.SelfReported]
	all := append(w.chips(req, values), w.everybody(req, res, others, values))
	for _, c := range []choice{
		{"annular_closure", string(closure), w.T("annular_closure." + string(closure)), f.Closure != "", f.Closure != "", offered, 0},
		{"specialty", specialists, w.T("pill.specialists"), specialized(req), special(req), counts.Specialists, 0},
		{"accepting", "newpt", w.T("accepting.newpt"), len(f.Accepting) > 0, slices.Equal(f.Accepting, []directory.Accepting{directory.AcceptingNew}), counts.NewPatients, counts.NewPatientsUnknown},
		{"language", "es", w.T("chips.language", "language", w.Language("es")), len(f.Languages) > 0, slices.Equal(f.Languages, []string{"es"}), counts.Language["es"], counts.LanguageUnknown("es")},
		{"gender", "F", w.T("pill.women"), len(f.Genders) > 0, slices.Equal(f.Genders, []directory.Gender{directory.Female}), counts.Gender[directory.Female], 0},
	} {
		if !c.on && len(f.Accepting)+len(f.Languages) > 0 {
			c.unknown = 0 // not counted: it would add to those of whom the other is not known
		}
		asked := c.name == "annular_closure" // it is what the list is for
		if c.active == c.on && (c.on || asked || c.n+c.unknown > 0) {
			all = append(all, w.pill(&c, req, res))
		}
	}
	return all
}

// everybody is the search without any of the filters that pills offer; without
// any filter at all, where that was counted.
func (w *Writer) everybody(req *query.Request, res *search.Result, others *query.Others, values url.Values) Pill {
	p := Pill{All: true, Text: w.T("pill.all"), Set: map[string]string{"annular_closure": "", "specialty": "", "accepting": "", "language": "", "gender": ""}}
	f := &req.Search.Filter
	p.On = f.Closure == search.ClosureAny && len(f.Accepting)+len(f.Languages)+len(f.Genders) == 0 && !specialized(req)
	switch {
	case p.On:
		p.Count = w.counted(res, listed(res))
	case others != nil && others.Values.Get("q") == values.Get("q"):
		maps.Copy(p.Set, map[string]string{"state": "", "verified_within_days": "", "bbox": "", "npi": ""})
		if others.Exact {
			p.Count = w.counted(res, others.Total+listed(res))
		}
	}
	return p
}

func (w *Writer) pill(c *choice, req *query.Request, res *search.Result) Pill {
	p := Pill{On: c.on, Text: c.text, Set: map[string]string{c.name: c.value}}
	n, unknown := c.n, c.unknown
	if c.on {
		p.Set = without(req, c.name)
		n = res.Total
		if c.name == "accepting" || c.name == "language" {
			unknown = res.UnknownTotal
		}
	}
	p.Count = w.counted(res, n)
	if unknown > 0 && res.TotalExact {
		p.Unknown = w.T("pill.unknown", "count", unknown)
	}
	return p
}

// chips are the filters of a search that no pill offers: first the words that
// were understood as filters, then those that were chosen.
func (w *Writer) chips(req *query.Request, values url.Values) []Pill {
	var chips []Pill
	for _, u := range req.Understood {
		meaning := query.Meaning(w.Catalog, u.Parameter, u.Value)
		if !strings.EqualFold(meaning, u.Text) {
			meaning = w.T("chips.understood", "text", u.Text, "meaning", meaning)
		}
		chips = append(chips, Pill{Chip: true, On: true, Text: meaning, Set: map[string]string{"q": u.Without}})
	}
	for _, name := range query.Parameters() {
		switch name {
		case "specialty", "annular_closure", "accepting", "language", "gender", "state", "verified_within_days", "bbox":
			chips = append(chips, w.chosen(name, values[name])...)
		}
	}
	return chips
}

// chosen are the chips of the values of one parameter.
func (w *Writer) chosen(name string, values []string) []Pill {
	var given []string
	for _, value := range values {
		if name == "bbox" {
			given = append(given, value)
			continue
		}
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				given = append(given, part)
			}
		}
	}
	if len(given) == 1 && pilled(name, given[0]) || name == "specialty" && strings.Join(given, ",") == specialists {
		return nil
	}
	var chips []Pill
	for i, value := range given {
		if name == "specialty" && value == "spine-surgery" {
			continue // what the finder is for, not a choice
		}
		rest := strings.Join(slices.Delete(slices.Clone(given), i, i+1), ",")
		chips = append(chips, Pill{Chip: true, On: true, Text: query.Meaning(w.Catalog, name, value), Set: map[string]string{name: rest}})
	}
	return chips
}

// specialized reports whether a specialty is asked for that not everybody on the
// list has.
func specialized(req *query.Request) bool {
	return len(req.Specialties) > 0 && !slices.Contains(req.Specialties, "spine-surgery")
}

// special reports whether the search is for specialists of the spine or of nerves.
func special(req *query.Request) bool {
	asked := slices.Sorted(slices.Values(req.Specialties))
	return strings.Join(asked, ",") == specialists
}

// pilled reports whether a pill shows that a filter has a value.
func pilled(name, value string) bool {
	switch name {
	case "annular_closure":
		return true
	case "accepting":
		return strings.EqualFold(value, string(directory.AcceptingNew))
	case "language":
		return strings.EqualFold(value, "es")
	case "gender":
		return strings.EqualFold(value, string(directory.Female))
	}
	return false
}

// counted writes a number of an exact answer; "" of another.
func (w *Writer) counted(res *search.Result, n int) string {
	if !res.TotalExact {
		return ""
	}
	return w.T("pill.count", "count", n)
}

// without is what takes a filter away, whether it was chosen or understood from
// words.
func without(req *query.Request, name string) map[string]string {
	for _, u := range req.Understood {
		if u.Parameter == name {
			return map[string]string{"q": u.Without, name: ""}
		}
	}
	return map[string]string{name: ""}
}
