// Package sample invents physicians, in the real formats of the registry's
// files, for demonstrations, tests and measurements.
//
// Nobody in them exists. NPIs start with 2 (no such NPI has been issued) and
// pass the check digit, names are combinations of common names, telephone
// numbers are 555-01xx, streets are invented; only towns and ZIP codes are
// real, drawn like the population. The files hold the traps of the real ones
// in realistic shares: deactivated and reactivated rows, primary taxonomies
// outside slot 1, students, organisations with surgeons' codes, addresses
// that are no place, one office in several spellings.
//
// The same options give the same bytes, at any size in flat memory, and a
// [Tally] of what a correct reader must find.
package sample

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
)

// The names of the files that [Write] makes.
const (
	RegistryFile  = "npidata_pfile.csv"
	PracticesFile = "pl_pfile.csv"
	RosterFile    = "roster.csv"
)

// BaseDate is the day on which the invented world stands still: no date in
// the files is later.
const BaseDate = directory.Date(20_710) // 2026-09-14

// MaxRows is how many rows the NPIs of a sample suffice for.
const MaxRows = 100_000_000

// ErrCount says that a number of rows is negative or too large.
var ErrCount = errors.New("sample: rows must be 0 to 100,000,000")

// Options says what to invent.
type Options struct {
	Count  int    // individuals with a code of the spine set
	Others int    // rows of other individuals, organisations and deactivated NPIs
	Seed   uint64 // another seed, other physicians
	// Roles asks [Write] for a national directory too, of so many roles, or of as
	// many as the physicians have; 0: none.
	Roles int
	// Gazetteer is where they practise; nil is place.Default().
	Gazetteer *place.Gazetteer
}

// Files are the paths of one sample.
type Files struct {
	Registry, Practices, Roster string
	National, Truth             string // empty where none was asked for
}

func filesIn(dir string) Files {
	return Files{
		Registry:  filepath.Join(dir, RegistryFile),
		Practices: filepath.Join(dir, PracticesFile),
		Roster:    filepath.Join(dir, RosterFile),
	}
}

// Write writes a sample into dir, which it makes if needed.
func Write(dir string, o Options) (Files, Tally, error) {
	f := filesIn(dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return f, Tally{}, fmt.Errorf("sample: making the folder: %w", err)
	}
	var to [3]*os.File
	for i, path := range []string{f.Registry, f.Practices, f.Roster} {
		w, err := os.Create(path)
		if err != nil {
			return f, Tally{}, fmt.Errorf("sample: making a file: %w", err)
		}
		defer w.Close()
		to[i] = w
	}
	var n *nation
	t, err := generate(to[0], to[1], to[2], o, func(g *generator) (err error) {
		if o.Roles > 0 {
			f.National, f.Truth = filepath.Join(dir, NationalDir), filepath.Join(dir, TruthFile)
			n, err = newNation(dir, g)
			g.nation = n
		}
		return err
	})
	if n != nil {
		t.National = n.tally
		err = errors.Join(err, n.close())
	}
	for _, w := range to {
		err = errors.Join(err, w.Close())
	}
	return f, t, err
}

// Generate writes the three files of a sample.
func Generate(registry, practices, roster io.Writer, o Options) (Tally, error) {
	return generate(registry, practices, roster, o, func(*generator) error { return nil })
}

func generate(registry, practices, roster io.Writer, o Options, prepare func(*generator) error) (Tally, error) {
	if o.Count < 0 || o.Others < 0 || o.Count+o.Others > MaxRows {
		return Tally{}, ErrCount
	}
	if o.Gazetteer == nil {
		o.Gazetteer = place.Default()
	}
	g, err := newGenerator(o)
	if err == nil {
		err = prepare(g)
	}
	if err != nil {
		return Tally{}, fmt.Errorf("sample: beginning: %w", err)
	}
	const buffer = 1 << 20
	main, pl, ros := bufio.NewWriterSize(registry, buffer), bufio.NewWriterSize(practices, buffer), bufio.NewWriter(roster)
	if err := g.run(main, pl, ros); err != nil {
		return Tally{}, fmt.Errorf("sample: writing: %w", err)
	}
	if err := errors.Join(main.Flush(), pl.Flush(), ros.Flush()); err != nil {
		return Tally{}, fmt.Errorf("sample: writing: %w", err)
	}
	return g.tally, nil
}
