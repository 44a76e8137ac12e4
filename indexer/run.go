package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/physicianfinder/finder/indexer/fetch"
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
	if o.From != "" {
		release, err := fetch.Hold(o.From)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBusy, err)
		}
		defer release()
	}
	st, held, err := openState(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	g := &reading{
		o: o, held: held, report: report, today: directory.DateOf(o.Now()),
		classes: map[directory.NPI]source.Class{}, fresh: map[directory.NPI]int64{},
	}
	if err := g.prepare(ctx); err != nil {
		return err
	}
	if g.nothingNew(st.generation) {
		g.reportKept()
		return errors.Join(w.Discard(ctx), g.left)
	}
	if err := g.readAll(ctx); err != nil {
		return err
	}
	checks, err := g.build(ctx, w)
	if err != nil || o.Check {
		return errors.Join(err, g.left)
	}
	if err := st.stage(held, w.Generation()); err != nil {
		return err
	}
	return errors.Join(g.publish(ctx, w, checks, st), g.left)
}

// readAll reads the editions of the registry, then the files that are read for
// the physicians taken. The roster, which says whom to take whatever their
// taxonomy, has been read.
func (g *reading) readAll(ctx context.Context) error {
	for _, e := range g.editions {
		g.at = e
		if e.registry != "" {
			if err := g.registry(ctx); err != nil {
				return err
			}
		}
		if e.practices != "" {
			if err := g.practices(ctx); err != nil {
				return err
			}
		}
	}
	g.countRemoved()
	for _, step := range []struct {
		path string
		read func(context.Context) error
	}{{g.o.Clinicians, g.clinicians}, {g.o.Deactivated, g.deactivated}, {g.o.Geocodes, g.geocodes}, {g.o.National, g.national}} {
		if step.path != "" {
			if err := step.read(ctx); err != nil {
				return err
			}
		}
	}
	g.forgetUnread()
	g.settleTakenBack()
	g.reportKept()
	return nil
}

// checkEvery is how many physicians pass between two looks at the context.
const checkEvery = 1 << 10

// build merges everything NPI by NPI and hands the listings over. It returns
// what the writer is to hold the build against.
func (g *reading) build(ctx context.Context, w Writer) (checks directory.Checks, err error) {
	m := g.merger()
	tally := newTally(g.report)
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
	m.refuseUntaken(g.classes, g.full())
	g.finish(m)
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
		held: g.held, report: g.report, agree: agreements{}, placing: newPlacing(), locator: newLocator(gazetteer, g.held),
		roster: make(map[directory.NPI][]source.RosterRow, len(g.named)),
		side:   g.report.Sources[sourceRoster],
		row: func(n directory.NPI) (int64, bool) {
			row, fresh := g.fresh[n]
			return row, fresh || !g.readsRegistry()
		},
	}
	for _, row := range g.held.roster {
		m.roster[row.NPI] = append(m.roster[row.NPI], row)
	}
	return m
}

// discard is the writer of a check: it takes everything and publishes nothing.
type discard struct{}

func (discard) Generation() string                                        { return "" }
func (discard) Add(context.Context, []directory.Listing) error            { return nil }
func (discard) Publish(context.Context, directory.Checks) (string, error) { return "", nil }
func (discard) Discard(context.Context) error                             { return nil }
