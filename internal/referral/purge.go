package referral

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// The guard of [Store.Purge] against a clock that jumps. What is purged is gone,
// so the clock has to have gone evenly for Settled before anything is: no step
// of more than LongestStep between two looks, none back of more than an hour.
const (
	Settled     = 72 * time.Hour
	LongestStep = 48 * time.Hour
	longestBack = time.Hour
)

// Purged says what a purge deleted, or why it did not.
type Purged struct {
	Cases, Corrections int
	Held               time.Time // nothing is purged before; zero: not held
	Jumped             bool      // the clock, since the last look: somebody should see to it
}

// Purge deletes what is older than days: cases with their history, calls,
// callbacks, what was audited, counts of partners, and decided corrections. What an accepted correction says to the roster stays, without
// its reporter and texts. It is to be called every few hours; the first look of
// a store, and every jump of the clock, hold it for [Settled].
func (s *Store) Purge(ctx context.Context, days int) (Purged, error) {
	var p Purged
	now := s.now()
	err := s.within(ctx, func(tx *sql.Tx) (err error) {
		p = Purged{}
		if p.Held, p.Jumped, err = look(ctx, tx, "purge", now); err != nil || !p.Held.IsZero() {
			return err
		}
		before := millis(now.AddDate(0, 0, -days))
		for _, d := range []struct {
			statement string
			count     *int
		}{
			{"DELETE FROM case_events WHERE reference IN (SELECT reference FROM cases WHERE created < $1)", new(int)},
			{"DELETE FROM case_surgeons WHERE reference IN (SELECT reference FROM cases WHERE created < $1)", new(int)},
			{"DELETE FROM cases WHERE created < $1", &p.Cases},
			{"DELETE FROM calls WHERE ended < $1", new(int)},
			{"DELETE FROM callbacks WHERE created < $1", new(int)},
			{"DELETE FROM audit WHERE at < $1", new(int)},
			{"DELETE FROM corrections WHERE status IN ('rejected', 'accepted') AND created < $1 AND (status = 'rejected' OR override = '{}')", &p.Corrections},
			{"UPDATE corrections SET detail = '', reason = '', reporter = '' WHERE status = 'accepted' AND created < $1 AND detail || reason || reporter <> ''", new(int)},
		} {
			done, err := tx.ExecContext(ctx, d.statement, before)
			if err != nil {
				return err
			}
			n, err := done.RowsAffected()
			if err != nil {
				return err
			}
			*d.count = int(n)
		}
		_, err = tx.ExecContext(ctx, "DELETE FROM partner_days WHERE day < $1", directory.DateOf(now.AddDate(0, 0, -days)).String())
		return err
	})
	if err == nil && p.Cases+p.Corrections > 0 {
		err = s.forgetPages(ctx)
	}
	return p, err
}

// look notes that a job has seen the clock, and says until when it is to be
// held because the clock has not gone evenly for long enough.
func look(ctx context.Context, tx *sql.Tx, job string, now time.Time) (held time.Time, jumped bool, err error) {
	var looked, began int64
	err = tx.QueryRowContext(ctx, "SELECT looked, since FROM marks WHERE name = $1", job).Scan(&looked, &began)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return held, false, err
	}
	since := moment(began)
	if step := now.Sub(moment(looked)); err != nil || step > LongestStep || step < -longestBack {
		jumped, since = err == nil, now
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO marks (name, looked, since) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET looked = excluded.looked, since = excluded.since`, job, millis(now), millis(since))
	if end := since.Add(Settled); now.Before(end) {
		held = end
	}
	return held, jumped, err
}

// forgetPages takes what was deleted out of SQLite's write-ahead log as well;
// secure_delete has overwritten it in the file itself.
func (s *Store) forgetPages(ctx context.Context) error {
	if s.dialect != sqlite {
		return nil
	}
	if _, err := s.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("referral: purge: %w", wrap(err))
	}
	return nil
}
