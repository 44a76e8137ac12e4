package roster

import (
	"context"
	"database/sql"

	"github.com/physicianfinder/finder/internal/referral"
)

// Settle decides about a report of a mistake, in one act with what it says of
// the roster when it is accepted: said is what was reported, approved by whoever
// accepts it, who is not the one that reported it ([ErrOwn]); heard is what they
// heard themselves, which waits for somebody else. Both may be empty.
func (s *Store) Settle(ctx context.Context, by Actor, report referral.Correction, d referral.Decision, said, heard []Attestation) error {
	d.By = by.Name
	return s.in.Within(ctx, func(tx *sql.Tx) error {
		if d.Accept && report.Reporter == by.Name && len(said) > 0 {
			return referral.Own(ErrOwn)
		}
		if err := s.in.DecideWithin(ctx, tx, report.ID, d); err != nil || !d.Accept {
			return err
		}
		if len(said) > 0 {
			recorded, err := s.record(ctx, tx, report.Reporter, "report "+report.ID, said)
			if err != nil {
				return err
			}
			if _, err := s.decide(ctx, tx, by, recorded, Approve, d.Reason); err != nil {
				return err
			}
		}
		if len(heard) > 0 {
			_, err := s.record(ctx, tx, by.Name, "report "+report.ID, heard)
			return err
		}
		return nil
	})
}
