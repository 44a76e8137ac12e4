package indexer

import (
	"context"
	"fmt"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// Validate refuses options that contradict each other or name no source; the
// error wraps [ErrUsage]. Run calls it before anything else.
func (o *Options) Validate() error {
	given, stdin := 0, 0
	for _, p := range []string{o.From, o.NPPES, o.Practices, o.Clinicians, o.Deactivated, o.Roster, o.Geocodes, o.National} {
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
	case o.National == "-":
		return fmt.Errorf("%w: the national directory is a folder and cannot be standard input", ErrUsage)
	case stdin > 1:
		return fmt.Errorf("%w: only one source can be standard input", ErrUsage)
	case o.From != "" && (o.NPPES != "" || o.Practices != "" || o.Clinicians != "" || o.Deactivated != "" || o.National != "" || o.Update || o.Days != "" || o.AllowGap || o.CliniciansAsOf != 0):
		return fmt.Errorf("%w: --from finds the public files and their days itself: leave their own flags out", ErrUsage)
	case o.Again && o.From == "":
		return fmt.Errorf("%w: what was taken back is taken again with --from only", ErrUsage)
	case o.Roster != "" && o.NoRoster:
		return fmt.Errorf("%w: a roster and none contradict each other", ErrUsage)
	case o.Update && o.NPPES == "":
		return fmt.Errorf("%w: an update needs the weekly NPPES file", ErrUsage)
	case o.Days != "" && o.NPPES == "" && o.Practices == "":
		return fmt.Errorf("%w: days are those of the NPPES files, of which none is given", ErrUsage)
	case o.AllowGap && !o.Update:
		return fmt.Errorf("%w: a gap is allowed before an update only", ErrUsage)
	case o.CliniciansAsOf != 0 && o.Clinicians == "":
		return fmt.Errorf("%w: the day of Doctors and Clinicians is given without the file", ErrUsage)
	case o.MinKeep < 0 || o.MinKeep > 1 || o.NationalKeep < 0 || o.NationalKeep > 1:
		return fmt.Errorf("%w: the share to keep lies between 0 and 1", ErrUsage)
	}
	if o.Specialties != "" {
		if _, err := directory.Set(o.Specialties); err != nil {
			return fmt.Errorf("%w: specialties: %w", ErrUsage, err)
		}
	}
	return nil
}

// prepare settles whom to take and what to read, and refuses runs that lack
// what only an earlier run could have left. It reads the roster, which says
// whom to take as well.
func (g *reading) prepare(ctx context.Context) error {
	o, held := &g.o, g.held
	switch {
	case o.Update && len(held.registry) == 0 && !o.Check:
		return fmt.Errorf("%w: an update needs the records of a full file: run once with the full NPPES file and the same --state", ErrRefused)
	case o.NPPES == "" && o.From == "" && len(held.registry) == 0 && !o.Check:
		return fmt.Errorf("%w: the registry has never been read: give --nppes, or the --state of the run that did", ErrRefused)
	case o.Roster == "" && !o.NoRoster && !o.Check && held.rosterStanding == RosterNever:
		return fmt.Errorf("%w: no roster has ever been read, so that nobody would be shown as offering annular closure: give --roster, or say --no-roster", ErrRefused)
	}
	former := held.specialties
	if o.From == "" && g.otherSpecialties(former) && (o.NPPES == "" || o.Update) {
		return refuseSpecialties(former)
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
	if err := g.settleRoster(ctx); err != nil {
		return err
	}
	if o.From != "" {
		err = g.plan(former)
	} else {
		err = g.settleDays()
	}
	if err == nil {
		g.dropFormerRoster()
	}
	return err
}

func refuseSpecialties(former string) error {
	return fmt.Errorf("%w: the registry was read with --specialties %s: to take others give the full NPPES file", ErrRefused, former)
}

// otherSpecialties reports whether others are asked for than those with whom
// the registry was read.
func (g *reading) otherSpecialties(former string) bool {
	return g.o.Specialties != "" && former != "" && g.o.Specialties != former
}

// nothingNew reports whether all that was given is held already, and live.
func (g *reading) nothingNew(generation string) bool {
	o := &g.o
	g.report.NothingNew = (g.report.Registry.Held != nil || o.From != "") && len(g.editions) == 0 &&
		o.Clinicians == "" && o.Deactivated == "" && o.Geocodes == "" && o.National == "" && !g.newRoster &&
		!slices.ContainsFunc(o.Live, func(live string) bool { return live != generation })
	return g.report.NothingNew
}

// settleRoster reads the roster of this run, or says where it comes from.
func (g *reading) settleRoster(ctx context.Context) error {
	held := g.held
	standing := held.rosterStanding
	g.before = held.roster
	switch {
	case g.o.NoRoster:
		held.roster, held.rosterStanding = nil, RosterDeclined
		g.newRoster = standing != RosterDeclined
	case g.o.Roster != "":
		if err := g.roster(ctx); err != nil {
			return err
		}
		g.newRoster = standing != RosterGiven || digest(held.roster) != digest(g.before)
		if standing == RosterGiven && g.newRoster && g.rosterTakenBack() {
			held.roster, g.newRoster = g.before, false
			delete(g.report.Sources, sourceRoster)
			g.leave("the roster " + g.o.Roster)
		}
	}
	g.report.Roster = held.rosterStanding
	if standing == RosterGiven && held.rosterStanding == RosterGiven && g.report.Sources[sourceRoster] == nil {
		g.report.Roster = RosterKept
	}
	g.named = make(map[directory.NPI]bool, len(held.roster))
	for i := range held.roster {
		g.named[held.roster[i].NPI] = true
	}
	g.noteUnread()
	return nil
}
