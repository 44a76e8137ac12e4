package search

import (
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// A tally counts by small numbers and remembers which it has seen.
type tally struct {
	counts []int32
	seen   []uint32
}

func (t *tally) add(i uint32) {
	if int(i) >= len(t.counts) {
		t.counts = append(t.counts, make([]int32, int(i)+1-len(t.counts))...)
	}
	if t.counts[i] == 0 {
		t.seen = append(t.seen, i)
	}
	t.counts[i]++
}

// drain calls f for every number seen and forgets them.
func (t *tally) drain(f func(i uint32, count int)) {
	for _, i := range t.seen {
		f(i, int(t.counts[i]))
		t.counts[i] = 0
	}
	t.seen = t.seen[:0]
}

// newPatients is the bit of [candidate.accepting] for those who take new patients.
var newPatients = uint8(1) << slices.Index(acceptingCodes[:], directory.AcceptingNew)

// facets counts the physicians found.
func (s *scan) facets() Facets {
	f := Facets{
		Specialty: map[directory.Taxonomy]int{},
		Closure:   map[directory.Status]int{},
		Language:  map[string]int{},
		Gender:    map[directory.Gender]int{},

		LanguageBoth: map[string]int{},
	}
	var closures [len(closureCodes)]int
	var genders [len(genderCodes)]int
	for i := range s.found {
		c := &s.found[i]
		s.tally.add(c.specialties)
		closures[c.closure]++
		genders[s.snap.rows[c.row].traits.gender()]++
		switch {
		case c.accepting&newPatients != 0:
			f.NewPatients++
		case c.accepting&1 != 0: // code 0: not known
			f.NewPatientsUnknown++
		}
	}
	s.tally.drain(func(set uint32, n int) {
		codes := s.snap.specialties[set]
		for _, code := range codes {
			f.Specialty[code] += n
		}
		if slices.ContainsFunc(codes, directory.Taxonomy.OfSpineOrNerves) {
			f.Specialists += n
		}
	})
	for g, n := range genders {
		if n > 0 {
			f.Gender[genderCodes[g]] = n
		}
	}
	closures[closureUnknown] += closures[closureWithdrawn]
	for _, c := range []int{closureUnknown, closureSelfReported, closureConfirmed} {
		if closures[c] > 0 {
			f.Closure[closureCodes[c]] = closures[c]
		}
	}
	s.languages(&f)
	return f
}

// languages counts every language of a physician once, however many listings
// say it.
func (s *scan) languages(f *Facets) {
	sets := s.snap.languages.all
	for i := range s.found {
		c := &s.found[i]
		if c.languages != 0 {
			s.tally.add(c.languages)
			f.LanguageKnown++
		}
		if c.unsure {
			f.LanguageUnsure++
			for _, tag := range sets[c.languages] {
				f.LanguageBoth[tag]++
			}
		}
	}
	s.tally.drain(func(set uint32, n int) {
		for _, tag := range sets[set] {
			f.Language[tag] += n
		}
	})
	slices.SortFunc(s.more, func(a, b moreLanguages) int { return int(a.candidate) - int(b.candidate) })
	var counted []string
	for i, m := range s.more {
		if i == 0 || s.more[i-1].candidate != m.candidate {
			counted = append(counted[:0], sets[s.found[m.candidate].languages]...)
		}
		for _, tag := range sets[m.languages] {
			if !slices.Contains(counted, tag) {
				counted = append(counted, tag)
				f.Language[tag]++
				if s.found[m.candidate].unsure {
					f.LanguageBoth[tag]++
				}
			}
		}
	}
}
