package indexer

import (
	"context"
	"errors"
	"fmt"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
)

// Run reads the sources, merges them with what the state keeps, and has w
// publish the listings. After an error the live generation and the state are
// as before; the report then tells how far the run came.
//
// The same files give the same listings in the same order: by NPI, then by
// location id.
func Run(ctx context.Context, o Options, w Writer) (Report, error) {
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
	if o.Gazetteer == nil {
		o.Gazetteer = place.Default()
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
	if err := g.build(ctx, w); err != nil {
		return err
	}
	if o.Check {
		return nil
	}
	report.Published = true
	if err := st.save(held); err != nil {
		return fmt.Errorf("indexer: generation %s is live, but the state was not saved, so repeat this run: %w", report.Generation, err)
	}
	return nil
}

// Validate refuses options that contradict each other or name no source; the
// error wraps [ErrUsage]. Run calls it before anything else.
func (o *Options) Validate() error {
	given, stdin := 0, 0
	for _, p := range []string{o.NPPES, o.Practices, o.Clinicians, o.Roster, o.Geocodes} {
		if p != "" {
			given++
		}
		if p == "-" {
			stdin++
		}
	}
	switch {
	case given == 0 && !(o.NoRoster && o.State != ""):
		return fmt.Errorf("%w: give at least one source", ErrUsage)
	case stdin > 1:
		return fmt.Errorf("%w: only one source can be standard input", ErrUsage)
	case o.Roster != "" && o.NoRoster:
		return fmt.Errorf("%w: a roster and none contradict each other", ErrUsage)
	case o.Update && o.NPPES == "":
		return fmt.Errorf("%w: an update needs the weekly NPPES file", ErrUsage)
	case o.MinKeep < 0 || o.MinKeep > 1:
		return fmt.Errorf("%w: the share to keep lies between 0 and 1", ErrUsage)
	}
	if o.Specialties != "" {
		if _, err := directory.Set(o.Specialties); err != nil {
			return fmt.Errorf("%w: specialties: %w", ErrUsage, err)
		}
	}
	return nil
}

// prepare settles whom to take, and refuses runs that lack what only an
// earlier run could have left.
func (g *reading) prepare() error {
	o, held := &g.o, g.held
	switch {
	case o.Update && len(held.registry) == 0 && !o.Check:
		return fmt.Errorf("%w: an update needs the records of a full file: run once with the full NPPES file and the same --state", ErrRefused)
	case o.NPPES == "" && len(held.registry) == 0 && !o.Check:
		return fmt.Errorf("%w: the registry has never been read: give --nppes, or the --state of the run that did", ErrRefused)
	case o.Roster == "" && !o.NoRoster && !o.Check && held.rosterStanding == RosterNever:
		return fmt.Errorf("%w: no roster has ever been read, so that nobody would be shown as offering annular closure: give --roster, or say --no-roster", ErrRefused)
	}
	former := held.specialties
	if o.Specialties != "" && former != "" && o.Specialties != former && (o.NPPES == "" || o.Update) {
		return fmt.Errorf("%w: the registry was read with --specialties %s: to take others give the full NPPES file", ErrRefused, former)
	}
	switch {
	case o.Specialties != "":
		held.specialties = o.Specialties
	case former == "" || o.NPPES != "" && !o.Update:
		held.specialties = directory.SetSpine
	}
	wants, err := directory.Set(held.specialties)
	if err != nil {
		return fmt.Errorf("indexer: specialties: %w", err)
	}
	g.wants = wants
	g.report.Specialties = held.specialties
	return nil
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

// settleRoster says where the roster of this run comes from.
func (g *reading) settleRoster() {
	switch {
	case g.o.NoRoster:
		g.held.changed[sourceRoster] = len(g.held.roster) > 0 || g.held.rosterStanding != RosterDeclined
		g.held.roster, g.held.rosterStanding = nil, RosterDeclined
		g.report.Roster = RosterDeclined
	case g.held.rosterStanding == RosterGiven:
		g.report.Roster = RosterKept
	default:
		g.report.Roster = g.held.rosterStanding
	}
}

func (g *reading) nameRoster() {
	g.named = make(map[directory.NPI]bool, len(g.held.roster))
	for i := range g.held.roster {
		g.named[g.held.roster[i].NPI] = true
	}
}

// build merges everything NPI by NPI, hands the listings over and publishes.
func (g *reading) build(ctx context.Context, w Writer) error {
	m := g.merger()
	tally := newTally(g.report, g.today)
	var batch []directory.Listing
	flush := func() error {
		if len(batch) == 0 {
			return ctx.Err()
		}
		b := batch
		batch = nil
		return w.Add(ctx, b)
	}
	for i, npi := range g.held.registry.sorted() {
		listings, err := m.physician(npi)
		if err != nil {
			return err
		}
		tally.add(listings)
		if len(batch)+len(listings) > BatchSize {
			if err := flush(); err != nil {
				return err
			}
		}
		batch = append(batch, listings...)
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := flush(); err != nil {
		return err
	}
	m.refuseStrangers(g.classes, g.o.NPPES != "")
	g.finish(m, tally)
	checks := tally.checks(g.report, g.o.MinKeep)
	generation, err := w.Publish(ctx, checks)
	if err != nil {
		return err
	}
	g.report.Generation = generation
	return nil
}

func (g *reading) merger() *merger {
	m := &merger{
		held: g.held, report: g.report, locator: newLocator(g.o.Gazetteer, g.held.geocodes),
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
