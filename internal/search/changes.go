package search

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/record"
)

// A Moment says out of what an answer was made, so that it can be compared
// with a later one: a generation, the evidence that was folded over it, and the
// day on which it was weighed.
type Moment struct {
	Generation string
	Evidence   string // as [Generation.Evidence]
	// Day is 0 where only a generation is known: then the answer may have been
	// made at any time since it was built.
	Day directory.Date
}

// Moment returns what r was taken of.
func (r *Roll) Moment() Moment {
	return Moment{r.Generation.ID, r.Generation.Evidence, r.snap.day}
}

// Changes are what lies between a moment and the present one.
type Changes struct {
	Roll  *Roll  // the present
	Since Moment // with the day that was compared with, if none was asked for

	difference *difference
	at         AtFunc // of the moment; nil: what the records say counted
	said       []directory.NPI
	loose      bool // only a generation is known
	expire     int
}

// errUnheard says that evidence is not known, or not yet: another replica may
// have heard of it before.
var errUnheard = fmt.Errorf("%w: evidence that is not known", ErrGone)

// again is how often evidence that was not known is looked for.
const again = 50 * time.Millisecond

// Changes compares the present with a moment. It waits for evidence that another
// replica has told of already. The error wraps [ErrGone] when what was known then
// is not held any more, and is else as those of [Finder.Search].
func (f *Finder) Changes(ctx context.Context, since Moment) (*Changes, error) {
	late := time.NewTimer(f.options.Lag)
	defer late.Stop()
	for {
		c, err := f.changes(ctx, since)
		if !errors.Is(err, errUnheard) {
			return c, err
		}
		select {
		case <-time.After(again):
		case <-late.C:
			return nil, err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (f *Finder) changes(ctx context.Context, since Moment) (*Changes, error) {
	roll, err := f.Roll()
	if err != nil {
		return nil, err
	}
	now := roll.snap
	if now.dark {
		return nil, fmt.Errorf("%w: the evidence cannot be read", ErrUnavailable)
	}
	c := &Changes{Roll: roll, Since: since, loose: since.Day == 0, expire: f.options.Expire}
	if c.difference, err = f.difference(ctx, since.Generation, now); err != nil {
		return nil, err
	}
	if c.loose {
		c.Since.Day = directory.DateOf(c.difference.from.Built)
		if now.evidence != nil {
			c.Since.Evidence = now.evidence.VersionAt(c.difference.from.Built)
		}
	}
	ok := c.Since.Evidence == ""
	if now.evidence != nil {
		c.at, c.said, ok = now.evidence.AsOf(c.Since.Evidence)
	}
	if !ok {
		return nil, errUnheard
	}
	return c, nil
}

// Each calls take with the listings that every physician had at the moment and
// has now, each by id, of whom they may differ, by NPI; none: not listed. said
// tells that something was said of the physician meanwhile and may have been
// taken back: it is only told where the moment is not known. What take is given
// is its own.
func (c *Changes) Each(take func(npi directory.NPI, before, now []directory.Listing, said bool) error) error {
	s := c.Roll.snap
	said := map[directory.NPI]bool{}
	for _, npi := range c.said {
		said[npi] = true
	}
	may := maps.Clone(said)
	for npi := range c.difference.before {
		may[npi] = true
	}
	for _, row := range s.rostered {
		may[s.npis[s.rows[row].physician]] = true
	}
	if s.evidence != nil {
		for npi := range s.evidence.Physicians() {
			may[npi] = true
		}
	}
	for _, npi := range slices.Sorted(maps.Keys(may)) {
		var rows []uint32
		if p, listed := s.physician(npi); listed {
			rows = s.officesOf(p)
		}
		before, err := c.then(npi, rows)
		if err != nil {
			return err
		}
		now := make([]directory.Listing, len(rows))
		for i, row := range rows {
			if now[i], err = s.listing(row); err != nil {
				return fmt.Errorf("search: a listing in memory: %w", err)
			}
		}
		if len(before)+len(now) == 0 {
			continue
		}
		if err := take(npi, before, now, c.loose && said[npi]); err != nil {
			return err
		}
	}
	return nil
}

// then returns the listings of a physician as they stood at the moment. rows are
// the present ones.
func (c *Changes) then(npi directory.NPI, rows []uint32) ([]directory.Listing, error) {
	texts, differ := c.difference.before[npi]
	if !differ {
		for _, row := range rows {
			texts = append(texts, c.Roll.snap.records[row])
		}
	}
	all := make([]directory.Listing, len(texts))
	offices := make([]directory.Documented, len(texts))
	for i, text := range texts {
		l, err := record.Decode(text)
		if err != nil {
			return nil, fmt.Errorf("search: a listing in memory: %w", err)
		}
		all[i], offices[i] = l, l.Documented()
	}
	if c.at != nil {
		for i, a := range c.at(npi, offices, c.Since.Day) {
			a.Apply(&all[i])
		}
		return all, nil
	}
	for i := range all {
		if a := expired(&all[i], c.Since.Day, c.expire); a != nil {
			a.Apply(&all[i])
		}
	}
	return all, nil
}
