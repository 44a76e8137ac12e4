package search

import (
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// A sieve is a Filter made ready for the rows of one generation. It is the
// only place that decides whether a listing fits; radius apart, which is a
// [circle]. What it finds out about a set of codes or of languages it keeps
// for the rest of the search.
type sieve struct {
	filter *Filter
	view   *view

	open     bool // keeps every row
	byTraits bool
	byDetail bool
	traits   [traitValues]bool
	phone    uint64
	npi      bool
	who      uint32 // the physician that npi asks for
	specs    verdicts
	langs    verdicts
	posting  posting
}

// posting names the rows that a sieve can keep at most.
type posting uint8

const (
	postingNone posting = iota // any row
	postingOffered
	postingConfirmed
	postingTongues
)

// nobody is no physician's index.
const nobody = ^uint32(0)

// set prepares the sieve for f; who is the index of the physician that
// f.NPI names, or nobody.
func (s *sieve) set(f *Filter, v *view, who uint32) {
	s.filter, s.npi, s.who = f, f.NPI != 0, who
	s.phone = phoneNumber(f.Phone)
	s.setTraits()
	s.specs.reset()
	s.langs.reset()
	s.refresh(v)
	switch {
	case f.Closure == ClosureConfirmed:
		s.posting = postingConfirmed
	case f.Closure == ClosureOffered || f.VerifiedSince != 0:
		s.posting = postingOffered
	case len(f.Languages) > 0:
		s.posting = postingTongues
	default:
		s.posting = postingNone
	}
	s.byDetail = f.VerifiedSince != 0 || len(f.States) > 0 || f.Phone != "" || f.Bounds != nil
	s.open = !s.byTraits && !s.byDetail && !s.npi && len(f.Specialties) == 0 && len(f.Languages) == 0
}

// refresh takes up what has been loaded since.
func (s *sieve) refresh(v *view) {
	s.view = v
	s.specs.grow(len(v.specs))
	s.langs.grow(len(v.langs))
}

func (s *sieve) setTraits() {
	f := s.filter
	s.byTraits = len(f.Genders) > 0 || len(f.Accepting) > 0 || f.Closure != ClosureAny
	if !s.byTraits {
		return
	}
	for i := range s.traits {
		t := traits(i)
		s.traits[i] = t.accepting() < len(acceptingCodes) &&
			anyOf(f.Genders, genderCodes[t.gender()]) &&
			anyOf(f.Accepting, acceptingCodes[t.accepting()]) &&
			f.Closure.keeps(t.closure())
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

// keeps says whether row n of t fits.
func (s *sieve) keeps(t *slimTile, n int32) bool {
	if s.open {
		return true
	}
	f, r := s.filter, &t.rows[n]
	return (!s.byTraits || s.traits[r.traits]) &&
		(len(f.Specialties) == 0 || s.keepsSpecs(r.specs)) &&
		(len(f.Languages) == 0 || s.keepsLangs(r.langs)) &&
		(!s.npi || r.physician == s.who) &&
		(!s.byDetail || s.keepsDetail(t, &t.more[n]))
}

func (s *sieve) keepsDetail(t *slimTile, d *detail) bool {
	f := s.filter
	return (f.VerifiedSince == 0 || d.verified != 0 && d.verified >= f.VerifiedSince) &&
		(len(f.States) == 0 || s.keepsState(d.state)) &&
		(f.Phone == "" || d.phone == s.phone) &&
		(f.Bounds == nil || f.Bounds.Contains(t.points[d.point]))
}

func (s *sieve) keepsState(state [2]byte) bool {
	for _, want := range s.filter.States {
		if want[0] == state[0] && want[1] == state[1] {
			return true
		}
	}
	return false
}

func (s *sieve) keepsSpecs(set uint32) bool {
	keep, known := s.specs.get(set)
	if !known {
		keep = slices.ContainsFunc(s.view.specs[set], s.wants)
		s.specs.put(set, keep)
	}
	return keep
}

// wants says whether the filter names a code or what it begins with.
func (s *sieve) wants(code directory.Taxonomy) bool {
	return slices.ContainsFunc(s.filter.Specialties, func(prefix string) bool {
		return strings.HasPrefix(string(code), prefix)
	})
}

func (s *sieve) keepsLangs(set uint32) bool {
	keep, known := s.langs.get(set)
	if !known {
		keep = slices.ContainsFunc(s.view.langs[set].all, s.speaks)
		s.langs.put(set, keep)
	}
	return keep
}

func (s *sieve) speaks(tag string) bool {
	return slices.ContainsFunc(s.filter.Languages, func(want string) bool { return strings.EqualFold(want, tag) })
}

// postings returns the rows of t that may fit, and whether they are listed at
// all; if not, every row may.
func (s *sieve) postings(t *slimTile) ([]uint32, bool) {
	switch s.posting {
	case postingOffered:
		return t.offered, true
	case postingConfirmed:
		return t.confirmed, true
	case postingTongues:
		return t.tongues, true
	}
	return nil, false
}

// verdicts remembers a yes or no per number for one search after the other.
type verdicts struct {
	epoch uint32
	marks []uint32 // epoch<<1 | verdict
}

func (v *verdicts) reset() {
	v.epoch++
	if v.epoch == 1<<31 {
		clear(v.marks)
		v.epoch = 1
	}
}

func (v *verdicts) grow(n int) {
	if n > len(v.marks) {
		v.marks = append(v.marks, make([]uint32, n-len(v.marks))...)
	}
}

func (v *verdicts) get(i uint32) (verdict, known bool) {
	m := v.marks[i]
	return m&1 == 1, m>>1 == v.epoch
}

func (v *verdicts) put(i uint32, verdict bool) {
	v.marks[i] = v.epoch << 1
	if verdict {
		v.marks[i] |= 1
	}
}
