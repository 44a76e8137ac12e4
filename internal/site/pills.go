package site

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// A pill is a filter that the results offer: the same search with it or, where
// it is on, without it.
type pill struct {
	link
	On      bool   // of everybody: no filter is
	All     bool   // not a filter: everybody
	Count   string // how many are shown then; empty: not counted
	Unknown string // of how many more it is not known; empty: of none
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

// pills offer the filters, each with the numbers of its own answer. What is on
// stays on, so a filter counts among those who are shown now.
func (a *answer) pills() []pill {
	f, counts := &a.req.Search.Filter, &a.res.Facets
	closure := cmp.Or(f.Closure, search.ClosureOffered)
	offered := counts.Closure[directory.Confirmed] + counts.Closure[directory.SelfReported]
	all := []pill{a.everybody()}
	for _, c := range []choice{
		{"annular_closure", string(closure), a.T("annular_closure." + string(closure)), f.Closure != "", f.Closure != "", offered, 0},
		{"specialty", specialists, a.T("pill.specialists"), a.specialized(), a.special(), counts.Specialists, 0},
		{"accepting", "newpt", a.T("accepting.newpt"), len(f.Accepting) > 0, slices.Equal(f.Accepting, []directory.Accepting{directory.AcceptingNew}), counts.NewPatients, counts.NewPatientsUnknown},
		{"language", "es", a.T("chips.language", "language", a.Language("es")), len(f.Languages) > 0, slices.Equal(f.Languages, []string{"es"}), counts.Language["es"], counts.LanguageUnknown("es")},
		{"gender", "F", a.T("pill.women"), len(f.Genders) > 0, slices.Equal(f.Genders, []directory.Gender{directory.Female}), counts.Gender[directory.Female], 0},
	} {
		if !c.on && len(f.Accepting)+len(f.Languages) > 0 {
			c.unknown = 0 // not counted: it would add to those of whom the other is not known
		}
		asked := c.name == "annular_closure" // it is what the list is for
		if c.active == c.on && (c.on || asked || c.n+c.unknown > 0) {
			all = append(all, a.pill(&c))
		}
	}
	return all
}

// everybody is the search without any of the filters that pills offer.
func (a *answer) everybody() pill {
	p := pill{All: true, link: link{Text: a.T("pill.all"), URL: a.landing(a.with("annular_closure", "", "specialty", "", "accepting", "", "language", "", "gender", ""))}}
	f := &a.req.Search.Filter
	p.On = f.Closure == search.ClosureAny && len(f.Accepting)+len(f.Languages)+len(f.Genders) == 0 && !a.specialized()
	switch {
	case p.On:
		p.Count = a.counted(a.listed())
	case a.others != nil && a.others.Values.Get("q") == a.values.Get("q"):
		p.URL = a.landing(a.others.Values)
		if a.others.Exact {
			p.Count = a.counted(a.others.Total + a.listed())
		}
	}
	return p
}

func (a *answer) pill(c *choice) pill {
	p := pill{On: c.on, link: link{Text: c.text, URL: a.landing(a.with(c.name, c.value))}}
	n, unknown := c.n, c.unknown
	if c.on {
		p.URL = a.landing(a.without(c.name))
		n = a.res.Total
		if c.name == "accepting" || c.name == "language" {
			unknown = a.res.UnknownTotal
		}
	}
	p.Count = a.counted(n)
	if unknown > 0 && a.res.TotalExact {
		p.Unknown = a.T("pill.unknown", "count", unknown)
	}
	return p
}

// specialized says whether a specialty is asked for that not everybody on the
// list has.
func (a *answer) specialized() bool {
	return len(a.req.Specialties) > 0 && !slices.Contains(a.req.Specialties, "spine-surgery")
}

// pilled says whether a pill shows that a filter has a value.
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

// special says whether the search is for specialists of the spine or of nerves.
func (a *answer) special() bool {
	asked := slices.Sorted(slices.Values(a.req.Specialties))
	return strings.Join(asked, ",") == specialists
}

// counted writes a number of an exact answer; "" of another.
func (a *answer) counted(n int) string {
	if !a.res.TotalExact {
		return ""
	}
	return a.T("pill.count", "count", n)
}

// without is the search without a filter, whether it was chosen or understood
// from words.
func (a *answer) without(name string) url.Values {
	for _, u := range a.req.Understood {
		if u.Parameter == name {
			return a.with("q", u.Without, name, "")
		}
	}
	return a.with(name, "")
}

// landing is the address of a search whose page is to be read from its heading
// on: on a phone the form stands before it.
func (v *visit) landing(values url.Values) string { return v.to("/find", values) + "#answer" }
