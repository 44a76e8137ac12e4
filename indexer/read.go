package indexer

import (
	"context"
	"fmt"
	"slices"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// A reading is the state of one run while it reads.
type reading struct {
	o      Options
	held   *holding
	report *Report
	today  directory.Date

	wants   []directory.Taxonomy
	named   map[directory.NPI]bool         // in the roster
	classes map[directory.NPI]source.Class // what the registry says of roster NPIs that were not taken
	fresh   map[directory.NPI]bool         // rows of the main file that were taken in this run
}

// rows is what a reader of package source offers.
type rows[T any] interface {
	Next() (T, error)
	Counts() source.Counts
	Close() error
}

// open opens one source with the options that all share. The reader's own row
// count is told along with its bytes.
func open[R interface{ Counts() source.Counts }](g *reading, name, path string, how func(string, source.Options) (R, error), o source.Options) (R, error) {
	var r R
	opened := false
	o.Stdin, o.Today = g.o.Stdin, g.today
	if g.o.Progress != nil {
		o.Progress = func(read, total int64) {
			var n int64
			if opened {
				n = r.Counts().Rows
			}
			g.o.Progress(name, read, total, n)
		}
	}
	r, err := how(path, o)
	opened = err == nil
	return r, err
}

// practices reads the secondary practice locations of the physicians taken.
func (g *reading) practices(ctx context.Context) error {
	found := map[directory.NPI]siteList{}
	side, err := readSide(ctx, g, sourcePractices, g.o.Practices, source.OpenPractices, func(p source.Practice) {
		found[p.NPI] = append(found[p.NPI], p.Address)
	})
	if err != nil {
		return err
	}
	side.AsOf = g.held.asOf[sourceNPPES]
	if g.o.Update {
		for n := range g.fresh { // the increment holds everything of those it names
			delete(g.held.practices, n)
		}
	} else {
		g.held.practices = table{}
	}
	for n, sites := range found {
		slices.SortFunc(sites, compareAddress)
		sites = slices.Compact(sites)
		g.held.practices[n] = encode(&sites)
	}
	g.held.asOf[sourcePractices] = side.AsOf
	return nil
}

// clinicians reads the Doctors and Clinicians rows of the physicians taken.
func (g *reading) clinicians(ctx context.Context) error {
	found := map[directory.NPI]clinicianList{}
	_, err := readSide(ctx, g, sourceClinicians, g.o.Clinicians, source.OpenClinicians, func(c source.Clinician) {
		found[c.NPI] = append(found[c.NPI], clinicianRecord{c.Name, c.Gender, c.Address})
	})
	if err != nil {
		return err
	}
	g.held.clinicians = table{}
	for n, list := range found {
		slices.SortFunc(list, compareClinician)
		list = slices.Compact(list)
		g.held.clinicians[n] = encode(&list)
	}
	return nil
}

// geocodes reads the operator's geocodes.
func (g *reading) geocodes(ctx context.Context) error {
	g.held.geocodes = nil
	_, err := readSide(ctx, g, sourceGeocodes, g.o.Geocodes, source.OpenGeocodes, func(c source.Geocode) {
		g.held.geocodes = append(g.held.geocodes, c)
	})
	return err
}

// roster reads the roster. It comes first, because whom it names is taken
// whatever their taxonomy; which of its rows hold is known after merging.
func (g *reading) roster(ctx context.Context) error {
	side := newSide(g.o.Roster)
	g.report.Sources[sourceRoster] = side
	r, err := open(g, sourceRoster, g.o.Roster, source.OpenRoster, source.Options{})
	if err != nil {
		return err
	}
	defer r.Close()
	g.held.roster = nil
	err = drain(ctx, r, func(row source.RosterRow) { g.held.roster = append(g.held.roster, row) },
		func(e *source.Rejected) { side.refuse(refusalOf(e)) })
	side.Rows = r.Counts().Rows
	g.held.rosterStanding, g.report.Roster = RosterGiven, RosterGiven
	return err
}

// readSide reads a secondary file and accounts for its rows.
func readSide[T any](ctx context.Context, g *reading, name, path string, how func(string, source.Options) (*source.Reader[T], error), take func(T)) (*Side, error) {
	side := newSide(path)
	r, err := open(g, name, path, how, source.Options{Keep: g.taken})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := drain(ctx, r, take, func(e *source.Rejected) { side.refuse(refusalOf(e)) }); err != nil {
		return nil, fmt.Errorf("indexer: reading %s: %w", name, err)
	}
	c := r.Counts()
	side.Rows, side.Used, side.Unmatched = c.Rows, c.Used, c.Unmatched
	side.Mended, side.LeftEmpty = c.Mended, c.Faulty
	g.report.Sources[name] = side
	return side, nil
}
