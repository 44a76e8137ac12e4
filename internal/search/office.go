package search

import (
	"context"
	"fmt"

	"github.com/physicianfinder/finder/internal/directory"
)

// Office returns a physician's listing at one office, by its id, and the
// generation it is of: whatever search once showed it. The error wraps
// ErrNotFound when the physician is not listed there (any more); else see
// [Finder.Search].
func (f *Finder) Office(_ context.Context, npi directory.NPI, id string) (directory.Listing, *Generation, error) {
	s, err := f.loaded()
	if err != nil {
		return directory.Listing{}, nil, err
	}
	row, ok := s.find(npi, id)
	if !ok {
		return directory.Listing{}, s.info, fmt.Errorf("%w at this office", ErrNotFound)
	}
	l, err := s.listing(row)
	return l, s.info, err
}
