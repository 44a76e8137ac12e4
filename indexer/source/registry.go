package source

import (
	"errors"
	"fmt"
	"io"
	"maps"
)

// A RegistryReader reads the NPPES main file, millions of rows of which a
// handful matter. Every row is counted under one heading; only rows that
// matter are made into a [Registry].
type RegistryReader struct {
	table   *table
	o       Options
	seen    npiSet
	counts  Counts
	byClass [ClassTaken + 1]int64
	spoilt  int64 // NPIs whose digits a tool has destroyed
}

// OpenRegistry opens the main file at path: .csv, .csv.gz, the CMS .zip, or
// "-" for Options.Stdin. Errors are *FileError.
func OpenRegistry(path string, o Options) (*RegistryReader, error) {
	o.Limits = o.Limits.withDefaults()
	t, err := openTable(path, registryKind(), o)
	if err != nil {
		return nil, err
	}
	return &RegistryReader{
		table: t, o: o,
		counts: Counts{Refused: map[Reason]int64{}, Mended: map[Damage]int64{}, Faulty: map[Damage]int64{}},
	}, nil
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
		rec, err := r.table.next()
		if err != nil {
			return Registry{}, r.end(err)
		}
		npi, rejected := r.admit(rec)
		if rejected != nil {
			return Registry{}, r.refuse(rejected)
		}
		class, entity := r.classify(rec, npi)
		r.counts.Rows++
		r.byClass[class]++
		if class == ClassTaken || r.o.Every || r.o.Keep != nil && r.o.Keep(npi) {
			return r.registry(rec, npi, class, entity), nil
		}
	}
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
