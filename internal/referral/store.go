package referral

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
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

	turn  sync.Mutex // held while the tables are brought up to date
	ready atomic.Bool
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
// that it is sound: PostgreSQL by URL or by key=value, or the path of a SQLite
// file, which is made when missing. now is the clock of everything that the
// store dates. No error holds a password.
func Open(ctx context.Context, dsn string, now func() time.Time) (*Store, error) {
	s, err := OpenLater(ctx, dsn, now)
	if err != nil && s != nil {
		err = errors.Join(err, s.Close())
		s = nil
	}
	return s, err
}

// OpenLater is [Open] for a service that works without its store too: when
// PostgreSQL cannot be reached now, it returns the store beside the error,
// which wraps [ErrUnavailable], and the store is opened by its next use.
func OpenLater(ctx context.Context, dsn string, now func() time.Time) (*Store, error) {
	dialect, dsn, err := dialectOf(dsn)
	if err != nil {
		return nil, fmt.Errorf("referral: open store: %w", err)
	}
	s := &Store{now: now, password: defaultParams, dialect: dialect}
	if s.db, err = s.connect(dsn); err != nil {
		return nil, fmt.Errorf("referral: open store: %w", err)
	}
	if s.dialect == postgres {
		switch away, err := reach(ctx, s.db, dsn); {
		case away:
			return s, err
		case err != nil:
			return nil, errors.Join(err, s.db.Close())
		}
	}
	if err := s.prepared(ctx); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	return s, nil
}

// Waiting reports whether the store has not been reached since [OpenLater].
func (s *Store) Waiting() bool { return !s.ready.Load() }

// prepared brings the tables up to date, once.
func (s *Store) prepared(ctx context.Context) error {
	if s.ready.Load() {
		return nil
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.ready.Load() {
		return nil
	}
	err := s.prepare(ctx)
	s.ready.Store(err == nil)
	return err
}

func (s *Store) connect(dsn string) (*sql.DB, error) {
	if s.dialect == postgres {
		db, err := sql.Open("pgx", dsn)
		if err != nil {
			return nil, errors.New("the PostgreSQL settings do not parse") // its text holds a password
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
		"_foreign_keys": {"on"}, "_txlock": {"immediate"}, "_secure_delete": {"on"},
	}
	// secure_delete: what is purged is overwritten, not only unlinked.
	if err := private(dsn, os.O_CREATE); err != nil {
		return nil, err
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
		if err := sound(ctx, s.db); err != nil {
			return err
		}
	}
	return s.migrate(ctx)
}

// sound fails when a SQLite file is damaged.
func sound(ctx context.Context, db *sql.DB) error {
	var said string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said); err != nil {
		return fmt.Errorf("referral: open store: %w", err)
	}
	if said != "ok" {
		return errors.New("referral: the SQLite file is damaged: put back the newest backup")
	}
	return nil
}

// Close releases the store's connections.
func (s *Store) Close() error { return s.db.Close() }

// Backup writes a whole, consistent copy of a SQLite store to a file that does
// not exist yet, while the store goes on working; only its owner reads it.
// PostgreSQL has pg_dump.
func (s *Store) Backup(ctx context.Context, path string) error {
	if s.dialect != sqlite {
		return errors.New("referral: back up PostgreSQL with pg_dump")
	}
	if err := private(path, os.O_CREATE|os.O_EXCL); err != nil {
		return fmt.Errorf("referral: backup: %w", err)
	}
	if _, err := s.db.ExecContext(ctx, "VACUUM INTO $1", path); err != nil {
		return errors.Join(fmt.Errorf("referral: backup: %w", err), os.Remove(path))
	}
	return nil
}

// private makes a file that only its owner reads; SQLite would make it
// readable to all. One that is there stays as it is.
func private(path string, how int) error {
	file, err := os.OpenFile(path, how|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// Within runs f in one transaction, for a room that keeps tables of its own in
// the store. f may run again when the database asks for it, and returns the
// errors of this package or wraps its own with [Own]; others become
// [ErrUnavailable].
func (s *Store) Within(ctx context.Context, f func(*sql.Tx) error) error {
	return s.within(ctx, f)
}

// Rows calls scan for each row of a query outside a transaction.
func (s *Store) Rows(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	if err := s.prepared(ctx); err != nil {
		return err
	}
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return wrap(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return wrap(err)
		}
	}
	return wrap(rows.Err())
}

// Now is the time by the clock of the store, in whole milliseconds UTC.
func (s *Store) Now() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// own marks an error of another room's, which wrap lets through.
type own struct{ error }

func (o own) Unwrap() error { return o.error }

// Own marks an error that [Store.Within] returns as it is.
func Own(err error) error { return own{err} }

// within runs f in one transaction, again a few times when the database asks
// for it (serialization, deadlock, lock time-out).
func (s *Store) within(ctx context.Context, f func(*sql.Tx) error) error {
	if err := s.prepared(ctx); err != nil {
		return err
	}
	return s.repeat(ctx, f)
}

// repeat is within before the tables are up to date.
func (s *Store) repeat(ctx context.Context, f func(*sql.Tx) error) error {
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

// unique reports whether err is a broken uniqueness rule.
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
	if o := (own{}); errors.As(err, &o) {
		return o.error
	}
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
	case errors.As(err, &pg) && (pg.Code == "42P05" || pg.Code == "26000"): // prepared on another of the pooler's connections
		return fmt.Errorf("%w: PostgreSQL %s: behind a pooler in transaction mode FINDER_STORE needs default_query_exec_mode=exec", ErrUnavailable, pg.Code)
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
