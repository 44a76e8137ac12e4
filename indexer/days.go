package indexer

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// The registry is published as a full file once a month and as increments of
// seven days. An increment says what is so at its end, and nothing of what was
// changed before its first day or after its last; so increments hold only when
// each is taken upon all days before it. Whatever comes in another order is
// refused, which leaves one right answer for each last day.

// Coverage is which days of the registry a build holds: all but Missing.
type Coverage struct {
	source.Days               // From is 0 when a full file did not say
	Missing     []source.Days `json:"missing,omitempty"`
}

// missing returns the number of days that are missing.
func (c *Coverage) missing() (n int) {
	for _, d := range c.Missing {
		n += d.Count()
	}
	return n
}

// weekly is the most days that an increment covers. Full files cover decades.
const weekly = 31

// runDays returns the days of the registry's files of this run: what the
// operator says, or their names.
func (g *reading) runDays() (source.Days, error) {
	var days source.Days
	said := ""
	note := func(what string, d source.Days) error {
		switch {
		case d == source.Days{}:
		case said == "":
			days, said = d, what
		case d != days:
			return fmt.Errorf("%w: %s says %s, %s says %s: give files of the same days, as one archive holds them", ErrRefused, said, days, what, d)
		}
		return nil
	}
	if g.o.Days != "" {
		d, err := source.ParseDays(g.o.Days)
		if err != nil {
			return days, fmt.Errorf("%w: days: %w", ErrUsage, err)
		}
		if err := note("--days", d); err != nil {
			return days, err
		}
	}
	for _, file := range []struct {
		flag, path string
		days       func(string) (source.Days, error)
	}{{"--nppes", g.o.NPPES, source.RegistryDays}, {"--practice-locations", g.o.Practices, source.PracticeDays}} {
		if file.path == "" {
			continue
		}
		d, err := file.days(file.path)
		if err == nil {
			err = note(file.flag, d)
		}
		if err != nil {
			return days, err
		}
	}
	return days, nil
}

// settleDays finds out of which days the registry's files are, and refuses
// those that cannot be taken upon what the state holds. Increments that it
// holds already are left aside.
func (g *reading) settleDays() error {
	if g.o.NPPES == "" && g.o.Practices == "" {
		return nil
	}
	days, err := g.runDays()
	if err != nil {
		return err
	}
	known := days != source.Days{}
	switch {
	case days.To > g.today:
		return g.refuseAhead(days)
	case known && !g.o.Update && days.Count() <= weekly:
		return fmt.Errorf("%w: %s is what a weekly increment covers: say --update to take it upon the rest, or name the full file's days with --days", ErrRefused, days)
	case known && g.o.Update && days.Count() > weekly:
		return fmt.Errorf("%w: %s is what a full file covers: leave --update out", ErrRefused, days)
	case len(g.held.registry) == 0: // nothing is held, or a check without a state
	case !g.o.Update:
		err = g.settleFull(days)
	case !known:
		err = fmt.Errorf("%w: the increment's name does not say which days it is of: give the archive as CMS publishes it, or say --days %s", ErrRefused, "FROM-TO, as 20260921-20260927")
	default:
		err = g.settleIncrement(days)
	}
	if err == nil && g.report.Registry.Held == nil {
		g.editions = []edition{{g.o.NPPES, g.o.Practices, g.o.Update, days}}
	}
	return err
}

func (g *reading) refuseAhead(days source.Days) error {
	return fmt.Errorf("%w: the registry's files are of %s, which lies ahead of today, %s: is the clock right, or --days?", ErrRefused, days, g.today)
}

// settleFull refuses full files that are older than what is held.
func (g *reading) settleFull(days source.Days) error {
	held, known := &g.held.registryDays, days != source.Days{}
	switch {
	case g.o.NPPES == "" && !known && g.held.practiceDays.To != 0:
		return fmt.Errorf("%w: the name of the practice locations does not say which days they are of, and the state holds those through %s: give the archive as CMS publishes it, or say --days FROM-TO", ErrRefused, g.held.practiceDays.To)
	case g.o.NPPES == "" && known && held.From != 0 && days.To != held.To:
		return fmt.Errorf("%w: the practice locations end on %s, and the registry is held through %s: give --nppes of the same archive too", ErrRefused, days.To, held.To)
	case known:
		return g.refuseOlder(days.To)
	}
	return nil // how far it reaches is known when it has been read
}

// refuseOlder refuses a full file that ends on a day before what is held.
func (g *reading) refuseOlder(to directory.Date) error {
	held := max(g.held.registryDays.To, g.held.practiceDays.To)
	if to >= held {
		return nil
	}
	return fmt.Errorf("%w: the newest day of the full file is %s, and the state holds days through %s: take a newer one (if it is newer, say its days with --days FROM-TO; to go back all the same, start with an empty --state)", ErrRefused, cmp.Or(to.String(), "unknown"), held)
}

// settleIncrement refuses an increment that leaves days out or that goes back.
func (g *reading) settleIncrement(days source.Days) error {
	reg, pl := &g.held.registryDays, &g.held.practiceDays
	switch {
	case g.o.Practices != "" && pl.To == 0:
		return fmt.Errorf("%w: practice locations have never been read in full, and an increment holds only what changed: give --practice-locations with the full NPPES file first", ErrRefused)
	case g.o.Practices == "" && pl.To != 0 && days.To > reg.To && !g.o.AllowGap:
		return fmt.Errorf("%w: the state holds practice locations, which would stay behind: give --practice-locations of the same archive too, or say --allow-gap", ErrRefused)
	}
	held, err := g.follows(days, reg)
	if err != nil || !held && g.o.Practices == "" {
		return err
	}
	if g.o.Practices != "" {
		plHeld, err := g.follows(days, pl)
		if err != nil {
			return err
		}
		if held && !plHeld {
			return fmt.Errorf("%w: the registry is held through %s and practice locations only through %s: take the monthly file of both", ErrRefused, reg.To, pl.To)
		}
	}
	if held {
		g.report.Registry.Held = &days
	}
	return nil
}

// follows reports whether the increment is held already; else it must begin on
// the day after what is held, or before.
func (g *reading) follows(days source.Days, c *Coverage) (held bool, err error) {
	gap := source.Days{From: c.To + 1, To: days.From - 1}
	switch {
	case days.From > c.To+1 && !g.o.AllowGap:
		return false, fmt.Errorf("%w: the state holds days through %s and the increment begins on %s, so that %s are missing: give the increments of those days first, in order, or take the newest monthly file (--allow-gap goes on without them)", ErrRefused, c.To, days.From, gap)
	case days.To > c.To:
		return false, nil
	}
	for _, m := range c.Missing {
		if m.Meets(days) {
			return false, fmt.Errorf("%w: the state holds later days, so that the increment of %s can no longer be taken, and %s stay missing: take the newest monthly file", ErrRefused, days, m)
		}
	}
	return true, nil
}

// advance notes that the days of this run are held. A full file that does not
// say its days reaches at least to its newest record.
func (c *Coverage) advance(days source.Days, update bool, newest directory.Date) {
	switch {
	case !update && days == source.Days{}:
		*c = Coverage{Days: source.Days{To: newest}}
	case !update:
		*c = Coverage{Days: days}
	default:
		if days.From > c.To+1 {
			c.Missing = append(c.Missing[:len(c.Missing):len(c.Missing)], source.Days{From: c.To + 1, To: days.From - 1})
		}
		c.To = days.To
	}
}

// String says what is held, for people.
func (c *Coverage) String() string {
	if c.To == 0 {
		return "unknown"
	}
	s := "through " + c.To.String()
	if c.From != 0 {
		s = c.Days.String()
	}
	var missing []string
	for _, d := range c.Missing {
		missing = append(missing, d.String())
	}
	if len(missing) > 0 {
		s += ", without " + strings.Join(missing, " and ")
	}
	return s
}
