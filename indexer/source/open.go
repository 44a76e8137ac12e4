package source

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zip"
)

// The path that means standard input.
const stdinPath = "-"

// An input is an opened file, unpacked as it is read.
type input struct {
	io.Reader
	name    string // of the file, or of the member of an archive
	closers []io.Closer
}

// Close closes the file and what unpacks it.
func (in *input) Close() error {
	var errs []error
	for i := len(in.closers) - 1; i >= 0; i-- {
		errs = append(errs, in.closers[i].Close())
	}
	return errors.Join(errs...)
}

// open opens a .csv, .csv.gz or .zip by what its first bytes say, not by its
// name. member picks the file within an archive.
func open(path string, member *regexp.Regexp, o Options) (*input, error) {
	if path == stdinPath {
		if o.Stdin == nil {
			return nil, fmt.Errorf("no standard input: %w", os.ErrInvalid)
		}
		return unpack(&progress{r: o.Stdin, tell: o.Progress}, 0, o)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	in, err := openFile(f, member, o)
	if err != nil {
		f.Close()
		return nil, err
	}
	in.closers = append([]io.Closer{f}, in.closers...)
	if in.name == "" {
		in.name = filepath.Base(path)
	}
	return in, nil
}

func openFile(f *os.File, member *regexp.Regexp, o Options) (*input, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if st.IsDir() {
		return nil, fmt.Errorf("it is a folder: %w", os.ErrInvalid)
	}
	size := st.Size()
	if !st.Mode().IsRegular() {
		size = 0
	}
	var magic [4]byte
	if size > 0 {
		if _, err := f.ReadAt(magic[:min(4, size)], 0); err != nil {
			return nil, err
		}
	}
	if string(magic[:]) == "PK\x03\x04" || string(magic[:]) == "PK\x05\x06" {
		return openZip(f, size, member, o)
	}
	return unpack(&progress{r: f, total: size, tell: o.Progress}, size, o)
}

// unpack looks at the first bytes of a stream and undoes gzip.
func unpack(p *progress, size int64, o Options) (*input, error) {
	br := bufio.NewReaderSize(p, 64<<10)
	magic, err := br.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case len(magic) >= 2 && magic[0] == 0x1f && magic[1] == 0x8b:
		zr, err := gzip.NewReader(br)
		if err != nil {
			return nil, packed(err)
		}
		return &input{Reader: newBounded(zr, p, o.Limits), closers: []io.Closer{zr}}, nil
	case string(magic) == "PK\x03\x04":
		return nil, fmt.Errorf("%w: a zip archive cannot be read from standard input", ErrPacked)
	case size > 0: // plain: past the copy through br
		return &input{Reader: io.MultiReader(io.LimitReader(br, int64(br.Buffered())), p)}, nil
	default:
		return &input{Reader: br}, nil
	}
}

// packing refuses members of an archive that no reader here unpacks. Windows
// packs what is larger than 2 GB with Deflate64.
func packing(h *zip.FileHeader) error {
	const encrypted = 1
	names := map[uint16]string{9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 99: "AES encryption"}
	switch {
	case h.Flags&encrypted != 0:
		return fmt.Errorf("%w: it is encrypted", ErrMethod)
	case h.Method == zip.Store || h.Method == zip.Deflate:
		return nil
	case names[h.Method] != "":
		return fmt.Errorf("%w: packed with %s", ErrMethod, names[h.Method])
	}
	return fmt.Errorf("%w: packed with method %d", ErrMethod, h.Method)
}

// openZip finds the one member of an archive whose base name fits.
func openZip(f *os.File, size int64, member *regexp.Regexp, o Options) (*input, error) {
	p := &progress{total: size, tell: o.Progress}
	zr, err := zip.NewReader(f, size)
	if err != nil {
		return nil, packed(err)
	}
	zr.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser {
		p.r = r
		return flate.NewReader(bufio.NewReaderSize(p, 64<<10))
	})
	var found []*zip.File
	for _, m := range zr.File {
		if member.MatchString(filepath.Base(m.Name)) {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%w: the archive holds %d files named like %s", ErrKind, len(found), member)
	}
	if err := packing(&found[0].FileHeader); err != nil {
		return nil, err
	}
	rc, err := found[0].Open()
	if err != nil {
		return nil, packed(err)
	}
	return &input{Reader: newBounded(rc, p, o.Limits), name: filepath.Base(found[0].Name), closers: []io.Closer{rc}}, nil
}
