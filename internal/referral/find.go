package referral

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// MaxFound is the most cases that one lookup returns.
const MaxFound = 1000

// A Lookup finds cases; zero fields do not narrow. Order is newest first, or,
// with DueBy, longest due first.
type Lookup struct {
	Agent string
	NPI   directory.NPI
	From  time.Time      // made at this time or later
	Until time.Time      // made before this time
	DueBy directory.Date // to be followed up on this date or before, and still open
	Limit int            // 1 to MaxFound; 0 is 50
	Skip  int
}

// closing lists the outcomes after which nothing is left to ask.
var closing = []Outcome{OutcomeKept, OutcomeNotKept, OutcomeNoFit, OutcomeEmergency}

// Find returns the cases that fit.
func (s *Store) Find(ctx context.Context, l Lookup) ([]Case, error) {
	if l.Limit == 0 {
		l.Limit = 50
	}
	if l.Limit < 1 || l.Limit > MaxFound || l.Skip < 0 {
		return nil, fmt.Errorf("%w: limit", ErrInvalid)
	}
	where, args := l.conditions()
	order := "created DESC, reference"
	if l.DueBy != 0 {
		order = "follow_up, created, reference"
	}
	args = append(args, l.Limit, l.Skip)
	query := fmt.Sprintf("SELECT %s FROM cases WHERE %s ORDER BY %s LIMIT $%d OFFSET $%d", caseColumns, where, order, len(args)-1, len(args))
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, wrap(err)
	}
	defer rows.Close()
	var cases []Case
	for rows.Next() {
		c, err := scanCase(rows)
		if err != nil {
			return nil, wrap(err)
		}
		cases = append(cases, c)
	}
	return cases, wrap(rows.Err())
}

// conditions writes the lookup as SQL; every value is a parameter.
func (l Lookup) conditions() (where string, args []any) {
	terms := []string{"1 = 1"}
	add := func(term string, arg any) {
		args = append(args, arg)
		terms = append(terms, fmt.Sprintf(term, len(args)))
	}
	if l.Agent != "" {
		add("agent = $%d", l.Agent)
	}
	if l.NPI != 0 {
		add("reference IN (SELECT reference FROM case_surgeons WHERE npi = $%d)", int64(l.NPI))
	}
	if !l.From.IsZero() {
		add("created >= $%d", millis(l.From))
	}
	if !l.Until.IsZero() {
		add("created < $%d", millis(l.Until))
	}
	if l.DueBy != 0 {
		add("follow_up <> '' AND follow_up <= $%d", l.DueBy.String())
		for _, o := range closing {
			add("outcome <> $%d", o)
		}
	}
	return strings.Join(terms, " AND "), args
}

// Counts is what a supervisor sees of a span of time.
type Counts struct {
	Cases     int
	ByHour    [24]int // UTC hour of making
	ByOutcome map[Outcome]int
	ByHow     map[How]int
	ByAgent   map[string]int
	Due       int // follow-ups due by the end of the span
}

// Count sums the cases made from from (included) until until (excluded).
func (s *Store) Count(ctx context.Context, from, until time.Time) (Counts, error) {
	c := Counts{ByOutcome: map[Outcome]int{}, ByHow: map[How]int{}, ByAgent: map[string]int{}}
	rows, err := s.db.QueryContext(ctx, `SELECT (created / 3600000) % 24, outcome, how, agent, COUNT(*)
		FROM cases WHERE created >= $1 AND created < $2 GROUP BY 1, 2, 3, 4`, millis(from), millis(until))
	if err != nil {
		return c, wrap(err)
	}
	defer rows.Close()
	for rows.Next() {
		var hour, n int
		var outcome Outcome
		var how How
		var agent string
		if err := rows.Scan(&hour, &outcome, &how, &agent, &n); err != nil {
			return c, wrap(err)
		}
		c.Cases += n
		c.ByHour[hour] += n
		c.ByOutcome[outcome] += n
		c.ByHow[how] += n
		c.ByAgent[agent] += n
	}
	if err := rows.Err(); err != nil {
		return c, wrap(err)
	}
	where, args := Lookup{DueBy: directory.DateOf(until)}.conditions()
	err = s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM cases WHERE "+where, args...).Scan(&c.Due)
	return c, wrap(err)
}

// Purge deletes all cases made before the given time, history included, and
// says how many there were.
func (s *Store) Purge(ctx context.Context, before time.Time) (int, error) {
	var purged int64
	err := s.within(ctx, func(tx *sql.Tx) error {
		for _, statement := range []string{
			"DELETE FROM case_events WHERE reference IN (SELECT reference FROM cases WHERE created < $1)",
			"DELETE FROM case_surgeons WHERE reference IN (SELECT reference FROM cases WHERE created < $1)",
			"DELETE FROM cases WHERE created < $1",
		} {
			done, err := tx.ExecContext(ctx, statement, millis(before))
			if err != nil {
				return err
			}
			if purged, err = done.RowsAffected(); err != nil { // the last one counts the cases
				return err
			}
		}
		return nil
	})
	return int(purged), err
}
