package source

import (
	"maps"

	"github.com/physicianfinder/finder/internal/directory"
)

// A Reader reads a secondary file, the roster or the geocodes. T is what one
// row becomes.
type Reader[T any] struct {
	table  *table
	o      Options
	npi    func(*T) directory.NPI
	parse  func(*record) (T, *Rejected)
	counts Counts
}

// Close closes the file.
func (r *Reader[T]) Close() error { return r.table.close() }

// Counts accounts for the rows read so far.
func (r *Reader[T]) Counts() Counts {
	c := r.counts
	c.Refused, c.Mended, c.Faulty = maps.Clone(c.Refused), maps.Clone(c.Mended), maps.Clone(c.Faulty)
	return c
}

// Next returns the next row whose NPI is kept. A *Rejected is about one row,
// and reading goes on after it; io.EOF is the end; any other error is a
// *FileError.
func (r *Reader[T]) Next() (T, error) {
	var none T
	for {
		rec, err := r.table.next()
		if err != nil {
			return none, err
		}
		r.counts.Rows++
		v, rejected := r.read(rec)
		if rejected != nil {
			r.counts.Refused[rejected.Reason]++
			return none, rejected
		}
		if !r.keeps(r.npi(&v)) {
			r.counts.Unmatched++
			continue
		}
		r.counts.Used++
		return v, nil
	}
}

func (r *Reader[T]) read(rec *record) (T, *Rejected) {
	if rec.reason != "" {
		var none T
		return none, &Rejected{Row: rec.row, NPI: leadingNPI(rec), Reason: rec.reason}
	}
	return r.parse(rec)
}

// newReader opens the file at path and returns a reader that parses nothing
// yet.
func newReader[T any](path string, kind *fileKind, o Options) (*Reader[T], error) {
	t, err := openTable(path, kind, o)
	if err != nil {
		return nil, err
	}
	return readerOf[T](t, o), nil
}

// readerOf returns a reader of an opened table that parses nothing yet.
func readerOf[T any](t *table, o Options) *Reader[T] {
	return &Reader[T]{
		table: t, o: o,
		counts: Counts{Refused: map[Reason]int64{}, Mended: map[Damage]int64{}, Faulty: map[Damage]int64{}},
	}
}

// keeps reports whether rows of n are delivered.
func (r *Reader[T]) keeps(n directory.NPI) bool { return r.o.Keep == nil || r.o.Keep(n) }

// mender reads the values of one row.
func (r *Reader[T]) mender() mender {
	return mender{mended: r.counts.Mended, faulty: r.counts.Faulty, columns: r.table.kind.columns}
}

// rowNPI reads the NPI of a row, mended where that can be proven.
func rowNPI(rec *record, slot int, m *mender) (directory.NPI, *Rejected) {
	refuse := func(d Damage, detail string) (directory.NPI, *Rejected) {
		return 0, &Rejected{Row: rec.row, Reason: BadNPI, Field: m.columns[slot].names[0], Damage: d, Detail: detail}
	}
	s, damage, ok := mendDigits(rec.value(slot))
	if !ok {
		return refuse(damage, damage.Detail())
	}
	n, err := directory.ParseNPI(s)
	if err != nil {
		return refuse("", err.Error())
	}
	if damage != "" {
		m.mended[damage]++
	}
	return n, nil
}

// blank reports whether no wanted field of the row holds anything.
func blank(rec *record) bool {
	for i := range rec.fields {
		if rec.value(i) != "" {
			return false
		}
	}
	return true
}
