package referral

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver of database/sql
	"github.com/mattn/go-sqlite3"      // the "sqlite3" driver of database/sql
)

// A Store keeps cases, corrections, accounts and sessions. It is safe for
// concurrent use, by several processes too. A call that returned without
// error is on disk.
type Store struct {
	db       *sql.DB
	dialect  dialect
	now      func() time.Time
	password params
}

// dialect names what little the two databases do differently. Statements are
// one text for both, with parameters numbered in the order in which they first
// stand there: SQLite binds by that order, PostgreSQL by the number.
type dialect string

const (
	sqlite   dialect = "sqlite"
	postgres dialect = "postgres"
)

// Open opens the store that dsn names, brings its tables up to date and checks
// that it is sound: a postgres:// URL, or the path of a SQLite file, which is
// made when missing. now is the clock of everything that the store dates.
func Open(ctx context.Context, dsn string, now func() time.Time) (*Store, error) {
	s := &Store{now: now, password: defaultParams, dialect: sqlite}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		s.dialect = postgres
	}
	var err error
	if s.db, err = s.connect(dsn); err != nil {
		return nil, fmt.Errorf("referral: open store: %w", err)
	}
	if err := s.prepare(ctx); err != nil {
		s.db.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) connect(dsn string) (*sql.DB, error) {
	if s.dialect == postgres {
		db, err := sql.Open("pgx", dsn)
		if err != nil {
			return nil, errors.New("the PostgreSQL URL does not parse") // its text holds a password
		}
		db.SetMaxOpenConns(16)
		db.SetConnMaxIdleTime(5 * time.Minute)
		return db, nil
	}
	// synchronous=FULL: an acknowledged case survives a power cut, not only a
	// crash. immediate: a transaction that will write waits at its start, so
	// two never deadlock.
	options := url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_busy_timeout": {"10000"},
		"_foreign_keys": {"on"}, "_txlock": {"immediate"},
	}
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: dsn}).EscapedPath()+"?"+options.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	return db, nil
}

func (s *Store) prepare(ctx context.Context) error {
	if s.dialect == sqlite {
		var sound string
		if err := s.db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&sound); err != nil {
			return fmt.Errorf("referral: open store: %w", err)
		}
		if sound != "ok" {
			return errors.New("referral: the SQLite file is damaged: put back the newest backup")
		}
	}
	return s.migrate(ctx)
}

// Close releases the store's connections.
func (s *Store) Close() error { return s.db.Close() }

// Backup writes a whole, consistent copy of a SQLite store to a file that does
// not exist yet, while the store goes on working. PostgreSQL has pg_dump.
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.dialect != sqlite {
		return errors.New("referral: back up PostgreSQL with pg_dump")
	}
	if _, err := s.db.ExecContext(ctx, "VACUUM INTO $1", path); err != nil {
		return fmt.Errorf("referral: backup: %w", err)
	}
	return nil
}

// within runs f in one transaction, again a few times when the database asks
// for it (serialization, deadlock, lock time-out).
func (s *Store) within(ctx context.Context, f func(*sql.Tx) error) error {
	const attempts = 5
	for attempt := 1; ; attempt++ {
		err := s.once(ctx, f)
		if err == nil || attempt == attempts || !transient(err) {
			return wrap(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(attempt*attempt) * 5 * time.Millisecond):
		}
	}
}

func (s *Store) once(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing to roll back after Commit
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func transient(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	var lite sqlite3.Error
	return errors.As(err, &lite) && (lite.Code == sqlite3.ErrBusy || lite.Code == sqlite3.ErrLocked)
}

// unique says whether err is a broken uniqueness rule.
func unique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite sqlite3.Error
	return errors.As(err, &lite) && lite.Code == sqlite3.ErrConstraint
}

// wrap keeps this package's own errors and hides the drivers', whose texts can
// quote what was stored.
func wrap(err error) error {
	for _, own := range []error{nil, ErrNotFound, ErrConflict, ErrInvalid, ErrExists, ErrSignIn, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, own) {
			return err
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	var pg *pgconn.PgError
	var lite sqlite3.Error
	switch {
	case errors.As(err, &pg):
		return fmt.Errorf("%w: PostgreSQL %s", ErrUnavailable, pg.Code)
	case errors.As(err, &lite):
		return fmt.Errorf("%w: SQLite %d", ErrUnavailable, lite.ExtendedCode)
	}
	return ErrUnavailable
}

// millis is the stored form of t.
func millis(t time.Time) int64 { return t.UnixMilli() }

// moment is the time of a stored form; 0 is the zero time.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
