package source

import "github.com/physicianfinder/finder/internal/directory"

// An npiSet remembers NPIs in a bit each. The check digit follows from the
// nine digits before it, so that the whole number space takes 25 MB, in pages
// made when first needed.
type npiSet [200_000_000/npiPage + 1]*[npiPage / 64]uint64

const npiPage = 1 << 19 // NPIs in one page: 64 KiB

// add notes n and says whether it is new.
func (s *npiSet) add(n directory.NPI) bool {
	i := uint32(n)/10 - 100_000_000
	p := s[i/npiPage]
	if p == nil {
		p = new([npiPage / 64]uint64)
		s[i/npiPage] = p
	}
	i %= npiPage
	bit := uint64(1) << (i % 64)
	if p[i/64]&bit != 0 {
		return false
	}
	p[i/64] |= bit
	return true
}
