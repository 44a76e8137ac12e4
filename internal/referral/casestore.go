package referral

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

const caseColumns = `reference, created, changed, version, agent, language, origin_kind, origin, filters, surgeons, how, outcome, follow_up, note, state, assigned, ask, remarks, voided, merged`

// Make stores a case and returns it with its reference. idempotency is the
// caller's name for this one act (1 to 64 bytes): when the same agent sends it
// again, the case made first is returned and nothing is stored. Reference,
// times and version of c are set here.
func (s *Store) Make(ctx context.Context, c Case, idempotency string) (Case, error) {
	if idempotency == "" || len(idempotency) > 64 {
		return Case{}, fmt.Errorf("%w: idempotency key", ErrInvalid)
	}
	if c.Outcome == "" {
		c.Outcome = OutcomeOpen
	}
	if err := c.check(); err != nil {
		return Case{}, err
	}
	const draws = 8 // of a reference that is not taken
	for draw := 1; ; draw++ {
		made, err := s.insert(ctx, c, idempotency)
		if err == nil || draw == draws || !isTaken(err) {
			return made, err
		}
	}
}

// errTaken says that a drawn reference, or an idempotency key that another
// request is using this moment, is taken: look again.
type errTaken struct{}

func (errTaken) Error() string        { return "referral: taken" }
func (errTaken) Is(target error) bool { return target == ErrExists }

func isTaken(err error) bool { _, ok := err.(errTaken); return ok }

func (s *Store) insert(ctx context.Context, c Case, idempotency string) (Case, error) {
	err := s.within(ctx, func(tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, "SELECT "+caseColumns+" FROM cases WHERE agent = $1 AND idempotency = $2", c.Agent, idempotency)
		if before, err := scanCase(row); err == nil {
			c = before
			return nil
		} else if err != sql.ErrNoRows {
			return err
		}
		c.Reference, c.Version = NewReference(), 1
		c.Created = s.now().UTC().Truncate(time.Millisecond)
		c.Changed = c.Created
		_, err := tx.ExecContext(ctx, `INSERT INTO cases (`+caseColumns+`, idempotency)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
			c.Reference, millis(c.Created), millis(c.Changed), c.Version, c.Agent, c.Language, c.Origin.Kind, c.Origin.Value,
			text(c.Filters), text(c.Surgeons), c.How, c.Outcome, c.FollowUp.String(), c.Note,
			c.State, c.Assigned, int64(c.Ask), joined(c.Remarks), c.Voided, c.Merged, idempotency)
		if unique(err) {
			return errTaken{}
		}
		if err != nil {
			return err
		}
		for _, npi := range distinct(c.Surgeons) {
			if _, err := tx.ExecContext(ctx, "INSERT INTO case_surgeons (reference, npi) VALUES ($1, $2)", c.Reference, int64(npi)); err != nil {
				return err
			}
		}
		if err := addCall(ctx, tx, c); err != nil {
			return err
		}
		return addEvent(ctx, tx, Event{c.Reference, 1, c.Created, c.Agent, c.made()})
	})
	c.Call = Call{}
	return c, err
}

func distinct(surgeons []Surgeon) []directory.NPI {
	seen := map[directory.NPI]bool{}
	var npis []directory.NPI
	for _, s := range surgeons {
		if !seen[s.NPI] {
			seen[s.NPI] = true
			npis = append(npis, s.NPI)
		}
	}
	return npis
}

func addEvent(ctx context.Context, tx *sql.Tx, e Event) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO case_events (reference, seq, at, agent, changes) VALUES ($1, $2, $3, $4, $5)",
		e.Reference, e.Seq, millis(e.At), e.Agent, text(e.Changes))
	return err
}

// Change edits a case that still has the given version and returns it as it
// stands then; an edit that changes nothing adds nothing to the history. The
// error is [ErrConflict] when somebody else was first.
func (s *Store) Change(ctx context.Context, ref Reference, version int, agent string, e Edit) (Case, error) {
	var c Case
	err := s.within(ctx, func(tx *sql.Tx) (err error) {
		if c, err = scanCase(tx.QueryRowContext(ctx, "SELECT "+caseColumns+" FROM cases WHERE reference = $1", ref)); err != nil {
			return err
		}
		if c.Version != version {
			return ErrConflict
		}
		changes := c.apply(e)
		if len(changes) == 0 {
			return nil
		}
		if err := c.check(); err != nil {
			return err
		}
		if err := exists(ctx, tx, e.Merged); err != nil {
			return err
		}
		c.Version++
		c.Changed = s.now().UTC().Truncate(time.Millisecond)
		done, err := tx.ExecContext(ctx, `UPDATE cases SET changed = $1, version = $2, how = $3, outcome = $4, follow_up = $5, note = $6,
			surgeons = $7, assigned = $8, ask = $9, remarks = $10, voided = $11, merged = $12 WHERE reference = $13 AND version = $14`,
			millis(c.Changed), c.Version, c.How, c.Outcome, c.FollowUp.String(), c.Note,
			text(c.Surgeons), c.Assigned, int64(c.Ask), joined(c.Remarks), c.Voided, c.Merged, ref, version)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n != 1 {
			return ErrConflict
		}
		return addEvent(ctx, tx, Event{ref, c.Version, c.Changed, agent, changes})
	})
	return c, err
}

// exists reports whether the case that another is the same as is there.
func exists(ctx context.Context, tx *sql.Tx, ref *Reference) error {
	if ref == nil || *ref == "" {
		return nil
	}
	var n int
	if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM cases WHERE reference = $1", *ref).Scan(&n); err != nil || n == 1 {
		return err
	}
	return fmt.Errorf("%w: the other case", ErrNotFound)
}

// Case returns a case by its reference.
func (s *Store) Case(ctx context.Context, ref Reference) (Case, error) {
	c, err := scanCase(s.db.QueryRowContext(ctx, "SELECT "+caseColumns+" FROM cases WHERE reference = $1", ref))
	return c, wrap(err)
}

// History returns every change of a case, first to last.
func (s *Store) History(ctx context.Context, ref Reference) ([]Event, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT reference, seq, at, agent, changes FROM case_events WHERE reference = $1 ORDER BY seq", ref)
	if err != nil {
		return nil, wrap(err)
	}
	defer rows.Close()
	var events []Event
	for rows.Next() {
		var e Event
		var at int64
		var changes string
		if err := rows.Scan(&e.Reference, &e.Seq, &at, &e.Agent, &changes); err != nil {
			return nil, wrap(err)
		}
		e.At = moment(at)
		if err := json.Unmarshal([]byte(changes), &e.Changes); err != nil {
			return nil, fmt.Errorf("referral: history of a case: %w", err)
		}
		events = append(events, e)
	}
	return events, wrap(rows.Err())
}

// scanner is a row of either kind.
type scanner interface{ Scan(...any) error }

func scanCase(row scanner) (Case, error) {
	var c Case
	var created, changed int64
	var ask int64
	var filters, surgeons, followUp, remarks string
	err := row.Scan(&c.Reference, &created, &changed, &c.Version, &c.Agent, &c.Language, &c.Origin.Kind, &c.Origin.Value,
		&filters, &surgeons, &c.How, &c.Outcome, &followUp, &c.Note,
		&c.State, &c.Assigned, &ask, &remarks, &c.Voided, &c.Merged)
	if err != nil {
		return Case{}, err
	}
	c.Created, c.Changed = moment(created), moment(changed)
	c.Ask, c.Remarks = directory.NPI(ask), remarksOf(remarks)
	if c.FollowUp, err = directory.ParseDate(followUp); err != nil {
		return Case{}, err
	}
	if err := json.Unmarshal([]byte(filters), &c.Filters); err != nil {
		return Case{}, err
	}
	return c, json.Unmarshal([]byte(surgeons), &c.Surgeons)
}
