package roster

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// A Store keeps attestations and reviews in the tables of the referral store.
// It only ever adds. It is safe for concurrent use, by several processes too;
// a call that returned without error is on disk.
type Store struct{ in *referral.Store }

// NewStore returns the roster that in keeps.
func NewStore(in *referral.Store) *Store { return &Store{in: in} }

// An Actor is who does something.
type Actor struct {
	Name string
	Role referral.Role
}

// supervises returns ErrRole unless the actor is a supervisor.
func (a Actor) supervises() error {
	if a.Role != referral.Supervisor {
		return ErrRole
	}
	return nil
}

// MaxAct is how many attestations one act records at most.
const MaxAct = 20_000

// Record adds attestations, all or none, as one act of by, and returns them as
// they stand. act is the caller's name for it (1 to 64 bytes): when the same
// actor sends it again, what was recorded first is returned and nothing is
// added. Ids, numbers, who and when are set here.
func (s *Store) Record(ctx context.Context, by Actor, act string, list []Attestation) ([]Attestation, error) {
	var out []Attestation
	return out, s.in.Within(ctx, func(tx *sql.Tx) (err error) {
		out, err = s.record(ctx, tx, by.Name, act, list)
		return err
	})
}

func (s *Store) record(ctx context.Context, tx *sql.Tx, by, act string, list []Attestation) ([]Attestation, error) {
	if act == "" || len(act) > 64 || len(list) == 0 || len(list) > MaxAct {
		return nil, fmt.Errorf("%w: an act has a name and 1 to %d attestations", referral.ErrInvalid, MaxAct)
	}
	now := s.in.Now()
	list = slices.Clone(list)
	for i := range list {
		a := &list[i]
		a.ID, a.RecordedBy, a.RecordedAt = actID(by, act, i), by, now
		if err := a.check(directory.LatestDate(now)); err != nil {
			return nil, err
		}
	}
	first, err := takeNumbers(ctx, tx, len(list))
	if err != nil {
		return nil, err
	}
	if before, err := actOf(ctx, tx, by, act); err != nil || len(before) > 0 {
		return before, err
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO attestations (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`)
	if err != nil {
		return nil, err
	}
	defer insert.Close()
	for i := range list {
		a := &list[i]
		a.Seq = first + int64(i)
		if err := superseded(ctx, tx, a); err != nil {
			return nil, err
		}
		offices, err := json.Marshal(a.Offices)
		if err != nil {
			return nil, err
		}
		if _, err := insert.ExecContext(ctx, a.Seq, a.ID, int64(a.NPI), a.Name, string(offices), a.Claim, a.Value, a.Channel,
			a.SaidBy, a.SaidOn.String(), a.SourceOn.String(), a.RecordedBy, a.RecordedAt.UnixMilli(), a.Batch, a.Supersedes); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// actID names the attestation that stands at a place of an act.
func actID(by, act string, at int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d:%s:%s:%d", len(by), by, act, at))
	return hex.EncodeToString(sum[:16])
}

// takeNumbers takes n numbers of the clock and holds it to the end of tx.
func takeNumbers(ctx context.Context, tx *sql.Tx, n int) (first int64, err error) {
	if _, err := tx.ExecContext(ctx, "UPDATE roster_clock SET seq = seq + $1", n); err != nil {
		return 0, err
	}
	err = tx.QueryRowContext(ctx, "SELECT seq FROM roster_clock").Scan(&first)
	return first - int64(n) + 1, err
}

// actOf returns what an act recorded before.
func actOf(ctx context.Context, tx *sql.Tx, by, act string) ([]Attestation, error) {
	first, err := one(ctx, tx, actID(by, act, 0))
	if err != nil || first == nil {
		return nil, err
	}
	all := []Attestation{*first}
	for i := 1; ; i++ {
		next, err := one(ctx, tx, actID(by, act, i))
		if err != nil || next == nil {
			return all, err
		}
		all = append(all, *next)
	}
}

// superseded refuses an attestation that puts right one of somebody else.
func superseded(ctx context.Context, tx *sql.Tx, a *Attestation) error {
	if a.Supersedes == "" {
		return nil
	}
	before, err := one(ctx, tx, a.Supersedes)
	if err == nil && (before == nil || before.NPI != a.NPI) {
		err = fmt.Errorf("%w: supersedes: no such attestation of this physician", referral.ErrInvalid)
	}
	return err
}

const columns = `seq, id, npi, name, offices, claim, value, channel, said_by, said_on, source_on, recorded_by, recorded_at, batch, supersedes`

// one returns the attestation with an id, or nil.
func one(ctx context.Context, tx *sql.Tx, id string) (*Attestation, error) {
	a, err := scan(tx.QueryRowContext(ctx, "SELECT "+columns+" FROM attestations WHERE id = $1", id))
	if err == sql.ErrNoRows {
		return nil, nil
	}
	return &a, err
}

func scan(row interface{ Scan(...any) error }) (Attestation, error) {
	var a Attestation
	var npi, at int64
	var offices, saidOn, sourceOn string
	if err := row.Scan(&a.Seq, &a.ID, &npi, &a.Name, &offices, &a.Claim, &a.Value, &a.Channel, &a.SaidBy, &saidOn, &sourceOn,
		&a.RecordedBy, &at, &a.Batch, &a.Supersedes); err != nil {
		return Attestation{}, err
	}
	a.NPI, a.RecordedAt = directory.NPI(npi), time.UnixMilli(at).UTC()
	if err := json.Unmarshal([]byte(offices), &a.Offices); err != nil {
		return Attestation{}, fmt.Errorf("roster: offices of an attestation: %w", err)
	}
	var err error
	if a.SaidOn, err = directory.ParseDate(saidOn); err == nil {
		a.SourceOn, err = directory.ParseDate(sourceOn)
	}
	return a, err
}

// Since returns what was added after number seq, in order, and the number of
// the last, which is below seq when the store is not the one that gave seq.
func (s *Store) Since(ctx context.Context, seq int64) (all []Attestation, reviews []Review, last int64, err error) {
	err = s.in.Rows(ctx, func(r *sql.Rows) error { return r.Scan(&last) }, "SELECT seq FROM roster_clock")
	if err != nil || last <= seq {
		return nil, nil, last, err
	}
	if all, err = s.attestations(ctx, "seq > $1 AND seq <= $2", seq, last); err != nil {
		return nil, nil, seq, err
	}
	if reviews, err = s.reviews(ctx, "seq > $1 AND seq <= $2", seq, last); err != nil {
		return nil, nil, seq, err
	}
	return all, reviews, last, nil
}

func (s *Store) attestations(ctx context.Context, which string, args ...any) (all []Attestation, err error) {
	err = s.in.Rows(ctx, func(r *sql.Rows) error {
		a, err := scan(r)
		all = append(all, a)
		return err
	}, "SELECT "+columns+" FROM attestations WHERE "+which+" ORDER BY seq", args...)
	return all, err
}
