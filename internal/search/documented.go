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
		own, err := base.listingsOf(npi)
		if err != nil {
			return nil, err
		}
		if len(own) > 0 {
			all = append(all, own)
		}
	}
	return all, nil
}

// DocumentedOf returns the listings of one physician as their documents have them;
// none where nobody is listed by the NPI.
func (f *Finder) DocumentedOf(_ context.Context, npi directory.NPI) ([]directory.Listing, error) {
	if _, err := f.loaded(); err != nil {
		return nil, err
	}
	f.folding.Lock()
	base := f.base
	f.folding.Unlock()
	return base.listingsOf(npi)
}

func (s *snapshot) listingsOf(npi directory.NPI) (own []directory.Listing, err error) {
	p, listed := s.physician(npi)
	if !listed {
		return nil, nil
	}
	for _, r := range s.officesOf(p) {
		l, err := s.listing(r)
		if err != nil {
			return nil, err
		}
		own = append(own, l)
	}
	return own, nil
}
