package roster

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/referral"
)

// Review decides about one attestation. The error is [ErrOwn] when by recorded
// it, [referral.ErrConflict] when it has been decided otherwise or by somebody
// else, and [referral.ErrInvalid] when a reason is missing. Deciding again what
// the same person decided so is no error and adds nothing.
func (s *Store) Review(ctx context.Context, by Actor, id string, verdict Verdict, reason string) error {
	return s.in.Within(ctx, func(tx *sql.Tx) error {
		a, err := one(ctx, tx, id)
		if err != nil {
			return err
		}
		if a == nil {
			return referral.ErrNotFound
		}
		if a.Batch != "" {
			return fmt.Errorf("%w: a batch is decided as a whole", referral.ErrInvalid)
		}
		_, err = s.decide(ctx, tx, by, []Attestation{*a}, verdict, reason)
		return err
	})
}

// ReviewBatch decides about all attestations of an import, which takes a
// supervisor, and returns how many those are.
func (s *Store) ReviewBatch(ctx context.Context, by Actor, batch string, verdict Verdict, reason string) (n int, err error) {
	if err := by.supervises(); err != nil {
		return 0, err
	}
	return n, s.in.Within(ctx, func(tx *sql.Tx) error {
		all, err := batchOf(ctx, tx, batch)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return referral.ErrNotFound
		}
		n, err = s.decide(ctx, tx, by, all, verdict, reason)
		return err
	})
}

func batchOf(ctx context.Context, tx *sql.Tx, batch string) ([]Attestation, error) {
	rows, err := tx.QueryContext(ctx, "SELECT "+columns+" FROM attestations WHERE batch = $1 AND batch <> '' ORDER BY seq", batch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Attestation
	for rows.Next() {
		a, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// decide adds one review for each of list. The clock is held from the start,
// so that of many who decide at once each finds what the one before decided.
func (s *Store) decide(ctx context.Context, tx *sql.Tx, by Actor, list []Attestation, verdict Verdict, reason string) (int, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case verdict != Approve && verdict != Refuse && verdict != Undo:
		return 0, fmt.Errorf("%w: verdict", referral.ErrInvalid)
	case !who.MatchString(by.Name):
		return 0, fmt.Errorf("%w: reviewer", referral.ErrInvalid)
	case verdict != Approve && reason == "":
		return 0, fmt.Errorf("%w: a reason is needed", referral.ErrInvalid)
	}
	if err := referral.CheckNote(reason); err != nil {
		return 0, err
	}
	first, err := takeNumbers(ctx, tx, len(list))
	if err != nil {
		return 0, err
	}
	now := s.in.Now().UnixMilli()
	n := 0
	for i := range list {
		before, err := reviewsOf(ctx, tx, list[i].ID)
		if err != nil {
			return 0, err
		}
		if last := len(before) - 1; last >= 0 && before[last].Verdict == verdict && before[last].Reviewer == by.Name {
			continue
		}
		if err := mayDecide(&list[i], before, by, verdict); err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO reviews (seq, attestation, reviewer, verdict, reason, at) VALUES ($1, $2, $3, $4, $5, $6)",
			first+int64(i), list[i].ID, by.Name, verdict, reason, now); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// mayDecide holds a review to the rules: nobody reviews what they recorded, but
// everybody may take back their own, except a withdrawal that counts: that
// would let an offer count again by the word of one.
func mayDecide(a *Attestation, before []Review, by Actor, verdict Verdict) error {
	standing := StandingOf(a, before)
	withdrawal := a.Claim == Withdrawn || a.Claim == Moved
	switch {
	case verdict == Undo && standing != Approved && standing != ActsAt && standing != Pending,
		verdict != Undo && len(before) > 0:
		return referral.ErrConflict
	case a.RecordedBy == by.Name && (verdict != Undo || standing.Acts() && withdrawal):
		return referral.Own(ErrOwn)
	}
	return nil
}

func reviewsOf(ctx context.Context, tx *sql.Tx, id string) (list []Review, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT "+reviewColumns+" FROM reviews WHERE attestation = $1 ORDER BY seq", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanReview(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

const reviewColumns = "seq, attestation, reviewer, verdict, reason, at"

func scanReview(rows *sql.Rows) (Review, error) {
	var r Review
	var at int64
	err := rows.Scan(&r.Seq, &r.Attestation, &r.Reviewer, &r.Verdict, &r.Reason, &at)
	r.At = time.UnixMilli(at).UTC()
	return r, err
}

func (s *Store) reviews(ctx context.Context, which string, args ...any) (list []Review, err error) {
	err = s.in.Rows(ctx, func(rows *sql.Rows) error {
		r, err := scanReview(rows)
		list = append(list, r)
		return err
	}, "SELECT "+reviewColumns+" FROM reviews WHERE "+which+" ORDER BY seq", args...)
	return list, err
}
