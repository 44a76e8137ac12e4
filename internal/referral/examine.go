package referral

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"
)

// A Condition is how a store was found.
type Condition struct {
	SQLite     bool
	Have, Want int       // version of its tables, and that of this program; Have is 0 before the first start
	Now        time.Time // by PostgreSQL's clock; zero of SQLite, which has the machine's
	Active     int       // accounts that can sign in
	Attested   int       // attestations of the roster
}

// Examine looks at the store that dsn names and changes nothing, as [Open]
// would. The error of a PostgreSQL that cannot be reached wraps
// [ErrUnavailable] and names host and reason; none holds a password.
func Examine(ctx context.Context, dsn string) (Condition, error) {
	dialect, dsn, err := dialectOf(dsn)
	if err != nil {
		return Condition{}, fmt.Errorf("referral: store: %w", err)
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return Condition{}, err
	}
	c := Condition{SQLite: dialect == sqlite, Want: len(names)}
	db, err := peek(ctx, dialect, dsn)
	if err != nil {
		return c, err
	}
	defer db.Close()
	if c.SQLite {
		if err := sound(ctx, db); err != nil {
			return c, err
		}
	} else if err := db.QueryRowContext(ctx, "SELECT now()").Scan(&c.Now); err != nil {
		return c, wrap(err)
	}
	there := "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'schema_version' AND table_schema = ANY (current_schemas(false))"
	if c.SQLite {
		there = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'"
	}
	var tables int
	if err := db.QueryRowContext(ctx, there).Scan(&tables); err != nil || tables == 0 {
		return c, wrap(err)
	}
	if err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version), 0) FROM schema_version").Scan(&c.Have); err != nil || c.Have == 0 {
		return c, wrap(err)
	}
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM accounts WHERE disabled = 0").Scan(&c.Active); err != nil || c.Have < c.Want {
		return c, wrap(err)
	}
	return c, wrap(db.QueryRowContext(ctx, "SELECT COUNT(*) FROM attestations").Scan(&c.Attested))
}

// peek opens a database for reading.
func peek(ctx context.Context, d dialect, dsn string) (*sql.DB, error) {
	if d == sqlite {
		if _, err := os.Stat(dsn); err != nil {
			return nil, fmt.Errorf("referral: store: %w", err)
		}
		return sql.Open("sqlite3", "file:"+(&url.URL{Path: dsn}).EscapedPath()+"?mode=ro&_busy_timeout=10000")
	}
	db, err := (&Store{dialect: d}).connect(dsn)
	if err != nil {
		return nil, fmt.Errorf("referral: store: %w", err)
	}
	if _, err := reach(ctx, db, dsn); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}
