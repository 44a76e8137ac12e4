package indexer

import (
	"fmt"

	"github.com/physicianfinder/finder/internal/directory"
)

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

// settleRoster says where the roster of this run comes from.
func (g *reading) settleRoster() {
	switch {
	case g.o.NoRoster:
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
