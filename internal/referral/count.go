package referral

import (
	"context"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// Counts is what a supervisor sees of a span of time.
type Counts struct {
	Cases     int
	ByHour    [24]int // of the clock in the zone asked for, when cases were made
	ByOutcome map[Outcome]int
	ByHow     map[How]int
	ByAgent   map[string]map[Outcome]int
	Due       int // follow-ups due by a day
}

// quarter is the longest time, in milliseconds, that lies within one hour of
// every time zone.
const quarter = 15 * 60 * 1000

// Count sums the cases made from from (included) until until (excluded), hours
// by the clock of zone, and the follow-ups that are due on a day or before.
func (s *Store) Count(ctx context.Context, from, until time.Time, zone *time.Location, due directory.Date) (Counts, error) {
	c := Counts{ByOutcome: map[Outcome]int{}, ByHow: map[How]int{}, ByAgent: map[string]map[Outcome]int{}}
	var quarters int64
	var n int
	err := s.each(ctx, func() {
		c.ByHour[time.UnixMilli(quarters*quarter).In(zone).Hour()] += n
	}, []any{&quarters, &n}, `SELECT created / 900000, COUNT(*) FROM cases WHERE created >= $1 AND created < $2 AND voided = '' GROUP BY 1`, millis(from), millis(until))
	if err != nil {
		return c, err
	}
	var outcome Outcome
	var how How
	var agent string
	err = s.each(ctx, func() {
		c.Cases += n
		c.ByOutcome[outcome] += n
		c.ByHow[how] += n
		if c.ByAgent[agent] == nil {
			c.ByAgent[agent] = map[Outcome]int{}
		}
		c.ByAgent[agent][outcome] += n
	}, []any{&outcome, &how, &agent, &n}, `SELECT outcome, how, agent, COUNT(*) FROM cases
		WHERE created >= $1 AND created < $2 AND voided = '' GROUP BY outcome, how, agent`, millis(from), millis(until))
	if err != nil {
		return c, err
	}
	c.Due, err = s.Due(ctx, due)
	return c, err
}

// each scans every row of a query into the same variables and calls f.
func (s *Store) each(ctx context.Context, f func(), into []any, query string, args ...any) error {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return wrap(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return wrap(err)
		}
		f()
	}
	return wrap(rows.Err())
}

// Due counts the cases to be followed up on a day or before.
func (s *Store) Due(ctx context.Context, day directory.Date) (n int, err error) {
	where, args := Lookup{DueBy: day}.conditions()
	err = s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM cases WHERE "+where, args...).Scan(&n)
	return n, wrap(err)
}

// Pending counts the corrections that are open.
func (s *Store) Pending(ctx context.Context) (n int, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM corrections WHERE status = $1", CorrectionOpen).Scan(&n)
	return n, wrap(err)
}

// Given counts, for physicians, the cases that count in which a caller was given
// them since a moment. Who was given to nobody is left out.
func (s *Store) Given(ctx context.Context, since time.Time) (map[directory.NPI]int, error) {
	all := map[directory.NPI]int{}
	var npi int64
	var n int
	err := s.each(ctx, func() { all[directory.NPI(npi)] = n }, []any{&npi, &n}, `SELECT s.npi, COUNT(*) FROM case_surgeons s
		JOIN cases c ON c.reference = s.reference WHERE c.created >= $1 AND c.voided = '' GROUP BY s.npi`, millis(since))
	return all, err
}

// Decisions says how corrections that came in since a moment stand.
type Decisions struct {
	Open, Accepted, Rejected int
	MedianHours              float64 // from coming in to the decision; 0: of none
}

// Decisions counts the corrections since a moment.
func (s *Store) Decisions(ctx context.Context, since time.Time) (Decisions, error) {
	var d Decisions
	var waits []int64
	var status string
	var created, decided int64
	err := s.each(ctx, func() {
		switch status {
		case CorrectionOpen:
			d.Open++
			return
		case CorrectionAccepted:
			d.Accepted++
		default:
			d.Rejected++
		}
		waits = append(waits, decided-created)
	}, []any{&status, &created, &decided}, "SELECT status, created, decided FROM corrections WHERE created >= $1", millis(since))
	if len(waits) > 0 {
		slices.Sort(waits)
		d.MedianHours = float64(waits[(len(waits)-1)/2]) / float64(time.Hour/time.Millisecond)
	}
	return d, err
}
