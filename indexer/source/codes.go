package source

import (
	"bytes"
	"encoding/binary"

	"github.com/physicianfinder/finder/internal/directory"
)

// codeLen is the length of a taxonomy code.
const codeLen = 10

// A codeCache remembers which codes are wanted: a few hundred are in use, and
// they are looked up millions of times.
type codeCache [1 << 10]struct {
	code  [codeLen]byte
	known bool
	yes   bool
}

// wants returns what ask says of a code.
func (c *codeCache) wants(code [codeLen]byte, ask func(directory.Taxonomy) bool) bool {
	h := binary.LittleEndian.Uint64(code[:8]) ^ uint64(code[8])<<5
	e := &c[h*0x9e3779b97f4a7c15>>54]
	if !e.known || e.code != code {
		e.code, e.known = code, true
		e.yes = ask(directory.Taxonomy(bytes.TrimSpace(code[:])))
	}
	return e.yes
}
