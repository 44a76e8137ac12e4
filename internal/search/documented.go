package search

import (
	"context"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// Documented returns the listings, as their documents have them, of everybody of
// whom the documents hold anything that a roster says and of those in also who
// are listed: all offices of each physician, by NPI. The errors are those of
// [Finder.Search].
func (f *Finder) Documented(_ context.Context, also []directory.NPI) ([][]directory.Listing, error) {
	if _, err := f.loaded(); err != nil {
		return nil, err
	}
	f.folding.Lock()
	base := f.base
	f.folding.Unlock()
	var people []directory.NPI
	for _, r := range base.rostered {
		people = append(people, base.npis[base.rows[r].physician])
	}
	people = append(people, also...)
	slices.Sort(people)
	var all [][]directory.Listing
	for _, npi := range slices.Compact(people) {
		p, listed := base.physician(npi)
		if !listed {
			continue
		}
		var own []directory.Listing
		for _, r := range base.officesOf(p) {
			l, err := base.listing(r)
			if err != nil {
				return nil, err
			}
			own = append(own, l)
		}
		all = append(all, own)
	}
	return all, nil
}
