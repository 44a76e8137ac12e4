package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// Suffixes of a file on its way, and of the note of where it comes from.
const (
	partSuffix    = ".part"
	sidecarSuffix = ".part.json"
)

// spare is left free on the disk, in bytes.
const spare = 64 << 20

// A sidecar says what a part is the beginning of, so that a later run can go
// on with it.
type sidecar struct {
	Kind         Kind   `json:"kind"`
	URL          string `json:"url"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	Length       int64  `json:"length"` // of the whole file; -1 where the server did not say
}

func readSidecar(name string) (sidecar, error) {
	var s sidecar
	b, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	return s, err
}

// validator returns what If-Range may hold: a strong ETag, else the time.
func (s *sidecar) validator() string {
	if s.ETag != "" && !strings.HasPrefix(s.ETag, "W/") {
		return s.ETag
	}
	return s.LastModified
}

// A part is a file on its way.
type part struct {
	disk  disk
	dir   string // for the room on its disk
	name  string // the final one
	size  int64  // bytes that are here
	begun sidecar
	out   partial
}

// openPart opens what an earlier run left of the target, or nothing.
func (f *fetcher) openPart(t *target) (*part, error) {
	p := &part{disk: f.disk, dir: f.o.Dir, name: filepath.Join(f.o.Dir, filepath.FromSlash(t.name))}
	if err := os.MkdirAll(filepath.Dir(p.name), 0o755); err != nil {
		return nil, err
	}
	begun, err := readSidecar(p.name + sidecarSuffix)
	known := err == nil && begun.URL == plain(t.url)
	if known {
		p.begun = begun
		if err := p.takeBack(f, t); err != nil {
			return nil, err
		}
	}
	if p.out, err = f.disk.Append(p.name + partSuffix); err != nil {
		return nil, err
	}
	if info, err := os.Stat(p.name + partSuffix); err == nil {
		p.size = info.Size()
	}
	if !known || p.begun.validator() == "" || p.begun.Length >= 0 && p.size > p.begun.Length {
		err = p.reset()
	}
	return p, err
}

// takeBack makes a part again of a file that an earlier run renamed without
// living to list it: it is asked for and checked like any other.
func (p *part) takeBack(f *fetcher, t *target) error {
	_, listed := f.manifest.named(t.name)
	_, err := os.Stat(p.name + partSuffix)
	if listed || err == nil {
		return nil
	}
	if _, err := os.Stat(p.name); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return f.disk.Rename(p.name, p.name+partSuffix)
}

// whole reports whether all of the file is here.
func (p *part) whole() bool { return p.size > 0 && p.size == p.begun.Length }

// reset throws away what is here.
func (p *part) reset() error {
	p.size, p.begun = 0, sidecar{}
	return p.out.Truncate(0)
}

// begin makes the part that of resp, from its first byte.
func (p *part) begin(t *target, resp *http.Response) error {
	if err := p.reset(); err != nil {
		return err
	}
	if t.bytes > 0 && resp.ContentLength >= 0 && resp.ContentLength != t.bytes {
		return fmt.Errorf("%w: %d bytes are promised, the server has %d", errChanged, t.bytes, resp.ContentLength)
	}
	if err := p.room(max(t.bytes, resp.ContentLength)); err != nil {
		return err
	}
	begun := sidecar{Kind: t.kind, URL: plain(t.url), ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"), Length: resp.ContentLength}
	b, err := json.Marshal(begun)
	if err == nil {
		err = p.disk.Replace(p.name+sidecarSuffix, b)
	}
	if err == nil {
		p.begun = begun
	}
	return err
}

// room reports with an error that need more bytes have no room on the disk.
func (p *part) room(need int64) error {
	free, err := p.disk.Free(p.dir)
	if err == nil && free < need+spare {
		err = fmt.Errorf("%w: %d MB are free, %d MB of the file are to come and %d MB must stay free", errSpace, free>>20, max(0, need)>>20, spare>>20)
	}
	return err
}

// Write appends to the part.
func (p *part) Write(b []byte) (int, error) {
	n, err := p.out.Write(b)
	p.size += int64(n)
	return n, err
}

// drop removes the part and its note.
func (p *part) drop() error {
	err := errors.Join(p.out.Close(), p.disk.Remove(p.name+partSuffix))
	if e := p.disk.Remove(p.name + sidecarSuffix); e != nil && !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}
