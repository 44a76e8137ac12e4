package referral

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
)

// CorrectionKind says what is wrong with a listing.
type CorrectionKind string

// The kinds of correction.
const (
	PhoneDead       CorrectionKind = "phone_dead"
	Moved           CorrectionKind = "moved"
	NoLongerOffers  CorrectionKind = "no_longer_offers"
	NowOffers       CorrectionKind = "now_offers"
	NotAccepting    CorrectionKind = "not_accepting"
	OtherCorrection CorrectionKind = "other"
)

// CorrectionKinds lists the kinds in the order that people see them.
func CorrectionKinds() []CorrectionKind {
	return []CorrectionKind{PhoneDead, Moved, NoLongerOffers, NowOffers, NotAccepting, OtherCorrection}
}

// The standings of a correction.
const (
	CorrectionOpen     = "open"
	CorrectionAccepted = "accepted"
	CorrectionRejected = "rejected"
)

// DecideWithin is the clock of a correction, in business days (Monday to
// Friday): the time that the law gives health plans.
const DecideWithin = 2

// A Correction is a report that a listing is wrong.
type Correction struct {
	ID        string
	Created   time.Time
	NPI       directory.NPI
	ZIP5      string // of the office it is about; empty: all
	Kind      CorrectionKind
	Phone     string // the office's new number, if told (E.164)
	Detail    string // up to MaxNote bytes, no personal data
	Reporter  string // an agent's name, or "public"
	Status    string
	Decided   time.Time
	DecidedBy string
	Reason    string
	Override  Override // what an accepted one says to the roster
}

// Public is the reporter of corrections from the public page.
const Public = "public"

// maxSource is the length in characters of an override's source: what fits a
// card.
const maxSource = 100

// An Override is what an accepted correction says of the office. Fields left
// empty say nothing.
type Override struct {
	Phone     string              `json:"phone,omitempty"` // E.164
	Accepting directory.Accepting `json:"accepting,omitempty"`
	Status    directory.Status    `json:"status,omitempty"`
	Source    string              `json:"source,omitempty"` // who says so; needed with a Status
}

// check holds an override to what the roster takes.
func (o Override) check() error {
	switch o.Status {
	case "", directory.Confirmed, directory.SelfReported, directory.Withdrawn:
	default:
		return fmt.Errorf("%w: status", ErrInvalid)
	}
	switch o.Accepting {
	case "", directory.AcceptingNew, directory.AcceptingExisting, directory.AcceptingExistingFamily, directory.AcceptingNone:
	default:
		return fmt.Errorf("%w: accepting", ErrInvalid)
	}
	if o.Status != "" && strings.TrimSpace(o.Source) == "" {
		return fmt.Errorf("%w: a status has a source", ErrInvalid)
	}
	if utf8.RuneCountInString(o.Source) > maxSource || strings.ContainsFunc(o.Source, unicode.IsControl) || !utf8.ValidString(o.Source) {
		return fmt.Errorf("%w: source", ErrInvalid)
	}
	return nil
}

// Due returns the last moment by which the correction should be decided, by
// the days of zone.
func (c Correction) Due(zone *time.Location) time.Time {
	due := c.Created.In(zone)
	for left := DecideWithin; left > 0; {
		due = due.AddDate(0, 0, 1)
		if day := due.Weekday(); day != time.Saturday && day != time.Sunday {
			left--
		}
	}
	return due
}

// Report stores a correction and returns it with its id. Its detail is held to
// what a note is held to ([CheckNote]).
func (s *Store) Report(ctx context.Context, c Correction) (Correction, error) {
	if _, err := directory.ParseNPI(c.NPI.String()); err != nil {
		return Correction{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	switch {
	case !slices.Contains(CorrectionKinds(), c.Kind):
		return Correction{}, fmt.Errorf("%w: kind", ErrInvalid)
	case c.ZIP5 != "" && (len(c.ZIP5) != 5 || !digits(c.ZIP5)):
		return Correction{}, fmt.Errorf("%w: zip5", ErrInvalid)
	case c.Phone != "" && !e164Form.MatchString(c.Phone):
		return Correction{}, fmt.Errorf("%w: phone", ErrInvalid)
	case c.Reporter != Public && !agentForm.MatchString(c.Reporter):
		return Correction{}, fmt.Errorf("%w: reporter", ErrInvalid)
	}
	if err := CheckNote(c.Detail); err != nil {
		return Correction{}, err
	}
	c.ID, c.Status = rand.Text(), CorrectionOpen
	c.Created = s.now().UTC().Truncate(time.Millisecond)
	return c, s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO corrections
			(id, created, npi, zip5, kind, detail, reporter, status, decided, decided_by, reason, override, phone)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '', '', '{}', $9)`,
			c.ID, millis(c.Created), int64(c.NPI), c.ZIP5, c.Kind, c.Detail, c.Reporter, c.Status, c.Phone)
		return err
	})
}

func digits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// A Decision settles a correction.
type Decision struct {
	Accept   bool
	By       string // who decides
	Reason   string // required: why
	Override Override
}

// Decide settles an open correction; the error is [ErrConflict] when somebody
// did so before.
func (s *Store) Decide(ctx context.Context, id string, d Decision) error {
	return s.within(ctx, func(tx *sql.Tx) error { return s.DecideWithin(ctx, tx, id, d) })
}

// DecideWithin is [Store.Decide] in a transaction of [Store.Within].
func (s *Store) DecideWithin(ctx context.Context, tx *sql.Tx, id string, d Decision) error {
	if d.Reason == "" || len(d.Reason) > MaxNote || !agentForm.MatchString(d.By) {
		return fmt.Errorf("%w: a decision has a reason and who made it", ErrInvalid)
	}
	if err := d.Override.check(); d.Accept && err != nil {
		return err
	}
	status := CorrectionRejected
	if d.Accept {
		status = CorrectionAccepted
	}
	done, err := tx.ExecContext(ctx, `UPDATE corrections SET status = $1, decided = $2, decided_by = $3, reason = $4, override = $5
		WHERE id = $6 AND status = $7`, status, millis(s.now()), d.By, d.Reason, text(d.Override), id, CorrectionOpen)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return err
	}
	var count int
	if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM corrections WHERE id = $1", id).Scan(&count); err != nil {
		return err
	}
	if count == 0 {
		return ErrNotFound
	}
	return ErrConflict
}

// Correction returns one of any standing.
func (s *Store) Correction(ctx context.Context, id string) (Correction, error) {
	found, err := s.corrections(ctx, "id = $1", id)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Correction{}, err
	}
	return found[0], nil
}

// Corrections lists those of one standing, oldest first, up to MaxFound.
func (s *Store) Corrections(ctx context.Context, status string) ([]Correction, error) {
	return s.corrections(ctx, "status = $1 ORDER BY created, id LIMIT $2", status, MaxFound)
}

// Reported lists the open corrections of some physicians, the oldest first.
func (s *Store) Reported(ctx context.Context, npis []directory.NPI) ([]Correction, error) {
	if len(npis) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(npis)), []any{CorrectionOpen}
	for i, n := range npis {
		args = append(args, int64(n))
		marks[i] = fmt.Sprint("$", len(args))
	}
	return s.corrections(ctx, "status = $1 AND npi IN ("+strings.Join(marks, ", ")+") ORDER BY created, id", args...)
}

func (s *Store) corrections(ctx context.Context, which string, args ...any) ([]Correction, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, created, npi, zip5, kind, detail, reporter, status, decided, decided_by, reason, override, phone
		FROM corrections WHERE `+which, args...)
	if err != nil {
		return nil, wrap(err)
	}
	defer rows.Close()
	var corrections []Correction
	for rows.Next() {
		var c Correction
		var created, decided, npi int64
		var override string
		if err := rows.Scan(&c.ID, &created, &npi, &c.ZIP5, &c.Kind, &c.Detail, &c.Reporter, &c.Status, &decided, &c.DecidedBy, &c.Reason, &override, &c.Phone); err != nil {
			return nil, wrap(err)
		}
		c.Created, c.Decided, c.NPI = moment(created), moment(decided), directory.NPI(npi)
		if err := json.Unmarshal([]byte(override), &c.Override); err != nil {
			return nil, fmt.Errorf("referral: override of a correction: %w", err)
		}
		corrections = append(corrections, c)
	}
	return corrections, wrap(rows.Err())
}
