package source

import "github.com/physicianfinder/finder/internal/directory"

// An npiSet remembers NPIs in a bit each. The check digit follows from the
// nine digits before it, and the first is 1 or 2, so that a set takes at most
// twice 12.5 MB.
type npiSet [2]*[npiSpace / 64]uint64

const npiSpace = 100_000_000 // NPIs with the same first digit

// add notes n and reports whether it is new.
func (s *npiSet) add(n directory.NPI) bool {
	i := uint32(n)/10 - npiSpace
	half := i / npiSpace
	i %= npiSpace
	if s[half] == nil {
		s[half] = new([npiSpace / 64]uint64)
	}
	word, bit := &s[half][i/64], uint64(1)<<(i%64)
	isNew := *word&bit == 0
	*word |= bit
	return isNew
}
