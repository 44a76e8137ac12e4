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
	Name     string // lower-case letters, digits, '.', '_', '-'
	Role     Role
	Disabled bool
	Created  time.Time
}

// ErrSignIn says that name and password do not go together, or that the account
// is disabled: one error for both, so that nobody learns which names exist.
var ErrSignIn = errors.New("referral: sign-in refused")

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
		_, err := tx.ExecContext(ctx, `INSERT INTO accounts (name, role, password, disabled, created, failures, locked_until)
			VALUES ($1, $2, $3, 0, $4, 0, 0)`, name, role, s.password.hash(password), millis(s.now()))
		if unique(err) {
			return ErrExists
		}
		return err
	})
}

// SetPassword gives an account a password, ends its sessions and forgets its
// devices.
func (s *Store) SetPassword(ctx context.Context, name, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	return s.changeAccount(ctx, name, "UPDATE accounts SET password = $1 WHERE name = $2", s.password.hash(password))
}

// SetDisabled closes an account or opens it again; both end its sessions and
// forget its devices.
func (s *Store) SetDisabled(ctx context.Context, name string, disabled bool) error {
	flag := 0
	if disabled {
		flag = 1
	}
	return s.changeAccount(ctx, name, "UPDATE accounts SET disabled = $1 WHERE name = $2", flag)
}

// SetRole changes what an account may do; it ends its sessions and forgets its
// devices.
func (s *Store) SetRole(ctx context.Context, name string, role Role) error {
	if role != Agent && role != Supervisor {
		return fmt.Errorf("%w: role: agent or supervisor", ErrInvalid)
	}
	return s.changeAccount(ctx, name, "UPDATE accounts SET role = $1 WHERE name = $2", role)
}

// changeAccount runs an update of one account, ends its sessions and forgets
// its devices.
func (s *Store) changeAccount(ctx context.Context, name, update string, value any) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, update, value, name)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNotFound)
		}
		return forget(ctx, tx, name)
	})
}

// Accounts lists all accounts by name.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT name, role, disabled, created FROM accounts ORDER BY name")
	if err != nil {
		return nil, wrap(err)
	}
	defer rows.Close()
	var accounts []Account
	for rows.Next() {
		var a Account
		var disabled int
		var created int64
		if err := rows.Scan(&a.Name, &a.Role, &disabled, &created); err != nil {
			return nil, wrap(err)
		}
		a.Disabled, a.Created = disabled != 0, moment(created)
		accounts = append(accounts, a)
	}
	return accounts, wrap(rows.Err())
}

// checkPasswordOf reports whether the password is the account's. Unknown and known
// names cost the same time.
func (s *Store) checkPasswordOf(ctx context.Context, name, password string) error {
	var hash string
	var disabled int
	err := s.db.QueryRowContext(ctx, "SELECT password, disabled FROM accounts WHERE name = $1", name).Scan(&hash, &disabled)
	if errors.Is(err, sql.ErrNoRows) {
		s.password.hash(password) // as long as a comparison takes
		return ErrSignIn
	}
	if err != nil {
		return wrap(err)
	}
	right, err := verify(hash, password)
	if err != nil {
		return err
	}
	if !right || disabled != 0 {
		return ErrSignIn
	}
	return nil
}
