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
	table  *table
	o      Options
	full   *walker
	seen   npiSet
	wanted map[[10]byte]bool // what Options.Wants said of codes
	counts Counts
	spoilt int64 // NPIs whose digits a tool has destroyed
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
		table: t, o: o, wanted: map[[10]byte]bool{},
		full:   &walker{need: t.need, fields: make([]span, len(t.kind.columns)), maxField: o.Limits.Field, maxRow: o.Limits.Row},
		counts: Counts{Refused: map[Reason]int64{}, Mended: map[Damage]int64{}},
	}
	brief := make([]uint8, len(t.need))
	for i, n := range t.need {
		if n <= briefCols {
			brief[i] = n
		}
	}
	t.rows.walker.need, t.rows.walker.fields = brief, make([]span, briefCols)
	return r, nil
}

// Close closes the file.
func (r *RegistryReader) Close() error { return r.table.close() }

// Counts accounts for the rows read so far.
func (r *RegistryReader) Counts() Counts {
	c := r.counts
	c.Refused, c.Mended = maps.Clone(c.Refused), maps.Clone(c.Mended)
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
		r.counts.Rows++
		npi, rejected := r.admit(rec)
		if rejected != nil {
			r.counts.Refused[rejected.Reason]++
			if r.destroyed() {
				return Registry{}, r.table.fail(fmt.Errorf("%w: the digits of %d of %d NPIs are gone", ErrDamaged, r.spoilt, r.counts.Rows))
			}
			return Registry{}, rejected
		}
		class, entity := r.classify(rec, npi)
		if class == ClassTaken || r.o.Every || r.o.Keep != nil && r.o.Keep(npi) {
			return r.registry(rec, npi, class, entity), nil
		}
	}
}

// end judges the end of the file.
func (r *RegistryReader) end(err error) error {
	if errors.Is(err, io.EOF) && r.counts.Rows == 0 {
		return r.table.fail(fmt.Errorf("%w but a header", ErrEmpty))
	}
	return err
}

// destroyed says whether most NPIs so far have lost digits: then it is the
// file that is refused, not its rows.
func (r *RegistryReader) destroyed() bool {
	const enough = 20
	return r.spoilt >= enough && r.spoilt > r.counts.Rows/2
}

// admit tests what can refuse any row, in the order of the reasons.
func (r *RegistryReader) admit(rec *record) (directory.NPI, *Rejected) {
	refuse := func(why Reason, field, detail string) (directory.NPI, *Rejected) {
		return 0, &Rejected{Row: rec.row, NPI: leadingNPI(rec), Reason: why, Field: field, Detail: detail}
	}
	if rec.reason == BadRow || rec.reason == TooLarge {
		return refuse(rec.reason, "", "")
	}
	if _, ok := entityOf(rec); !ok {
		return refuse(BadRow, "Entity Type Code", "it is neither 1, 2 nor blank")
	}
	if rec.reason != "" {
		return refuse(rec.reason, "", "")
	}
	npi, ok := quickNPI(rec.bytes(colNPI))
	if !ok {
		s, damage, whole := mendDigits(rec.value(colNPI))
		if !whole {
			r.spoilt++
			return refuse(BadNPI, "NPI", "a spreadsheet has replaced its digits by an exponent")
		}
		n, err := directory.ParseNPI(s)
		if err != nil {
			return refuse(BadNPI, "NPI", err.Error())
		}
		if damage != "" {
			r.counts.Mended[damage]++
		}
		npi = n
	}
	if !r.seen.add(npi) {
		return 0, &Rejected{Row: rec.row, NPI: npi.String(), Reason: Duplicate, Field: "NPI"}
	}
	return npi, nil
}

// classify counts a row that was admitted under its heading.
func (r *RegistryReader) classify(rec *record, npi directory.NPI) (Class, Entity) {
	entity, _ := entityOf(rec)
	switch {
	case entity == EntityDeactivated:
		r.counts.Deactivated++
		return ClassDeactivated, entity
	case entity == EntityOrganization:
		r.counts.Organizations++
		return ClassOrganization, entity
	case !r.wants(rec) && (r.o.Keep == nil || !r.o.Keep(npi)):
		r.counts.Other++
		return ClassOther, entity
	default:
		r.counts.Taken++
		return ClassTaken, entity
	}
}

// wants says whether any slot holds a wanted code.
func (r *RegistryReader) wants(rec *record) bool {
	if r.o.Wants == nil {
		return true
	}
	for slot := colCode1; slot < briefCols; slot++ {
		f := rec.fields[slot]
		if f.start == f.end {
			continue
		}
		b := rec.text[f.start:f.end]
		if len(b) != 10 {
			if r.o.Wants(directory.Taxonomy(rec.value(slot))) {
				return true
			}
			continue
		}
		key := [10]byte(b)
		yes, known := r.wanted[key]
		if !known {
			yes = r.o.Wants(directory.Taxonomy(rec.value(slot)))
			if len(r.wanted) < 10_000 {
				r.wanted[key] = yes
			}
		}
		if yes {
			return true
		}
	}
	return false
}

// entityOf reads the entity type; ok is false when it is none.
func entityOf(rec *record) (e Entity, ok bool) {
	f := rec.fields[colEntity]
	switch b := rec.text[f.start:f.end]; {
	case len(b) == 0:
		return EntityDeactivated, true
	case len(b) == 1 && (b[0] == '1' || b[0] == '2'):
		return Entity(b[0] - '0'), true
	}
	switch s, _, _ := mendDigits(rec.value(colEntity)); s {
	case "":
		return EntityDeactivated, true
	case "1":
		return EntityIndividual, true
	case "2":
		return EntityOrganization, true
	}
	return 0, false
}

// quickNPI reads ten digits without making a string of them.
func quickNPI(b []byte) (directory.NPI, bool) {
	if len(b) != 10 || b[0] != '1' && b[0] != '2' {
		return 0, false
	}
	var n uint32
	sum := uint32(24) // the prefix 80840
	for i, c := range b {
		d := uint32(c - '0')
		if d > 9 {
			return 0, false
		}
		n = n*10 + d
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return directory.NPI(n), sum%10 == 0
}

// leadingNPI returns the NPI that a refused row begins with, or "".
func leadingNPI(rec *record) string {
	b := rec.text
	if len(b) > 0 && b[0] == '"' {
		b = b[1:]
	}
	if len(b) < 10 {
		return ""
	}
	npi, ok := quickNPI(b[:10])
	if !ok {
		return ""
	}
	return npi.String()
}
