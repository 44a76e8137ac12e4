package referral

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// A Callback is a promise to speak again at a time. It has no number: the caller
// rings, or the line does it in its own system.
type Callback struct {
	ID        string
	Created   time.Time
	Agent     string // who promised
	Due       time.Time
	Reason    string
	Reference Reference // of the case it is about, if any
	Language  string
	Assigned  string // who is to; empty: whoever is there
}

// CallbackReasons lists the reasons in the order that agents see them.
func CallbackReasons() []string {
	return []string{"asked_to", "line_busy", "interpreter", "practice_to_answer", "insurance", "other"}
}

// latestCallback is how far ahead a callback may be.
const latestCallback = 60 * 24 * time.Hour

// Promise stores a callback and returns it with its id.
func (s *Store) Promise(ctx context.Context, c Callback) (Callback, error) {
	now := s.now()
	switch {
	case !agentForm.MatchString(c.Agent) || c.Assigned != "" && !agentForm.MatchString(c.Assigned):
		return c, fmt.Errorf("%w: agent", ErrInvalid)
	case c.Language != "en" && c.Language != "es":
		return c, fmt.Errorf("%w: language", ErrInvalid)
	case !slices.Contains(CallbackReasons(), c.Reason):
		return c, fmt.Errorf("%w: reason", ErrInvalid)
	case c.Due.Before(now.Add(-time.Hour)) || c.Due.After(now.Add(latestCallback)):
		return c, fmt.Errorf("%w: time of the callback", ErrInvalid)
	}
	c.ID, c.Created = rand.Text(), now.UTC().Truncate(time.Millisecond)
	c.Due = c.Due.UTC().Truncate(time.Millisecond)
	return c, s.within(ctx, func(tx *sql.Tx) error {
		if err := exists(ctx, tx, &c.Reference); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO callbacks (id, created, agent, due, reason, reference, language, assigned, done, done_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '')`,
			c.ID, millis(c.Created), c.Agent, millis(c.Due), c.Reason, c.Reference, c.Language, c.Assigned)
		return err
	})
}

// Callbacks lists what is promised and not done, the earliest first, up to
// MaxFound.
func (s *Store) Callbacks(ctx context.Context) ([]Callback, error) {
	var all []Callback
	var c Callback
	var created, due int64
	err := s.each(ctx, func() {
		c.Created, c.Due = moment(created), moment(due)
		all = append(all, c)
	}, []any{&c.ID, &created, &c.Agent, &due, &c.Reason, &c.Reference, &c.Language, &c.Assigned},
		`SELECT id, created, agent, due, reason, reference, language, assigned FROM callbacks WHERE done = 0 ORDER BY due, id LIMIT $1`, MaxFound)
	return all, err
}

// Kept notes that a callback is done; done before is no error.
func (s *Store) Kept(ctx context.Context, id, by string) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE callbacks SET done = $1, done_by = $2 WHERE id = $3 AND done = 0", millis(s.now()), by, id)
		return err
	})
}

// lastDay is after every follow-up.
var lastDay = directory.DateOf(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))

// HandOver gives what one agent still has to do, follow-ups and callbacks, to
// another, or with to empty to whoever is there. It returns how many there were.
func (s *Store) HandOver(ctx context.Context, from, to string) (n int, err error) {
	if !agentForm.MatchString(from) || to != "" && !agentForm.MatchString(to) {
		return 0, fmt.Errorf("%w: agent", ErrInvalid)
	}
	theirs, err := s.Find(ctx, Lookup{Assigned: from, DueBy: lastDay, Limit: MaxFound})
	if err != nil {
		return 0, err
	}
	for _, k := range theirs {
		if _, err := s.Change(ctx, k.Reference, k.Version, from, Edit{Assigned: &to}); err != nil && !errors.Is(err, ErrConflict) {
			return n, err
		}
		n++
	}
	err = s.within(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "UPDATE callbacks SET assigned = $1 WHERE assigned = $2 AND done = 0", to, from)
		if err != nil {
			return err
		}
		more, err := done.RowsAffected()
		n += int(more)
		return err
	})
	return n, err
}
