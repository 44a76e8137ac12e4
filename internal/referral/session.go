package referral

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"time"
)

// Sessions end after IdleExpiry without a request, and AbsoluteExpiry after
// sign-in whatever happens.
const (
	IdleExpiry     = 30 * time.Minute
	AbsoluteExpiry = 12 * time.Hour
)

// touchEvery is how often a session's last use is written down: often enough
// for IdleExpiry, seldom enough to cost nothing.
const touchEvery = time.Minute

// SignIn checks name and password and opens a session under a fresh token,
// which is stored hashed: reading the store gives nobody a session. The error
// is [ErrSignIn] whatever was wrong.
func (s *Store) SignIn(ctx context.Context, name, password string) (token string, err error) {
	if len(name) > 64 || len(password) > maxPassword {
		return "", ErrSignIn
	}
	if err := s.checkPasswordOf(ctx, name, password); err != nil {
		return "", err
	}
	token = newToken()
	now := millis(s.now())
	return token, s.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE created < $1 OR last_seen < $2",
			now-AbsoluteExpiry.Milliseconds(), now-IdleExpiry.Milliseconds()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO sessions (token, account, created, last_seen) VALUES ($1, $2, $3, $3)", digest(token), name, now)
		return err
	})
}

// Session returns the account of a session that has not ended; the error is
// [ErrNotFound]. It counts as a use of the session.
func (s *Store) Session(ctx context.Context, token string) (Account, error) {
	open, err := s.OpenSession(ctx, token)
	return open.Account, err
}

// An OpenSession is a session that has not ended.
type OpenSession struct {
	Account
	Ends time.Time // unless it is used
	Last time.Time // whether it is used or not
}

// OpenSession is [Store.Session] with the times at which the session ends.
func (s *Store) OpenSession(ctx context.Context, token string) (OpenSession, error) {
	var a OpenSession
	var disabled int
	var created, began, seen int64
	err := s.db.QueryRowContext(ctx, `SELECT a.name, a.role, a.disabled, a.created, s.created, s.last_seen
		FROM sessions s JOIN accounts a ON a.name = s.account WHERE s.token = $1`, digest(token)).
		Scan(&a.Name, &a.Role, &disabled, &created, &began, &seen)
	if err != nil {
		return OpenSession{}, wrap(err)
	}
	now := s.now()
	if disabled != 0 || !now.Before(moment(began).Add(AbsoluteExpiry)) || !now.Before(moment(seen).Add(IdleExpiry)) {
		return OpenSession{}, ErrNotFound
	}
	a.Created = moment(created)
	a.Last = moment(began).Add(AbsoluteExpiry)
	a.Ends = earlier(a.Last, moment(max(seen, millis(now.Add(-touchEvery)))).Add(IdleExpiry)) // at the earliest
	if now.Sub(moment(seen)) < touchEvery {
		return a, nil
	}
	return a, s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE sessions SET last_seen = $1 WHERE token = $2", millis(now), digest(token))
		return err
	})
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// SignOut ends one session; an unknown one is no error. The device stays known.
func (s *Store) SignOut(ctx context.Context, token string) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE token = $1", digest(token))
		return err
	})
}

// SignOutEverywhere ends all sessions of an account and forgets its devices:
// one of them may be lost.
func (s *Store) SignOutEverywhere(ctx context.Context, name string) error {
	return s.within(ctx, func(tx *sql.Tx) error { return forget(ctx, tx, name) })
}

// forget ends all sessions of an account and forgets its devices.
func forget(ctx context.Context, tx *sql.Tx, name string) error {
	for _, table := range []string{"sessions", "devices"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE account = $1", name); err != nil {
			return err
		}
	}
	return nil
}

// newToken returns a random token of 43 characters, which nobody guesses.
func newToken() string {
	random := make([]byte, 32)
	rand.Read(random) // never fails
	return base64.RawURLEncoding.EncodeToString(random)
}

// digest is the stored form of a token: reading the store gives nobody one.
func digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
