package source

import (
	"errors"
	"fmt"
	"io"
	"maps"

	"github.com/physicianfinder/finder/internal/directory"
)

// A RegistryReader reads the NPPES main file, millions of rows of which a
// handful matter. Every row is counted under one heading; only rows that
// matter are made into a [Registry].
type RegistryReader struct {
	table   *table
	o       Options
	full    *walker
	seen    npiSet
	codes   codeCache
	counts  Counts
	byClass [ClassTaken + 1]int64
	spoilt  int64 // NPIs whose digits a tool has destroyed

	waiting []waiting
	late    []*Rejected // duplicates among rows that waited
	ready   *result
}

// OpenRegistry opens the main file at path: .csv, .csv.gz, the CMS .zip, or
// "-" for Options.Stdin. Errors are *FileError.
func OpenRegistry(path string, o Options) (*RegistryReader, error) {
	o.Limits = o.Limits.withDefaults()
	t, err := openTable(path, registryKind(), o)
	if err != nil {
		return nil, err
	}
	r := &RegistryReader{
		table: t, o: o, waiting: make([]waiting, 0, 128),
		full:   &walker{need: t.need, fields: make([]span, len(t.kind.columns)), maxField: o.Limits.Field, maxRow: o.Limits.Row},
		counts: Counts{Refused: map[Reason]int64{}, Mended: map[Damage]int64{}, Faulty: map[Damage]int64{}},
	}
	brief := make([]uint8, len(t.need))
	for i, n := range t.need {
		if n <= briefCols {
			brief[i] = n
		}
	}
	t.rows.walker.need, t.rows.walker.fields = brief, make([]span, briefCols)
	t.rows.walker.setLead()
	return r, nil
}

// Close closes the file.
func (r *RegistryReader) Close() error { return r.table.close() }

// Counts accounts for the rows read so far.
func (r *RegistryReader) Counts() Counts {
	c := r.counts
	c.Deactivated, c.Organizations = r.byClass[ClassDeactivated], r.byClass[ClassOrganization]
	c.Other, c.Taken = r.byClass[ClassOther], r.byClass[ClassTaken]
	c.Refused, c.Mended, c.Faulty = maps.Clone(c.Refused), maps.Clone(c.Mended), maps.Clone(c.Faulty)
	return c
}

// Next returns the next row that matters: of [ClassTaken], of a kept NPI, or
// of any class with Options.Every. A *Rejected is about one row, and reading
// goes on after it; io.EOF is the end; any other error is a *FileError.
func (r *RegistryReader) Next() (Registry, error) {
	for {
		if len(r.late) > 0 {
			rejected := r.late[0]
			r.late = r.late[1:]
			return Registry{}, rejected
		}
		if r.ready != nil {
			g := r.ready
			r.ready = nil
			return g.row, g.err
		}
		r.step()
	}
}

// step reads one row. What it has for the caller is put in late and ready;
// rows that do not matter may wait, uncounted, until the next that does.
func (r *RegistryReader) step() {
	rec, err := r.table.next()
	if err != nil {
		r.settle()
		r.ready = &result{err: r.end(err)}
		return
	}
	npi, rejected := r.admit(rec)
	if rejected != nil {
		r.settle()
		r.ready = &result{err: r.refuse(rejected)}
		return
	}
	class, entity := r.classify(rec, npi)
	w := waiting{row: rec.row, npi: npi, class: class}
	if class != ClassTaken && !r.o.Every && (r.o.Keep == nil || !r.o.Keep(npi)) {
		if r.waiting = append(r.waiting, w); len(r.waiting) == cap(r.waiting) {
			r.settle()
		}
		return
	}
	r.settle()
	if rejected := r.count(w); rejected != nil {
		r.ready = &result{err: rejected}
		return
	}
	r.ready = &result{row: r.registry(rec, npi, class, entity)}
}

// A result is what Next returns.
type result struct {
	row Registry
	err error
}

// A waiting row is thrown away but for its NPI, which may have come before.
// Asking the set of NPIs for many rows at once lets their cache misses
// overlap; one at a time they cost a third of the whole reading.
type waiting struct {
	row   int64
	npi   directory.NPI
	class Class
}

// settle counts the waiting rows.
func (r *RegistryReader) settle() {
	for _, w := range r.waiting {
		if rejected := r.count(w); rejected != nil {
			r.late = append(r.late, rejected)
		}
	}
	r.waiting = r.waiting[:0]
}

// count counts a row under its class, or as a duplicate.
func (r *RegistryReader) count(w waiting) *Rejected {
	if !r.seen.add(w.npi) {
		rejected := &Rejected{Row: w.row, NPI: w.npi.String(), Reason: Duplicate, Field: "NPI"}
		r.refuse(rejected)
		return rejected
	}
	r.counts.Rows++
	r.byClass[w.class]++
	return nil
}

// refuse counts a refused row. When most rows so far have lost the digits of
// their NPI it is the file that is refused.
func (r *RegistryReader) refuse(rejected *Rejected) error {
	r.counts.Rows++
	r.counts.Refused[rejected.Reason]++
	const enough = 20
	if r.spoilt >= enough && r.spoilt > r.counts.Rows/2 {
		return r.table.fail(fmt.Errorf("%w: the digits of %d of %d NPIs are gone", ErrDamaged, r.spoilt, r.counts.Rows))
	}
	return rejected
}

// end judges the end of the file.
func (r *RegistryReader) end(err error) error {
	if errors.Is(err, io.EOF) && r.counts.Rows == 0 {
		return r.table.fail(fmt.Errorf("%w but a header", ErrEmpty))
	}
	return err
}
