package query

import (
	"math"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// Found words how many physicians an answer holds, and who: a heading that
// names every condition, so that nobody of whom only that condition is not
// known is denied. Where none is asked for it says what they are: no spine
// surgeons, not all of them, but surgeons who may operate on the spine.
func (r *Request) Found(c *words.Catalog, res *search.Result) string {
	if res.Total == 0 && res.UnknownTotal > 0 {
		n := res.UnknownTotal
		return r.heading(c, "find.may", n, "who", r.who(c, n, res.Dropped, true), "what", list(c, "list.and", r.may(c)))
	}
	if res.Total == 0 {
		if who := r.who(c, 0, res.Dropped, false); who != "" {
			return r.heading(c, "find.none.who", 0, "who", who)
		}
		return r.heading(c, "find.none", 0)
	}
	who := r.who(c, res.Total, res.Dropped, false)
	if who == "" {
		who = " " + c.T("find.who.listed", "count", res.Total)
	}
	key := "find.some"
	if !res.TotalExact {
		key = "find.many"
	}
	return r.heading(c, key, res.Total, "who", who)
}

// heading words a count, with the place and the radius where there is one.
func (r *Request) heading(c *words.Catalog, key string, n int, args ...any) string {
	args = append(args, "count", n)
	if o := r.Search.Origin; o != nil {
		return c.T(key+".near", append(args, "radius", r.Reach(c), "place", PlaceName(c, o))...)
	}
	return c.T(key, args...)
}

// Unsure words of how many is not known what, as the heading of their list; ""
// when there are none.
func (r *Request) Unsure(c *words.Catalog, res *search.Result) string {
	f, n := &r.Search.Filter, res.UnknownTotal
	switch {
	case n == 0:
		return ""
	case len(f.Languages) == 0:
		return c.T("find.unsure.accepting", "count", n)
	case len(f.Accepting) == 0:
		return c.T("find.unsure.language", "count", n)
	}
	return c.T("find.unsure.both", "count", n)
}

// PlaceName names an origin; one that is only a position is the person's area.
func PlaceName(c *words.Catalog, o *place.Place) string {
	if OnlyPosition(o) {
		return c.T("find.area")
	}
	return o.Label
}

// OnlyPosition reports whether an origin is where somebody is, and not a place that
// has a name.
func OnlyPosition(o *place.Place) bool {
	return o.Kind == place.KindCoords || o.Kind == place.KindCell
}

// Reach words the radius of the search in its unit.
func (r *Request) Reach(c *words.Catalog) string {
	return c.Length(math.Round(r.Search.Radius/r.Unit.Meters()*100)/100, r.Unit)
}

// who words the conditions of n physicians as what follows "surgeons", with a
// space before it. withoutUnsure leaves out what [Request.may] words.
func (r *Request) who(c *words.Catalog, n int, dropped []string, withoutUnsure bool) string {
	count := max(n, 1) // "no surgeon" is one
	parts := r.ofPhysician(c, count, dropped)
	known := r.closure(c, count)
	if f := &r.Search.Filter; !withoutUnsure {
		if len(f.Accepting) > 0 {
			known = append(known, anyOf(c, f.Accepting, func(a directory.Accepting) string { return c.T("find.known.accepting."+string(a), "count", count) }))
		}
		if len(f.Languages) > 0 {
			known = append(known, c.T("find.known.language", "count", count, "languages", anyOf(c, f.Languages, c.Language)))
		}
	}
	for i, what := range known {
		switch {
		case i > 0:
			parts = append(parts, c.T("find.known.next", "what", what))
		case n == 0:
			parts = append(parts, c.T("find.known.none", "what", what))
		default:
			parts = append(parts, c.T("find.known.first", "count", count, "what", what))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " " + list(c, "list.and", parts)
}

// ofPhysician words the conditions that are facts of the registries.
func (r *Request) ofPhysician(c *words.Catalog, count int, dropped []string) []string {
	var parts []string
	f := &r.Search.Filter
	if text := r.words(dropped); text != "" {
		parts = append(parts, c.T("find.who.words", "count", count, "words", text))
	}
	if r.specialized() {
		parts = append(parts, c.T("find.who.specialty", "specialties", anyOf(c, r.Specialties, func(s string) string {
			name, _, _ := strings.Cut(specialtyName(c, s), " (") // the gloss stands in the form
			return name
		})))
	}
	if len(f.Genders) > 0 {
		parts = append(parts, anyOf(c, f.Genders, func(g directory.Gender) string { return c.T("find.who.gender." + string(g)) }))
	}
	if len(f.States) > 0 {
		parts = append(parts, c.T("find.who.state", "states", anyOf(c, f.States, func(s string) string { return s })))
	}
	if len(f.NPIs) > 0 {
		parts = append(parts, c.T("find.who.npi", "count", len(f.NPIs)))
	}
	if f.Bounds != nil {
		parts = append(parts, c.T("find.who.bbox"))
	}
	return parts
}

// words are what was searched for by its letters: a number, or the words of q
// that were neither understood nor dropped.
func (r *Request) words(dropped []string) string {
	switch f := &r.Search.Filter; {
	case f.NPI != 0:
		return f.NPI.String()
	case f.Phone != "":
		return directory.FormatPhone(f.Phone)
	}
	fields := strings.Fields(r.Search.Text)
	return strings.Join(slices.DeleteFunc(fields, func(w string) bool { return slices.Contains(dropped, w) }), " ")
}

// specialized reports whether the specialty is a choice. All surgeons who may
// operate on the spine are what the finder is for.
func (r *Request) specialized() bool {
	return len(r.Specialties) > 0 && !slices.Contains(r.Specialties, "spine-surgery")
}

// closure words what is asked of annular closure.
func (r *Request) closure(c *words.Catalog, count int) []string {
	f := &r.Search.Filter
	key := "find.known.closure."
	switch {
	case f.Closure == search.ClosureAny && f.VerifiedSince == 0:
		return nil
	case f.Closure == search.ClosureConfirmed:
		key += "confirmed"
	default:
		key += "offered"
	}
	if f.VerifiedSince == 0 {
		return []string{c.T(key, "count", count)}
	}
	return []string{c.T(key+".checked", "count", count, "days", r.days)}
}

// may words what is asked for and not known of every office, as what follows
// "may".
func (r *Request) may(c *words.Catalog) []string {
	var what []string
	f := &r.Search.Filter
	if len(f.Accepting) > 0 {
		what = append(what, anyOf(c, f.Accepting, func(a directory.Accepting) string { return c.T("find.may.accepting." + string(a)) }))
	}
	if len(f.Languages) > 0 {
		what = append(what, c.T("find.may.language", "languages", anyOf(c, f.Languages, c.Language)))
	}
	return what
}

// anyOf lists the wordings of alternatives.
func anyOf[T any](c *words.Catalog, values []T, word func(T) string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = word(v)
	}
	return list(c, "list.or", texts)
}

// list writes "a, b and c"; key is the text of the last two.
func list(c *words.Catalog, key string, texts []string) string {
	last := len(texts) - 1
	if last < 1 {
		return strings.Join(texts, "")
	}
	return c.T(key, "list", strings.Join(texts[:last], ", "), "last", texts[last])
}
