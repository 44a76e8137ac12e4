package referral

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Role says what an account may do.
type Role string

// The roles. A supervisor may do all that an agent may.
const (
	Agent      Role = "agent"
	Supervisor Role = "supervisor"
)

// An Account is a member of staff.
type Account struct {
	Name        string // lower-case letters, digits, '.', '_', '-'
	Role        Role
	Disabled    bool
	LockedUntil time.Time // zero: not locked
	Created     time.Time
}

// ErrSignIn says that name and password do not go together, that the account
// is disabled, or that it is locked for now: one error for all, so that nobody
// learns which names exist.
var ErrSignIn = errors.New("referral: sign-in refused")

// Wrong passwords are answered ever later: after freeFailures of them the
// account is locked for firstLock, twice as long with every further one, up to
// lastLock. While it is locked no password opens it, not the right one either.
const (
	freeFailures = 5
	firstLock    = time.Second
	lastLock     = 15 * time.Minute
)

// AddAccount makes an account; the error is [ErrExists] when the name is taken.
func (s *Store) AddAccount(ctx context.Context, name string, role Role, password string) error {
	if !agentForm.MatchString(name) {
		return fmt.Errorf("%w: account name: lower-case letters, digits, '.', '_' and '-'", ErrInvalid)
	}
	if role != Agent && role != Supervisor {
		return fmt.Errorf("%w: role: agent or supervisor", ErrInvalid)
	}
	if err := checkPassword(password); err != nil {
		return err
	}
	return s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO accounts (name, role, password, disabled, failures, locked_until, created)
			VALUES ($1, $2, $3, 0, 0, 0, $4)`, name, role, s.password.hash(password), millis(s.now()))
		if unique(err) {
			return ErrExists
		}
		return err
	})
}

// SetPassword gives an account a password, lifts its lock and ends its sessions.
func (s *Store) SetPassword(ctx context.Context, name, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	return s.changeAccount(ctx, name, "UPDATE accounts SET password = $1, failures = 0, locked_until = 0 WHERE name = $2", s.password.hash(password))
}

// SetDisabled closes an account, which ends its sessions, or opens it again.
func (s *Store) SetDisabled(ctx context.Context, name string, disabled bool) error {
	flag := 0
	if disabled {
		flag = 1
	}
	return s.changeAccount(ctx, name, "UPDATE accounts SET disabled = $1 WHERE name = $2", flag)
}

// changeAccount runs an update of one account and ends its sessions.
func (s *Store) changeAccount(ctx context.Context, name, update string, value any) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, update, value, name)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNotFound)
		}
		_, err = tx.ExecContext(ctx, "DELETE FROM sessions WHERE account = $1", name)
		return err
	})
}

// Accounts lists all accounts by name.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name, role, disabled, locked_until, created FROM accounts ORDER BY name")
	if err != nil {
		return nil, wrap(err)
	}
	defer rows.Close()
	var accounts []Account
	for rows.Next() {
		var a Account
		var disabled int
		var locked, created int64
		if err := rows.Scan(&a.Name, &a.Role, &disabled, &locked, &created); err != nil {
			return nil, wrap(err)
		}
		a.Disabled, a.LockedUntil, a.Created = disabled != 0, moment(locked), moment(created)
		accounts = append(accounts, a)
	}
	return accounts, wrap(rows.Err())
}

// checkPasswordOf says whether the password is the account's, and counts the
// failure when it is not. Unknown, known and locked names cost the same time.
func (s *Store) checkPasswordOf(ctx context.Context, name, password string) error {
	var hash string
	var disabled, failures int
	var locked int64
	err := s.db.QueryRowContext(ctx, "SELECT password, disabled, failures, locked_until FROM accounts WHERE name = $1", name).
		Scan(&hash, &disabled, &failures, &locked)
	if errors.Is(err, sql.ErrNoRows) {
		s.password.hash(password) // as long as a comparison takes
		return ErrSignIn
	}
	if err != nil {
		return wrap(err)
	}
	if s.now().Before(moment(locked)) {
		s.password.hash(password) // a quick answer would say that the name exists
		return ErrSignIn
	}
	right, err := verify(hash, password)
	if err != nil {
		return err
	}
	if !right {
		return errors.Join(ErrSignIn, s.countFailure(ctx, name))
	}
	if disabled != 0 {
		return ErrSignIn
	}
	return s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE accounts SET failures = 0, locked_until = 0 WHERE name = $1", name)
		return err
	})
}

func (s *Store) countFailure(ctx context.Context, name string) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		var failures int
		if err := tx.QueryRowContext(ctx, "UPDATE accounts SET failures = failures + 1 WHERE name = $1 RETURNING failures", name).Scan(&failures); err != nil {
			return err
		}
		lock := lockFor(failures)
		if lock == 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, "UPDATE accounts SET locked_until = $1 WHERE name = $2", millis(s.now().Add(lock)), name)
		return err
	})
}

// lockFor returns how long an account is locked after so many wrong passwords
// in a row.
func lockFor(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	lock := firstLock
	for range failures - freeFailures {
		if lock *= 2; lock >= lastLock {
			return lastLock
		}
	}
	return lock
}
