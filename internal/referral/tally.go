package referral

import (
	"context"
	"crypto/rand"
	"database/sql"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// SaveEvery is how often a [Tally] is written: a process that is killed loses
// what it counted since.
const SaveEvery = 10 * time.Second

// lastSave bounds the write at the end of a process.
const lastSave = 3 * time.Second

// A PartnerDay is what was searched with a partner's keys on one day of the
// organisation's clock: counts, and nothing of who searched, where or for what.
type PartnerDay struct {
	Day      directory.Date
	Partner  string // its id in the file of partners
	Searches int
	Nobody   int // of them, those that found nobody
}

// A Tally counts the searches of partners in memory and, from time to time, in
// a store. Counting never waits for the store and never fails.
type Tally struct {
	now    func() time.Time
	zone   *time.Location
	writer string // of this process

	mu     sync.Mutex
	counts map[dayOf]*tallied // since the process began; the file of partners bounds them
	saving sync.Mutex
}

type dayOf struct {
	day     directory.Date
	partner string
}

type tallied struct {
	searches, nobody int
	saved            int // searches that the store has
}

// NewTally returns one that counts by the days of zone.
func NewTally(now func() time.Time, zone *time.Location) *Tally {
	return &Tally{now: now, zone: zone, writer: rand.Text(), counts: map[dayOf]*tallied{}}
}

// Count counts a search that was answered for a partner; nobody says that
// nobody was found.
func (t *Tally) Count(partner string, nobody bool) {
	y, m, d := t.now().In(t.zone).Date()
	key := dayOf{directory.DateOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)), partner}
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.counts[key]
	if c == nil {
		c = &tallied{}
		t.counts[key] = c
	}
	c.searches++
	if nobody {
		c.nobody++
	}
}

// unsaved are the counts that the store does not have.
func (t *Tally) unsaved() []PartnerDay {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []PartnerDay
	for key, c := range t.counts {
		if c.searches != c.saved {
			all = append(all, PartnerDay{key.day, key.partner, c.searches, c.nobody})
		}
	}
	slices.SortFunc(all, compareDays) // two processes then lock in one order
	return all
}

// Save writes what has been counted since the last time. What could not be
// written is written the next time.
func (t *Tally) Save(ctx context.Context, s *Store) error {
	t.saving.Lock()
	defer t.saving.Unlock()
	days := t.unsaved()
	if len(days) == 0 {
		return nil
	}
	if err := s.keepDays(ctx, t.writer, days); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, d := range days {
		t.counts[dayOf{d.Day, d.Partner}].saved = d.Searches
	}
	return nil
}

// Run saves at every tick, and once more when ctx ends.
func (t *Tally) Run(ctx context.Context, s *Store, tick <-chan time.Time, log *slog.Logger) {
	away := false
	for {
		select {
		case <-ctx.Done():
			end, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastSave)
			defer cancel()
			if err := t.Save(end, s); err != nil {
				log.Warn("the last searches of partners are not counted", "error", err)
			}
			return
		case <-tick:
			err := t.Save(ctx, s)
			if err != nil && !away && ctx.Err() == nil {
				log.Warn("searches of partners are counted in memory until the store is back", "error", err)
			}
			away = err != nil
		}
	}
}

func (s *Store) keepDays(ctx context.Context, writer string, days []PartnerDay) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		for _, d := range days {
			if _, err := tx.ExecContext(ctx, `INSERT INTO partner_days (day, partner, writer, searches, nobody) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (day, partner, writer) DO UPDATE SET searches = excluded.searches, nobody = excluded.nobody`,
				d.Day.String(), d.Partner, writer, d.Searches, d.Nobody); err != nil {
				return err
			}
		}
		return nil
	})
}

// PartnerDays returns what was searched from the first day to the last, both
// included, by day and partner.
func (s *Store) PartnerDays(ctx context.Context, first, last directory.Date) ([]PartnerDay, error) {
	var all []PartnerDay
	err := s.Rows(ctx, func(rows *sql.Rows) error {
		var day string
		var d PartnerDay
		if err := rows.Scan(&day, &d.Partner, &d.Searches, &d.Nobody); err != nil {
			return err
		}
		var err error
		d.Day, err = directory.ParseDate(day)
		all = append(all, d)
		return err
	}, `SELECT day, partner, CAST(SUM(searches) AS BIGINT), CAST(SUM(nobody) AS BIGINT) FROM partner_days
		WHERE day >= $1 AND day <= $2 GROUP BY day, partner`, first.String(), last.String())
	slices.SortFunc(all, compareDays) // databases order letters differently
	return all, err
}

func compareDays(a, b PartnerDay) int {
	if a.Day != b.Day {
		return int(a.Day - b.Day)
	}
	return strings.Compare(a.Partner, b.Partner)
}
