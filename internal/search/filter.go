package search

import (
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// A compiledFilter is a Filter made ready for the rows of one snapshot. It is
// the only place that decides whether a listing fits; radius apart, which is a
// [circle]. What it finds out about a set of codes or of languages it keeps
// for the rest of the search.
type compiledFilter struct {
	*Filter
	snap *snapshot

	// orUnknown keeps rows too of which is not known what Accepting and
	// Languages ask for.
	orUnknown bool

	open     bool // keeps every row
	byTraits bool
	byDetail bool
	traits   [traitValues]bool
	phone    uint64
	zips     []uint32
	// Where limited, only the rows listed, in order, can fit.
	limited     bool
	listed      []uint32
	specialties []verdict // by set
	languages   []verdict // by set
}

// A verdict on a set: not looked at yet, or whether a filter keeps it.
type verdict uint8

const (
	unjudged verdict = iota
	kept
	left
)

// asksUnsure reports whether the filter asks for what is not known of every
// listing.
func (f *Filter) asksUnsure() bool { return len(f.Accepting) > 0 || len(f.Languages) > 0 }

// asksOffer reports whether only listings fit whose offering is offered.
func (f *Filter) asksOffer() bool { return f.Closure != ClosureAny || f.VerifiedSince != 0 }

// compile makes c ready for f on snap.
func (c *compiledFilter) compile(f *Filter, orUnknown bool, snap *snapshot) {
	c.Filter, c.orUnknown, c.snap = f, orUnknown, snap
	c.phone = phoneNumber(f.Phone)
	c.zips = c.zips[:0]
	for _, zip := range f.ZIPs {
		c.zips = append(c.zips, zipNumber(zip))
	}
	c.setTraits()
	c.specialties = unjudgedFor(c.specialties, len(snap.specialties))
	c.languages = unjudgedFor(c.languages, len(snap.languages.all))
	c.byDetail = f.VerifiedSince != 0 || len(f.States) > 0 || len(f.ZIPs) > 0 || f.Phone != "" || f.Bounds != nil
	c.listed, c.limited = snap.rowsFor(f, orUnknown)
	c.open = !c.byTraits && !c.byDetail && f.NPI == 0 && len(f.NPIs) == 0 && len(f.Specialties) == 0 && len(f.Languages) == 0
}

// unjudgedFor returns a list of n sets that are not looked at yet, in the
// memory of list.
func unjudgedFor(list []verdict, n int) []verdict {
	list = slices.Grow(list[:0], n)[:n]
	clear(list)
	return list
}

// rowsFor returns the rows that a compiled f can keep at most, where they are
// listed.
func (s *snapshot) rowsFor(f *Filter, orUnknown bool) (rows []uint32, listed bool) {
	switch {
	case f.NPI != 0:
		if p, ok := s.physician(f.NPI); ok {
			rows = slices.Sorted(slices.Values(s.officesOf(p)))
		}
		return rows, true
	case len(f.NPIs) > 0:
		for _, npi := range f.NPIs {
			if p, ok := s.physician(npi); ok {
				rows = append(rows, s.officesOf(p)...)
			}
		}
		slices.Sort(rows)
		return slices.Compact(rows), true
	case f.Closure == ClosureConfirmed:
		return s.confirmed, true
	case f.Closure == ClosureOffered || f.VerifiedSince != 0:
		return s.offered, true
	case len(f.Languages) > 0 && !orUnknown:
		return s.speaking, true
	}
	return nil, false
}

// between returns the rows of a list in order that lie from one to before
// another.
func between(rows []uint32, from, to uint32) []uint32 {
	i, _ := slices.BinarySearch(rows, from)
	j, _ := slices.BinarySearch(rows[i:], to)
	return rows[i : i+j]
}

func (c *compiledFilter) setTraits() {
	c.byTraits = len(c.Genders) > 0 || len(c.Accepting) > 0 || c.Closure != ClosureAny
	if !c.byTraits {
		return
	}
	for i := range c.traits {
		t := traits(i)
		c.traits[i] = t.accepting() < len(acceptingCodes) &&
			anyOf(c.Genders, genderCodes[t.gender()]) &&
			(anyOf(c.Accepting, acceptingCodes[t.accepting()]) || c.orUnknown && acceptingCodes[t.accepting()] == "") &&
			c.Closure.keeps(t.closure())
	}
}

func (c Closure) keeps(closure int) bool {
	switch c {
	case ClosureOffered:
		return closure >= closureSelfReported
	case ClosureConfirmed:
		return closure == closureConfirmed
	}
	return true
}

func anyOf[T comparable](wanted []T, v T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, v)
}

// keeps reports whether a row fits.
func (c *compiledFilter) keeps(n uint32) bool {
	if c.open {
		return true
	}
	r := &c.snap.rows[n]
	return (!c.byTraits || c.traits[r.traits]) &&
		(len(c.Specialties) == 0 || c.keepsSpecialties(r.specialties)) &&
		(len(c.Languages) == 0 || c.keepsLanguages(r.languages)) &&
		(c.NPI == 0 || c.snap.npis[r.physician] == c.NPI) &&
		anyOf(c.NPIs, c.snap.npis[r.physician]) &&
		(!c.byDetail || c.keepsDetail(&c.snap.details[n]))
}

func (c *compiledFilter) keepsDetail(d *detail) bool {
	return (c.VerifiedSince == 0 || d.verified != 0 && d.verified >= c.VerifiedSince) &&
		(len(c.States) == 0 || c.keepsState(d.state)) &&
		(len(c.zips) == 0 || slices.Contains(c.zips, d.zip)) &&
		(c.Phone == "" || d.phone == c.phone) &&
		(c.Bounds == nil || c.Bounds.Contains(c.snap.points[d.point]))
}

func (c *compiledFilter) keepsState(state [2]byte) bool {
	for _, want := range c.States {
		if want[0] == state[0] && want[1] == state[1] {
			return true
		}
	}
	return false
}

func (c *compiledFilter) keepsSpecialties(set uint32) bool {
	v := &c.specialties[set]
	if *v == unjudged {
		*v = judge(slices.ContainsFunc(c.snap.specialties[set], c.wants))
	}
	return *v == kept
}

// wants reports whether the filter names a code or what it begins with.
func (c *compiledFilter) wants(code directory.Taxonomy) bool {
	return slices.ContainsFunc(c.Specialties, func(prefix string) bool {
		return strings.HasPrefix(string(code), prefix)
	})
}

func (c *compiledFilter) keepsLanguages(set uint32) bool {
	if set == 0 { // none known
		return c.orUnknown
	}
	v := &c.languages[set]
	if *v == unjudged {
		*v = judge(slices.ContainsFunc(c.snap.languages.all[set], func(tag string) bool {
			return slices.ContainsFunc(c.Languages, func(want string) bool { return strings.EqualFold(want, tag) })
		}))
	}
	return *v == kept
}

func judge(keep bool) verdict {
	if keep {
		return kept
	}
	return left
}
