package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// The reasons of the national directory's rows. A role is refused as NoPlace
// too when it belongs to an endpoint and not to an office.
const (
	Inactive Reason = "inactive" // or ended
	NoPlace  Reason = "no_place" // the role names no place
	BadID    Reason = "bad_id"
)

// A PlaceID names a place within one release of the national directory. The
// next release may name it otherwise.
type PlaceID [16]byte

// A Role is a PractitionerRole of the national directory: where somebody works.
type Role struct {
	Row     int64
	NPI     directory.NPI
	Places  []PlaceID // one or more
	Phones  []string  // ten digits each, as many as can be read
	Changed directory.Date
	Silent  bool // the row does not say whether it holds still
}

// A Place is a Location of the national directory.
type Place struct {
	Row      int64
	ID       PlaceID
	Address  RawAddress // without telephone
	Phones   []string   // as those of a role
	Located  bool       // Lat and Lng are given
	Lat, Lng float64
	Changed  directory.Date
	Silent   bool // the row does not say whether the place is open still
}

// A Flag is a Practitioner of the national directory, of whom nothing but a
// flag is read.
type Flag struct {
	Row      int64
	NPI      directory.NPI
	Excluded bool // the directory has them in the exclusion list of federal programs
}

// A LineReader reads a file of JSON lines: one of the national directory, or
// one of address points. T is what one row becomes.
type LineReader[T any] struct {
	kind, path, advice string
	lines              *lineFile
	parse              func(line []byte, row int64) (v T, wanted bool, rejected *Rejected)
	counts             Counts
}

// OpenRoles opens the roles in dir, a release of the national directory or the
// folder of several, of which the newest is read. Errors are *FileError.
func OpenRoles(dir string, o Options) (*LineReader[Role], error) {
	return openNational(dir, "PractitionerRole", o, func(line []byte, row int64) (Role, bool, *Rejected) {
		if npi, ok := quickNPI(line, rolePrefix); ok && o.Keep != nil && !o.Keep(npi) {
			return Role{}, false, nil
		}
		r, rejected := parseRole(line, row, o.Today)
		return r, rejected == nil && (o.Keep == nil || o.Keep(r.NPI)), rejected
	})
}

// OpenPlaces opens the places in dir likewise. It delivers all of them.
func OpenPlaces(dir string, o Options) (*LineReader[Place], error) {
	return openNational(dir, "Location", o, func(line []byte, row int64) (Place, bool, *Rejected) {
		p, rejected := parsePlace(line, row)
		return p, rejected == nil, rejected
	})
}

// OpenFlags opens the people in dir likewise. The error wraps os.ErrNotExist
// where their file was not fetched.
func OpenFlags(dir string, o Options) (*LineReader[Flag], error) {
	return openNational(dir, "Practitioner", o, func(line []byte, row int64) (Flag, bool, *Rejected) {
		if npi, ok := quickNPI(line, personPrefix); ok && o.Keep != nil && !o.Keep(npi) {
			return Flag{}, false, nil
		}
		f, rejected := parseFlag(line, row)
		return f, rejected == nil && (o.Keep == nil || o.Keep(f.NPI)), rejected
	})
}

func openNational[T any](dir, resource string, o Options, parse func([]byte, int64) (T, bool, *Rejected)) (*LineReader[T], error) {
	r := &LineReader[T]{
		kind: "national directory's file of " + resource, path: dir, parse: parse, counts: Counts{Refused: map[Reason]int64{}},
		advice: "Fetch the release again (finder fetch --npd), which checks its length",
	}
	path, err := nationalPath(dir, resource)
	if err != nil {
		return nil, r.fail(err)
	}
	r.path = path
	return r, r.open(o)
}

// open opens the file; the error is a *FileError.
func (r *LineReader[T]) open(o Options) (err error) {
	o.Limits = o.Limits.withDefaults()
	if r.lines, err = openLines(r.path, o); err != nil {
		return r.fail(err)
	}
	return nil
}

// Next returns the next row that matters. A *Rejected is about one row, and
// reading goes on after it; io.EOF is the end; any other error is a *FileError.
func (r *LineReader[T]) Next() (T, error) {
	var none T
	for {
		line, err := r.lines.next()
		if err != nil {
			return none, r.end(err)
		}
		r.counts.Rows++
		var v T
		wanted, rejected := false, &Rejected{Row: r.counts.Rows, Reason: TooLarge}
		if line != nil {
			v, wanted, rejected = r.parse(line, r.counts.Rows)
		}
		switch {
		case rejected != nil:
			r.counts.Refused[rejected.Reason]++
			return none, rejected
		case wanted:
			r.counts.Used++
			return v, nil
		}
		r.counts.Unmatched++
	}
}

// Counts accounts for the rows read so far.
func (r *LineReader[T]) Counts() Counts {
	c := r.counts
	c.Refused = maps.Clone(c.Refused)
	return c
}

// Path is the file that is read.
func (r *LineReader[T]) Path() string { return r.path }

// Close closes the file.
func (r *LineReader[T]) Close() error { return r.lines.Close() }

// Refuse makes an error of what tells that keys or URIs of the file were
// renamed, which reads as if they were not there.
func (r *LineReader[T]) Refuse(why string) error {
	return &FileError{
		Kind: r.kind, Path: r.path, Err: fmt.Errorf("%w: %s, as if keys or URIs had been renamed", ErrKind, why),
		Advice: "Keep the release before, and take a newer one, or a newer finder",
	}
}

func (r *LineReader[T]) end(err error) error {
	switch {
	case !errors.Is(err, io.EOF):
		return r.fail(err)
	case r.counts.Rows == 0:
		return r.fail(ErrEmpty)
	}
	return err
}

func (r *LineReader[T]) fail(err error) error {
	advice := r.advice
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) || errors.Is(err, ErrBomb) {
		advice = ""
	}
	return &FileError{Kind: r.kind, Path: r.path, Err: err, Advice: advice}
}

// The references by which roles and people are told apart without reading
// their whole row.
const (
	rolePrefix   = `"Practitioner/Practitioner-`
	personPrefix = `"Practitioner-`
)

// quickNPI reads the ten digits behind the first prefix of a row.
func quickNPI(line []byte, prefix string) (directory.NPI, bool) {
	i := bytes.Index(line, []byte(prefix))
	if i < 0 || len(line) < i+len(prefix)+11 || line[i+len(prefix)+10] != '"' {
		return 0, false
	}
	npi, err := directory.ParseNPI(string(line[i+len(prefix) : i+len(prefix)+10]))
	return npi, err == nil
}

// degrees reads a position. The second result says whether it is one: 0,0 is
// what geocoders answer for nothing found.
func degrees(lat, lng *float64) (float64, float64, bool) {
	if lat == nil || lng == nil || math.Abs(*lat) > 90 || math.Abs(*lng) > 180 || *lat == 0 && *lng == 0 {
		return 0, 0, false
	}
	return *lat, *lng, true
}

// day reads the day of an instant.
func day(s string) directory.Date {
	if len(s) < len(time.DateOnly) {
		return 0
	}
	d, err := directory.ParseDate(s[:len(time.DateOnly)])
	if err != nil {
		return 0
	}
	return d
}

// badRow rejects a row that is no JSON of the expected kind.
func badRow(row int64, detail string) *Rejected {
	return &Rejected{Row: row, Reason: BadRow, Detail: detail}
}
