package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// A fileKind is what tells one file from another.
type fileKind struct {
	name    string         // for messages
	flag    string         // of finder index, for advice
	member  *regexp.Regexp // its name within an archive
	columns []column
	strict  bool   // of the operator's own making: other columns than these are refused, rows without text are none
	get     string // how to get a good one, one sentence
}

// A table is a file opened as far as its header.
type table struct {
	kind   *fileKind
	path   string
	in     *input
	rows   *records
	header []string
	need   []uint8 // by column: 1 + index in kind.columns
}

// byteOrderMark is what some tools put before UTF-8 text.
const byteOrderMark = "\xef\xbb\xbf"

// maxColumns bounds a header; the widest file has 330.
const maxColumns = 2000

// openTable opens the file at path and reads its header. Errors are
// *FileError.
func openTable(path string, kind *fileKind, o Options) (*table, error) {
	o.Limits = o.Limits.withDefaults()
	t := &table{kind: kind, path: path}
	in, err := open(path, kind.member, o)
	if err != nil {
		return nil, t.fail(err)
	}
	t.in = in
	w := &walker{maxField: o.Limits.Field, maxRow: o.Limits.Row}
	t.rows = newRecords(in, w)
	if err := t.readHeader(); err != nil {
		in.Close()
		return nil, t.fail(err)
	}
	w.all, w.need, w.fields = false, t.need, make([]span, len(kind.columns))
	t.rows.columns = len(t.header)
	t.rows.rec.row = 0
	return t, nil
}

// openBare opens a file without a header; its rows have up to so many columns,
// which are the slots. Errors are *FileError.
func openBare(path string, kind *fileKind, columns int, o Options) (*table, error) {
	o.Limits = o.Limits.withDefaults()
	t := &table{kind: kind, path: path}
	in, err := open(path, kind.member, o)
	if err != nil {
		return nil, t.fail(err)
	}
	t.in = in
	t.rows = newRecords(in, &walker{maxField: o.Limits.Field, maxRow: o.Limits.Row, all: true, fields: make([]span, columns)})
	if err := t.rows.fill(); err != nil {
		in.Close()
		return nil, t.fail(err)
	}
	if bytes.HasPrefix(t.rows.buf[:t.rows.end], []byte(byteOrderMark)) {
		t.rows.at = len(byteOrderMark)
	}
	return t, nil
}

func (t *table) readHeader() error {
	w := t.rows.walker
	w.all, w.fields = true, make([]span, maxColumns)
	if err := t.rows.fill(); err != nil {
		return err
	}
	start := t.rows.buf[:t.rows.end]
	switch {
	case bytes.HasPrefix(start, []byte(byteOrderMark)):
		t.rows.at = len(byteOrderMark)
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return fmt.Errorf("%w: it is UTF-16, not UTF-8", ErrHeader)
	}
	header, err := t.rows.header()
	if err != nil {
		return err
	}
	t.header = header
	need, missing, err := mapColumns(header, t.kind.columns)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return t.wrongHeader(missing)
	}
	if t.kind.strict {
		t.header = trimNameless(header)
		for i, n := range need[:len(t.header)] {
			switch {
			case headerKey(header[i]) == "":
				return fmt.Errorf("%w: column %d has no name", ErrHeader, i+1)
			case n == 0:
				return fmt.Errorf("%w: unknown column %q", ErrHeader, clip(header[i]))
			}
		}
		t.rows.ragged = true
	}
	t.need = need
	return nil
}

// trimNameless leaves out the columns without a name at the end of a header,
// which commas too many make.
func trimNameless(header []string) []string {
	n := len(header)
	for n > 0 && headerKey(header[n-1]) == "" {
		n--
	}
	return header[:n]
}

// header reads the first record as the names of columns.
func (s *records) header() ([]string, error) {
	for {
		s.skipBlankLines()
		if s.at == s.end && s.final {
			return nil, ErrEmpty
		}
		size, text, v := s.walker.walk(s.buf[s.at:s.end], s.final)
		if v == needMore {
			if err := s.fill(); err != nil {
				return nil, err
			}
			continue
		}
		if v != complete || s.walker.columns > maxColumns {
			return nil, fmt.Errorf("%w: the first line is no row of column names", ErrHeader)
		}
		r := s.take(size, text)
		if r.reason != "" {
			return nil, fmt.Errorf("%w: the first line is not UTF-8 text", ErrHeader)
		}
		names := make([]string, s.walker.columns)
		for i := range names {
			names[i] = r.value(i)
		}
		return names, nil
	}
}

// wrongHeader says which columns are missing, and which file this is when it
// is another one that is known.
func (t *table) wrongHeader(missing []string) error {
	for _, k := range kinds() {
		if k.name == t.kind.name {
			continue
		}
		if _, m, err := mapColumns(t.header, k.columns); err == nil && len(m) == 0 {
			return fmt.Errorf("%w: its header is that of the %s; give it with %s", ErrKind, k.name, k.flag)
		}
	}
	if len(t.header) == 1 && strings.ContainsAny(t.header[0], ";\t|") {
		return fmt.Errorf("%w: columns are not separated by commas", ErrHeader)
	}
	const most = 5
	text := strings.Join(missing[:min(most, len(missing))], "; ")
	if n := len(missing) - most; n > 0 {
		text += fmt.Sprintf("; and %d more", n)
	}
	if len(missing) > len(t.kind.columns)/2 && len(missing) > 2 {
		return fmt.Errorf("%w: %w: %s", ErrKind, ErrColumn, text)
	}
	return fmt.Errorf("%w: %s", ErrColumn, text)
}

// next returns the next row of the file; io.EOF at the end.
func (t *table) next() (*record, error) {
	r, err := t.rows.next()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, t.fail(err)
	}
	return r, err
}

// fail makes a *FileError of err, with advice.
func (t *table) fail(err error) error {
	return &FileError{Kind: t.kind.name, Path: t.path, Err: err, Advice: t.advice(err)}
}

func (t *table) advice(err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission), errors.Is(err, os.ErrInvalid):
		return ""
	case errors.Is(err, ErrTruncated), errors.Is(err, ErrPacked) && t.path != stdinPath, errors.Is(err, ErrEmpty):
		return "Fetch it again and compare its size with the publisher's; if it stays so, unpack it yourself and give the CSV"
	case errors.Is(err, ErrMethod):
		return "Unpack it with 7-Zip, or with unzip, and give the CSV"
	case errors.Is(err, ErrPacked):
		return "Give the archive's path, or unpack it into the pipe"
	case errors.Is(err, ErrBomb):
		return "If the file is genuine, unpack it yourself and give the CSV"
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrHeader), errors.Is(err, ErrColumn), errors.Is(err, ErrKind):
		return t.kind.get
	default:
		return ""
	}
}

// has reports whether the file has the column of a slot.
func (t *table) has(slot int) bool { return slices.Contains(t.need, uint8(slot+1)) }

// close closes the file.
func (t *table) close() error { return t.in.Close() }

// clip shortens a text of a file for a message.
func clip(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}
