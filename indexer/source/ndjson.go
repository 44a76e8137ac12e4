package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// The national directory is published as NDJSON, one resource a line, packed
// with zstd; extracts of address points as lines of GeoJSON.

// zstdMagic is what a zstd file begins with.
const zstdMagic = "\x28\xb5\x2f\xfd"

// maxWindow is the most memory in bytes that a zstd file may ask for.
const maxWindow = 128 << 20

// A lineFile is an NDJSON file as it is read.
type lineFile struct {
	in    *input
	buf   *bufio.Reader
	long  []byte // a line longer than the buffer
	limit int    // bytes of a line
}

// openLines opens an NDJSON file, packed with zstd or gzip or plain, by what its
// first bytes say.
func openLines(path string, o Options) (*lineFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	in, err := unpackLines(f, o)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &lineFile{in: in, buf: bufio.NewReaderSize(in, 1<<20), limit: o.Limits.Row}, nil
}

func unpackLines(f *os.File, o Options) (*input, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	p := &progress{r: f, total: st.Size(), tell: o.Progress}
	br := bufio.NewReaderSize(p, 64<<10)
	magic, err := br.Peek(4)
	switch {
	case len(magic) == 0 && errors.Is(err, io.EOF):
		return nil, ErrEmpty
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case string(magic) == zstdMagic:
		zr, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, packed(err)
		}
		return &input{Reader: newBounded(zr, p, o.Limits), closers: []io.Closer{f, zr.IOReadCloser()}}, nil
	case strings.HasPrefix(string(magic), "\x1f\x8b"):
		zr, err := gzip.NewReader(br)
		if err != nil {
			return nil, packed(err)
		}
		return &input{Reader: newBounded(zr, p, o.Limits), closers: []io.Closer{f, zr}}, nil
	case magic[0] == '{':
		return &input{Reader: br, closers: []io.Closer{f}}, nil
	case magic[0] == '<':
		return nil, fmt.Errorf("%w: it is a web page, as a site in maintenance answers", ErrKind)
	}
	return nil, fmt.Errorf("%w: neither JSON lines nor these packed with zstd or gzip", ErrKind)
}

// next returns the next line that is not blank, without its end; nil for one
// that is beyond the limit, of which nothing is kept. A line is good until the
// next call. io.EOF is the end; a last line that is no JSON says that the file
// was cut off.
func (l *lineFile) next() ([]byte, error) {
	for {
		line, err := l.buf.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			line, err = l.rest(line)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if err == nil && line == nil {
			return nil, nil // too large
		}
		line = bytes.TrimSpace(line)
		switch {
		case len(line) > 0 && err != nil && !json.Valid(line):
			return nil, fmt.Errorf("%w (the last line is cut off)", ErrTruncated)
		case len(line) > 0:
			return line, nil
		case err != nil:
			return nil, io.EOF
		}
	}
}

// rest reads the rest of a line that begins with head; nil when it is beyond
// the limit.
func (l *lineFile) rest(head []byte) ([]byte, error) {
	l.long = append(l.long[:0], head...)
	for tooLong := false; ; {
		more, err := l.buf.ReadSlice('\n')
		if tooLong = tooLong || len(l.long)+len(more) > l.limit; !tooLong {
			l.long = append(l.long, more...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case tooLong && errors.Is(err, io.EOF):
			return nil, fmt.Errorf("%w (the last line is cut off)", ErrTruncated)
		case tooLong:
			return nil, err
		default:
			return l.long, err
		}
	}
}

func (l *lineFile) Close() error { return l.in.Close() }

// nationalFile matches the names that the national directory has given to the
// file of a resource: 02-Location.ndjson.zst, Practitioner_2026-05-07_2128.ndjson.
func nationalFile(resource string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:\d+-)?` + resource + `(?:_[^/]*)?\.ndjson(?:\.zst)?$`)
}

// releaseFolder is what a release is called in the folder that it is fetched
// into.
const releaseFolder = "npd_*"

// nationalPath finds the file of a resource in dir, or in the newest release
// among the folders of dir. The error wraps os.ErrNotExist when there is none.
func nationalPath(dir, resource string) (string, error) {
	name := nationalFile(resource)
	for _, in := range append([]string{dir}, releases(dir)...) {
		entries, err := os.ReadDir(in)
		if err != nil {
			return "", err
		}
		var found []string
		for _, e := range entries {
			if name.MatchString(e.Name()) && !e.IsDir() {
				found = append(found, e.Name())
			}
		}
		switch {
		case len(found) == 1:
			return filepath.Join(in, found[0]), nil
		case len(found) > 1:
			return "", fmt.Errorf("%w: %s and %s are both %s: leave one of them in the folder", ErrKind, found[0], found[1], resource)
		}
	}
	return "", fmt.Errorf("it holds no file of %s, such as 02-%[1]s.ndjson.zst: %w", resource, os.ErrNotExist)
}

// releases returns the newest of the releases fetched into dir, if there are any.
func releases(dir string) []string {
	found, _ := filepath.Glob(filepath.Join(dir, releaseFolder)) // the pattern is sound
	slices.Sort(found)
	return found[max(0, len(found)-1):]
}
