package source

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/thedatashed/xlsxreader"

	"github.com/physicianfinder/finder/internal/directory"
)

// A Deactivation is one row of the NPPES report of deactivated NPIs.
type Deactivation struct {
	Row int64 // 1-based row behind the header
	NPI directory.NPI
	On  directory.Date
}

// Columns of the report.
const (
	deactivatedNPI = "npi"
	deactivatedOn  = "npi deactivation date"
)

// maxSpreadsheet bounds the report within its archive, in bytes; it has some
// ten million.
const maxSpreadsheet = 512 << 20

// headerWithin is how many rows may stand before the row of column names: the
// report has a title there.
const headerWithin = 10

var spreadsheet = regexp.MustCompile(`(?i)^[^/]*\.xlsx$`)

// Deactivations reads the NPPES report of deactivated NPIs: the published zip,
// or the .xlsx from it.
type Deactivations struct {
	path    string
	o       Options
	rows    chan xlsxreader.Row
	npi, on string // letters of the columns
	first   int    // number of the first row behind the header
	counts  Counts
}

// OpenDeactivations opens the report at path as far as its header. Errors are
// *FileError.
func OpenDeactivations(path string, o Options) (*Deactivations, error) {
	r := &Deactivations{path: path, o: o, counts: Counts{Refused: map[Reason]int64{}, Mended: map[Damage]int64{}}}
	book, err := openSpreadsheet(path)
	if err != nil {
		return nil, r.fail(err)
	}
	if len(book.Sheets) == 0 {
		return nil, r.fail(fmt.Errorf("%w: it has no sheet", ErrKind))
	}
	r.rows = book.ReadRows(book.Sheets[0])
	if err := r.header(); err != nil {
		return nil, r.fail(errors.Join(err, r.Close()))
	}
	return r, nil
}

// openSpreadsheet opens the .xlsx at path, or the one in the zip at path.
func openSpreadsheet(path string) (*xlsxreader.XlsxFile, error) {
	archive, err := zip.OpenReader(path)
	if errors.Is(err, zip.ErrFormat) {
		return nil, fmt.Errorf("%w: it is no zip archive and no .xlsx", ErrKind)
	}
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	var inner *zip.File
	for _, m := range archive.File {
		if m.Name == "xl/workbook.xml" { // it is the spreadsheet itself
			return readAll(func() (io.ReadCloser, error) { return os.Open(path) })
		}
		if spreadsheet.MatchString(m.Name) {
			if inner != nil {
				return nil, fmt.Errorf("%w: more than one .xlsx is in it", ErrKind)
			}
			inner = m
		}
	}
	if inner == nil {
		return nil, fmt.Errorf("%w: no .xlsx is in it", ErrKind)
	}
	return readAll(inner.Open)
}

// readAll reads a spreadsheet into memory: its directory is at its end.
func readAll(open func() (io.ReadCloser, error)) (*xlsxreader.XlsxFile, error) {
	in, err := open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, maxSpreadsheet+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPacked, err)
	}
	if len(b) > maxSpreadsheet {
		return nil, fmt.Errorf("%w: more than %d MB", ErrBomb, maxSpreadsheet>>20)
	}
	inner, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPacked, err)
	}
	var total uint64
	for _, m := range inner.File {
		total += m.UncompressedSize64
	}
	if total > 4*maxSpreadsheet {
		return nil, fmt.Errorf("%w: more than %d MB", ErrBomb, 4*maxSpreadsheet>>20)
	}
	book, err := xlsxreader.NewReaderZip(inner)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPacked, err)
	}
	return book, nil
}

// header finds the row of column names behind the title.
func (r *Deactivations) header() error {
	for range headerWithin {
		row, ok := <-r.rows
		if !ok {
			break
		}
		if row.Error != nil {
			return fmt.Errorf("%w: %w", ErrPacked, row.Error)
		}
		r.npi, r.on = "", ""
		for _, c := range row.Cells {
			switch strings.ToLower(strings.TrimSpace(c.Value)) {
			case deactivatedNPI:
				r.npi = c.Column
			case deactivatedOn:
				r.on = c.Column
			}
		}
		if r.npi != "" && r.on != "" {
			r.first = row.Index + 1
			return nil
		}
	}
	return fmt.Errorf("%w: no row with NPI and NPI Deactivation Date among its first %d", ErrColumn, headerWithin)
}

// Next returns the next row whose NPI is kept. A *Rejected is about one row,
// and reading goes on after it; io.EOF is the end; any other error is a
// *FileError.
func (r *Deactivations) Next() (Deactivation, error) {
	for row := range r.rows {
		if row.Error != nil {
			return Deactivation{}, r.fail(fmt.Errorf("%w: %w", ErrPacked, row.Error))
		}
		r.counts.Rows++
		d, rejected := r.parse(row)
		if rejected != nil {
			r.counts.Refused[rejected.Reason]++
			return Deactivation{}, rejected
		}
		if r.o.Keep != nil && !r.o.Keep(d.NPI) {
			r.counts.Unmatched++
			continue
		}
		r.counts.Used++
		return d, nil
	}
	return Deactivation{}, io.EOF
}

func (r *Deactivations) parse(row xlsxreader.Row) (Deactivation, *Rejected) {
	d := Deactivation{Row: int64(row.Index - r.first + 1)}
	var npi, on string
	for _, c := range row.Cells {
		switch c.Column {
		case r.npi:
			npi = strings.TrimSpace(c.Value)
		case r.on:
			on = strings.TrimSpace(c.Value)
		}
	}
	if npi == "" && on == "" {
		return d, &Rejected{Row: d.Row, Reason: Blank}
	}
	digits, damage, ok := mendDigits(npi)
	if !ok {
		return d, &Rejected{Row: d.Row, Reason: BadNPI, Field: "NPI", Damage: damage, Detail: damage.Detail()}
	}
	var err error
	if d.NPI, err = directory.ParseNPI(digits); err != nil {
		return d, &Rejected{Row: d.Row, Reason: BadNPI, Field: "NPI", Detail: err.Error()}
	}
	for _, form := range []string{"01/02/2006", time.DateOnly, time.RFC3339} { // as text, and as a date cell
		if t, err := time.Parse(form, on); err == nil {
			d.On = directory.DateOf(t)
			if damage != "" {
				r.counts.Mended[damage]++
			}
			return d, nil
		}
	}
	return d, &Rejected{Row: d.Row, NPI: d.NPI.String(), Reason: BadDate, Field: "NPI Deactivation Date"}
}

// Counts accounts for the rows read so far.
func (r *Deactivations) Counts() Counts {
	c := r.counts
	c.Refused, c.Mended = maps.Clone(c.Refused), maps.Clone(c.Mended)
	return c
}

// Close ends the reading; it waits until the reader behind has come to rest.
func (r *Deactivations) Close() error {
	for range r.rows {
	}
	return nil
}

func (r *Deactivations) fail(err error) error {
	e := &FileError{Kind: "NPPES deactivation report", Path: r.path, Err: err}
	if errors.Is(err, ErrKind) || errors.Is(err, ErrColumn) || errors.Is(err, ErrPacked) {
		e.Advice = "Give NPPES_Deactivated_NPI_Report_…_V2.zip as published, or the .xlsx in it"
	}
	return e
}
