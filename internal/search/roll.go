package search

import (
	"fmt"

	"github.com/physicianfinder/finder/internal/directory"
)

// A Roll is everybody of one generation, whatever is published meanwhile, with
// what was known of them when it was taken.
type Roll struct {
	Generation *Generation // read-only
	Physicians int
	Degraded   bool // taken while the index is away, or without any evidence
	Expire     int  // [Options.Expire]

	snap *snapshot
}

// Roll returns everybody of the current generation. The errors are those of
// [Finder.Search].
func (f *Finder) Roll() (*Roll, error) {
	s, err := f.loaded()
	if err != nil {
		return nil, err
	}
	return &Roll{Generation: s.info, Physicians: len(s.npis), Degraded: s.dark || f.breaker.isAway(), Expire: f.options.Expire, snap: s}, nil
}

// Each calls take with the listings of each physician by NPI, those of one in
// the order of their ids, and ends with the error that take returns. They are
// take's until it returns.
func (r *Roll) Each(take func(offices []directory.Listing) error) error {
	var offices []directory.Listing
	for _, p := range r.snap.byNPI {
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
