package fetch

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// The first bytes of packed files.
var (
	zipMagic  = []byte("PK\x03\x04")
	zstdMagic = []byte("\x28\xb5\x2f\xfd")
)

// looksRight checks the first bytes of a file against its name.
func looksRight(name string, start []byte) error {
	text := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf"))))
	if bytes.HasPrefix(text, []byte("<!doctype html")) || bytes.HasPrefix(text, []byte("<html")) || bytes.HasPrefix(text, []byte("<!--")) {
		if title := title(start); title != "" {
			return fmt.Errorf("%w: %q", errPage, title)
		}
		return errPage
	}
	switch path.Ext(name) {
	case ".zip":
		if !bytes.HasPrefix(start, zipMagic) {
			return fmt.Errorf("%w: it does not begin like a zip archive", errContent)
		}
	case ".zst":
		if !bytes.HasPrefix(start, zstdMagic) {
			return fmt.Errorf("%w: it does not begin like zstd data", errContent)
		}
	}
	return nil
}

// inspect checks the whole part and describes it.
func (f *fetcher) inspect(ctx context.Context, t *target, p *part) (*File, error) {
	in, err := os.Open(p.name + partSuffix)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	c := &checking{ctx: ctx, in: in, size: p.size, unpacked: t.unpacked, tell: func(done, total int64) { f.o.Progress("checking "+t.name, done, total) }}
	if t.bytes > 0 && p.size != t.bytes {
		return nil, fmt.Errorf("%w: %d bytes are promised, %d came", errLength, t.bytes, p.size)
	}
	start := make([]byte, 1024)
	n, err := in.ReadAt(start, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if err := looksRight(t.name, start[:n]); err != nil {
		return nil, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(c, 0, c.size)); err != nil {
		return nil, err
	}
	from, to, err := t.check(c)
	if err != nil {
		return nil, err
	}
	return &File{
		Name: t.name, Kind: t.kind, Release: t.release, From: from, To: to, URL: p.begun.URL, ETag: p.begun.ETag,
		LastModified: p.begun.LastModified, Bytes: p.size, SHA256: hex.EncodeToString(sum.Sum(nil)),
	}, nil
}

// A checking is a file that is read through.
type checking struct {
	ctx      context.Context
	in       *os.File
	size     int64
	unpacked int64 // promised; 0 is none
	tell     func(done, total int64)
}

// ReadAt reads the file until the run is interrupted.
func (c *checking) ReadAt(p []byte, at int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.in.ReadAt(p, at)
}

// zip reads every member of the archive through, against its checksum, and
// returns their names.
func (c *checking) zip() ([]string, error) {
	archive, err := zip.NewReader(c, c.size)
	if err != nil {
		return nil, c.damaged("the archive has no directory", err)
	}
	var total, done int64
	for _, m := range archive.File {
		total += int64(m.UncompressedSize64)
	}
	var names []string
	for _, m := range archive.File {
		names = append(names, path.Base(strings.ReplaceAll(m.Name, `\`, "/")))
		content, err := m.Open()
		if err != nil {
			return nil, c.damaged(m.Name, err)
		}
		size := int64(m.UncompressedSize64)
		n, err := io.Copy(meter{c, done, total}.over(io.Discard), io.LimitReader(content, size+1))
		content.Close()
		if err == nil && n != size {
			err = errors.New("it has another length than the directory says")
		}
		if err != nil {
			return nil, c.damaged(m.Name, err)
		}
		done += n
	}
	return names, nil
}

// zstd unpacks the whole file.
func (c *checking) zstd() error {
	z, err := zstd.NewReader(io.NewSectionReader(c, 0, c.size), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
	if err != nil {
		return err
	}
	defer z.Close()
	var in io.Reader = z
	if c.unpacked > 0 {
		in = io.LimitReader(z, c.unpacked+1)
	}
	n, err := io.Copy(meter{c, 0, c.unpacked}.over(io.Discard), in)
	if err != nil {
		return c.damaged("it does not unpack", err)
	}
	if c.unpacked > 0 && n != c.unpacked {
		return fmt.Errorf("%w: it unpacks to %d bytes, %d are promised", errLength, n, c.unpacked)
	}
	return nil
}

// table checks that the file is a CSV with the columns, to its last line.
func (c *checking) table(columns ...string) error {
	line, err := bufio.NewReaderSize(io.NewSectionReader(c, 0, c.size), 64<<10).ReadString('\n')
	if err != nil {
		return fmt.Errorf("%w: it has no line of column names", errContent)
	}
	header := strings.Split(strings.ToLower(strings.Trim(line, "\ufeff\r\n")), ",")
	for i := range header {
		header[i] = strings.Trim(header[i], ` "`)
	}
	for _, want := range columns {
		if !slices.Contains(header, want) {
			return fmt.Errorf("%w: it has no column %q", errContent, want)
		}
	}
	last := make([]byte, 1)
	if _, err := c.ReadAt(last, c.size-1); err != nil {
		return err
	}
	if last[0] != '\n' {
		return c.damaged("it ends in the middle of a line", errCut)
	}
	return nil
}

// damaged makes an error of what is wrong with the file, unless the run was
// interrupted.
func (c *checking) damaged(what string, err error) error {
	if c.ctx.Err() != nil {
		return c.ctx.Err()
	}
	return fmt.Errorf("%w: %s: %w", errDamaged, what, err)
}

// A meter tells how far a check is.
type meter struct {
	c           *checking
	done, total int64
}

func (m meter) over(w io.Writer) io.Writer { return &metered{m, w} }

type metered struct {
	meter
	w io.Writer
}

func (m *metered) Write(p []byte) (int, error) {
	if err := m.c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.w.Write(p)
	m.done += int64(n)
	m.c.tell(m.done, m.total)
	return n, err
}
