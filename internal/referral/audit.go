package referral

import (
	"context"
	"crypto/rand"
	"database/sql"
	"time"
)

// The deeds of which an account is kept.
const (
	DeedSignIn  = "sign_in"
	DeedSignOut = "sign_out_everywhere"
	DeedExport  = "export"
	DeedRoster  = "export_roster"
	DeedLetters = "letters"
	DeedRole    = "role"
	DeedDisable = "disable"
	DeedEnable  = "enable"
)

// An Audited is one deed of an account.
type Audited struct {
	At      time.Time
	Account string
	Deed    string
	Subject string // the account, the span of days or the role that it was about
}

// Audit keeps that an account did something.
func (s *Store) Audit(ctx context.Context, account, deed, subject string) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO audit (id, at, account, deed, subject) VALUES ($1, $2, $3, $4, $5)",
			rand.Text(), millis(s.now()), account, deed, subject)
		return err
	})
}

// Audits lists the deeds of a span of time, the newest first, up to MaxFound.
func (s *Store) Audits(ctx context.Context, from, until time.Time) ([]Audited, error) {
	var all []Audited
	var a Audited
	var at int64
	err := s.each(ctx, func() { a.At = moment(at); all = append(all, a) }, []any{&at, &a.Account, &a.Deed, &a.Subject},
		"SELECT at, account, deed, subject FROM audit WHERE at >= $1 AND at < $2 ORDER BY at DESC, id LIMIT $3", millis(from), millis(until), MaxFound)
	return all, err
}
