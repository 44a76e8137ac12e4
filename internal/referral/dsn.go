package referral

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"regexp"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

var (
	scheme = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	// pair is the beginning of a setting of libpq: "host=db".
	pair = regexp.MustCompile(`(?i)(?:^|\s)(?:host|hostaddr|port|user|password|passfile|dbname|database|sslmode|service)\s*=`)
)

// dialectOf says which database a name is of, and how its driver takes it. What
// looks like a database that is not kept here is refused: as the name of a file
// it would carry its password onto the disk.
func dialectOf(dsn string) (dialect, string, error) {
	dsn = strings.TrimSpace(dsn)
	lower := strings.ToLower(dsn)
	for _, prefix := range []string{"postgres://", "postgresql://"} {
		if strings.HasPrefix(lower, prefix) {
			return postgres, prefix + dsn[len(prefix):], nil
		}
	}
	switch {
	case pair.MatchString(dsn):
		return postgres, dsn, nil
	case dsn == "" || scheme.MatchString(dsn) || strings.Contains(dsn, "://"):
		return "", "", errors.New("neither a PostgreSQL URL (postgres://…), PostgreSQL settings (host=… dbname=…) nor the path of a SQLite file")
	}
	return sqlite, dsn, nil
}

// File returns the path of the SQLite file that dsn names, and reports whether
// it names one.
func File(dsn string) (path string, ok bool) {
	d, path, err := dialectOf(dsn)
	return path, err == nil && d == sqlite
}

// reach connects once, so that a wrong setting is told with the host and the
// reason. The driver's own text, which may quote settings, is left out. away
// says that waiting may help: PostgreSQL did not answer, or is starting.
func reach(ctx context.Context, db *sql.DB, dsn string) (away bool, err error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return false, errors.New("referral: open store: the PostgreSQL settings do not parse")
	}
	if err = db.PingContext(ctx); err == nil {
		return false, nil
	}
	var pg *pgconn.PgError
	away = !errors.As(err, &pg) || strings.HasPrefix(pg.Code, "57P") || strings.HasPrefix(pg.Code, "53")
	return away, fmt.Errorf("%w: PostgreSQL at %s: %s", ErrUnavailable,
		net.JoinHostPort(config.Host, fmt.Sprint(config.Port)), whyUnreached(err))
}

func whyUnreached(err error) string {
	var pg *pgconn.PgError
	var dns *net.DNSError
	switch {
	case errors.As(err, &pg):
		switch pg.Code {
		case "28P01", "28000":
			return "user or password refused (" + pg.Code + ")"
		case "3D000":
			return "no such database (" + pg.Code + ")"
		}
		return "refused with " + pg.Code
	case errors.As(err, &dns):
		return "no such host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "no answer in time"
	case errors.Is(err, syscall.ENOENT):
		return "no such socket"
	}
	return "no connection"
}
