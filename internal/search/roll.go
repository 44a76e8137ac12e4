package search

import (
	"fmt"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// A Roll is everybody of one generation, whatever is published meanwhile, with
// what was known of them when it was taken.
type Roll struct {
	Generation *Generation // read-only
	Physicians int
	Degraded   bool // taken while the index is away, or without any evidence
	Expire     int  // [Options.Expire]

	snap   *snapshot
	people []uint32 // by NPI
}

// Roll returns everybody of the current generation. The errors are those of
// [Finder.Search].
func (f *Finder) Roll() (*Roll, error) {
	s, err := f.loaded()
	if err != nil {
		return nil, err
	}
	return &Roll{Generation: s.info, Physicians: len(s.npis), Degraded: s.dark || f.breaker.isAway(), Expire: f.options.Expire, snap: s, people: s.byNPI}, nil
}

// Only leaves out of r everybody but those of npis who are listed.
func (r *Roll) Only(npis []directory.NPI) {
	r.people = nil
	for _, npi := range slices.Compact(slices.Sorted(slices.Values(npis))) {
		if p, listed := r.snap.physician(npi); listed {
			r.people = append(r.people, p)
		}
	}
	r.Physicians = len(r.people)
}

// Each calls take with the listings of each physician by NPI, those of one in
// the order of their ids, and ends with the error that take returns. They are
// take's until it returns.
func (r *Roll) Each(take func(offices []directory.Listing) error) error {
	var offices []directory.Listing
	for _, p := range r.people {
		offices = offices[:0]
		for _, row := range r.snap.officesOf(p) {
			l, err := r.snap.listing(row)
			if err != nil {
				return fmt.Errorf("search: a listing in memory: %w", err)
			}
			offices = append(offices, l)
		}
		if err := take(offices); err != nil {
			return err
		}
	}
	return nil
}
