package indexer

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	fresh   map[directory.NPI]int64        // rows of the main files that were taken in this run
	newest  directory.Date                 // record of the main files that was taken in this run

	before    []source.RosterRow // the roster of earlier runs
	newRoster bool               // the roster is another than that

	editions []edition              // of the registry that this run reads, in order
	at       edition                // that is being read
	touched  map[directory.NPI]bool // by at, an increment
	former   table                  // the registry before the full file of this run; nil without one
	reportOf directory.Date         // day of the report of deactivated NPIs; 0: its name may say
	left     error                  // what was left aside, for when the rest is done
	aside    bool                   // the new files of the folder were
}

// An edition is one publication of the registry: the full files, or an
// increment. Either path may be empty.
type edition struct {
	registry, practices string
	update              bool
	days                source.Days // zero: not said
}

// full reports whether this run reads the full main file.
func (g *reading) full() bool {
	return slices.ContainsFunc(g.editions, func(e edition) bool { return e.registry != "" && !e.update })
}

// readsRegistry reports whether this run reads a main file.
func (g *reading) readsRegistry() bool {
	return slices.ContainsFunc(g.editions, func(e edition) bool { return e.registry != "" })
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
	o.Stdin, o.Today = g.o.Stdin, directory.LatestDate(g.o.Now())
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
	side, err := readSide(ctx, g, sourcePractices, g.at.practices, source.OpenPractices, func(p source.Practice) {
		found[p.NPI] = append(found[p.NPI], p.Address)
	})
	if err != nil {
		return err
	}
	g.held.practiceDays.advance(g.at.days, g.at.update, g.held.registryDays.To)
	side.AsOf = g.held.practiceDays.To
	if g.at.update {
		for n := range g.touched { // the increment holds everything of those it names
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
	return nil
}

// clinicians reads the Doctors and Clinicians rows of the physicians taken.
func (g *reading) clinicians(ctx context.Context) error {
	found := map[directory.NPI]clinicianList{}
	side, err := readSide(ctx, g, sourceClinicians, g.o.Clinicians, source.OpenClinicians, func(c source.Clinician) {
		found[c.NPI] = append(found[c.NPI], clinicianRecord{c.Name, c.Gender, c.Address, c.Telehealth, c.Assignment, strings.Join(c.Hospitals, "\n")})
	})
	if err != nil {
		return err
	}
	g.held.clinicians, g.held.cliniciansAsOf, side.AsOf = table{}, g.o.CliniciansAsOf, g.o.CliniciansAsOf
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
	g.held.rosterStanding = RosterGiven
	return err
}

// readSide reads a secondary file and accounts for its rows, beside those of
// earlier files of its kind in this run.
func readSide[T any](ctx context.Context, g *reading, name, path string, how func(string, source.Options) (*source.Reader[T], error), take func(T)) (*Side, error) {
	side := g.report.Sources[name]
	if side == nil {
		side = newSide(path)
	}
	side.Path = path
	r, err := open(g, name, path, how, source.Options{Keep: g.taken})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if err := drain(ctx, r, take, func(e *source.Rejected) { side.refuse(refusalOf(e)) }); err != nil {
		return nil, fmt.Errorf("indexer: reading %s: %w", name, err)
	}
	c := r.Counts()
	side.Rows, side.Used, side.Unmatched = side.Rows+c.Rows, side.Used+c.Used, side.Unmatched+c.Unmatched
	side.add(c)
	g.report.Sources[name] = side
	return side, nil
}
