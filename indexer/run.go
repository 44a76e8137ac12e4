package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
)

// Run reads the sources, merges them with what the state keeps, and has w
// publish the listings. The state that follows is written before anything is
// published and takes its place afterwards. After an error the live generation
// and the state are as before, unless Report.Published says that the very last
// step failed; the report tells how far the run came.
//
// The same files give the same listings in the same order: by NPI, then by
// location id.
func Run(ctx context.Context, o Options, w Writer) (Report, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	started := o.Now()
	report := newReport()
	err := run(ctx, o, w, report)
	report.Seconds = o.Now().Sub(started).Seconds()
	return *report, err
}

func run(ctx context.Context, o Options, w Writer, report *Report) (err error) {
	if o.Check {
		w = discard{}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.Discard(context.WithoutCancel(ctx)))
		}
	}()
	if err := o.Validate(); err != nil {
		return err
	}
	st, held, err := openState(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	g := &reading{
		o: o, held: held, report: report, today: directory.DateOf(o.Now()),
		classes: map[directory.NPI]source.Class{}, fresh: map[directory.NPI]bool{},
	}
	if err := g.prepare(); err != nil {
		return err
	}
	if err := g.readAll(ctx); err != nil {
		return err
	}
	checks, err := g.build(ctx, w)
	if err != nil || o.Check {
		return err
	}
	if err := st.stage(held); err != nil {
		return err
	}
	return g.publish(ctx, w, checks, st)
}

// readAll reads what was given: the roster first, because whom it names is
// taken from the main file whatever their taxonomy, then the main file, then
// the files that are read for the physicians taken.
func (g *reading) readAll(ctx context.Context) error {
	steps := []struct {
		path string
		read func(context.Context) error
	}{
		{g.o.Roster, g.roster},
		{g.o.NPPES, g.registry},
		{g.o.Practices, g.practices},
		{g.o.Clinicians, g.clinicians},
		{g.o.Geocodes, g.geocodes},
	}
	g.settleRoster()
	for i, step := range steps {
		if step.path != "" {
			if err := step.read(ctx); err != nil {
				return err
			}
		}
		if i == 0 {
			g.nameRoster()
		}
	}
	g.reportKept()
	return nil
}

// checkEvery is how many physicians pass between two looks at the context.
const checkEvery = 1 << 10

// build merges everything NPI by NPI and hands the listings over. It returns
// what the writer is to hold the build against.
func (g *reading) build(ctx context.Context, w Writer) (checks directory.Checks, err error) {
	m := g.merger()
	tally := newTally(g.report, g.today)
	batch := make([]directory.Listing, 0, BatchSize)
	for i, npi := range g.held.registry.sorted() {
		before := len(batch)
		if batch, err = m.physician(npi, batch); err != nil {
			return checks, err
		}
		tally.add(batch[before:])
		for len(batch) >= BatchSize {
			if err := w.Add(ctx, batch[:BatchSize]); err != nil {
				return checks, err
			}
			batch = append(batch[:0], batch[BatchSize:]...)
		}
		if i%checkEvery == 0 && ctx.Err() != nil {
			return checks, ctx.Err()
		}
	}
	if len(batch) > 0 {
		if err := w.Add(ctx, batch); err != nil {
			return checks, err
		}
	}
	m.refuseStrangers(g.classes, g.o.NPPES != "")
	g.finish(m, tally)
	return tally.checks(g.o.MinKeep), nil
}

// publish makes the listings that were handed over live, and then the state
// that was staged the one that the next run finds.
func (g *reading) publish(ctx context.Context, w Writer, checks directory.Checks, st *state) error {
	generation, err := w.Publish(ctx, checks)
	if err != nil {
		return errors.Join(err, st.discard())
	}
	g.report.Generation, g.report.Published = generation, true
	if err := st.commit(); err != nil {
		return fmt.Errorf("indexer: generation %s is live, but its state was not kept, so repeat this run: %w", generation, err)
	}
	return nil
}

func (g *reading) merger() *merger {
	gazetteer := g.o.Gazetteer
	if gazetteer == nil {
		gazetteer = place.Default() // not before: it takes a moment to decode, and the files can be read meanwhile
	}
	m := &merger{
		held: g.held, report: g.report, locator: newLocator(gazetteer, g.held.geocodes),
		roster:  make(map[directory.NPI][]source.RosterRow, len(g.named)),
		side:    g.report.Sources[sourceRoster],
		counted: func(n directory.NPI) bool { return g.o.NPPES == "" || g.fresh[n] },
	}
	for _, row := range g.held.roster {
		m.roster[row.NPI] = append(m.roster[row.NPI], row)
	}
	return m
}

// discard is the writer of a check: it takes everything and publishes nothing.
type discard struct{}

func (discard) Add(context.Context, []directory.Listing) error            { return nil }
func (discard) Publish(context.Context, directory.Checks) (string, error) { return "", nil }
func (discard) Discard(context.Context) error                             { return nil }
