package search

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/physicianfinder/finder/internal/directory"
)

// locate finds the tiles of the NPI or the phone number that the filter names.
// Memory knows them once every tile is resident, and earlier for a physician
// all of whose offices are; else the index is asked.
func (s *asking) locate(ctx context.Context) error {
	f := &s.query.Filter
	switch {
	case f.NPI != 0:
		return s.locateNPI(ctx, f.NPI)
	case f.Phone != "" && !s.gen.warm():
		err := s.limit(ctx, nationalNumber(f.Phone))
		if errors.Is(err, ErrUnavailable) && s.query.Origin != nil {
			return nil // the tiles around the origin may be resident
		}
		return err
	}
	return nil
}

func (s *asking) locateNPI(ctx context.Context, npi directory.NPI) error {
	refs := s.gen.rowsOf(npi)
	complete := s.gen.warm()
	if !complete && len(refs) > 0 {
		packs, err := s.wantCards(ctx, s.gen, []int32{refs[0].tile()})
		if err != nil {
			return err
		}
		var listing directory.Listing
		newDecoder(1).listing(&listing, packs[0], refs[0].row())
		complete = len(refs) == 1+len(listing.Others)
	}
	if !complete {
		return s.limit(ctx, npi.String())
	}
	s.limited = true
	for _, r := range refs {
		if !slices.Contains(s.only, r.tile()) {
			s.only = append(s.only, r.tile())
		}
	}
	return nil
}

// limit keeps the search to the tiles in which the index finds a number.
func (s *asking) limit(ctx context.Context, number string) error {
	found, err := s.guard.match(ctx, s.gen.info, number, Narrow{All: true}, MaxMatches+1)
	if err != nil {
		return err
	}
	if len(found) > MaxMatches {
		return nil // it narrows nothing worth narrowing
	}
	s.limited = true
	for _, m := range found {
		if i, ok := s.gen.index[m.Tile]; ok && !slices.Contains(s.only, i) {
			s.only = append(s.only, i)
		}
	}
	return nil
}

// nationalNumber returns the digits that a record of a number is found by: of
// the North American plan the ten without the country code.
func nationalNumber(e164 string) string {
	digits := strconv.FormatUint(phoneNumber(e164), 10)
	if len(digits) == 11 && digits[0] == '1' {
		return digits[1:]
	}
	return digits
}
