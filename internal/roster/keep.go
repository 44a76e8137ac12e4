package roster

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// errKept says that a kept roster is damaged, or of a later program.
var errKept = errors.New("roster: the kept evidence is damaged")

// keptForm is the first line of the file, followed by the checksum of the rest.
const keptForm = "roster 1 "

// A kept is the roster as it was read last.
type kept struct {
	Seq          int64
	Attestations []Attestation
	Reviews      []Review
}

func (k kept) text() ([]byte, error) {
	body, err := json.Marshal(k)
	return append(fmt.Appendf(nil, "%s%08x\n", keptForm, crc32.ChecksumIEEE(body)), body...), err
}

func readKept(dir string) (kept, error) {
	var k kept
	if dir == "" {
		return k, os.ErrNotExist
	}
	file, err := os.ReadFile(filepath.Join(dir, keptFile))
	if err != nil {
		return k, err
	}
	head, body, _ := bytes.Cut(file, []byte("\n"))
	if string(head) != fmt.Sprintf("%s%08x", keptForm, crc32.ChecksumIEEE(body)) || json.Unmarshal(body, &k) != nil {
		return kept{}, errKept
	}
	return k, nil
}
