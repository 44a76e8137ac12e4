package referral

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/physicianfinder/finder/internal/referral/server"
)

const poolerSetting = "default_query_exec_mode=exec"

// The codes with which PostgreSQL answers whose prepared statements went to
// another connection name the setting that mends it.
func TestPoolerErrorNamesTheSetting(t *testing.T) {
	for code, want := range map[string]bool{"42P05": true, "26000": true, "40001": false, "53300": false} {
		err := wrap(fmt.Errorf("x: %w", &pgconn.PgError{Code: code}))
		if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), code) || strings.Contains(err.Error(), poolerSetting) != want {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// pooled starts PgBouncer in transaction mode before the shared PostgreSQL, and
// returns the URL of an empty database behind it.
func pooled(t *testing.T) string {
	t.Helper()
	direct := postgresDSN(t)
	p, err := shared.Pool(t.Context())
	if errors.Is(err, server.ErrNoPooler) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	database := direct[strings.LastIndexByte(direct, '/')+1 : strings.IndexByte(direct, '?')]
	return p.URL(database)
}

// Behind PgBouncer in transaction mode the store works with the setting, and
// says which without it.
func TestPooler(t *testing.T) {
	if os.Getenv("FINDER_VERIFY") != "1" {
		t.Skip("with FINDER_VERIFY=1 alone")
	}
	dsn := pooled(t)
	t.Run("with the setting", func(t *testing.T) {
		if kept, err := keepMany(t, dsn+"&"+poolerSetting); err != nil {
			t.Error(err)
		} else {
			t.Logf("%d cases kept", kept)
		}
	})
	t.Run("without it", func(t *testing.T) {
		if _, err := keepMany(t, pooled(t)); err == nil || !strings.Contains(err.Error(), poolerSetting) {
			t.Errorf("%v; want one that names %s", err, poolerSetting)
		}
	})
}

// keepMany keeps and reads cases through three stores at once, as replicas do.
func keepMany(t *testing.T, dsn string) (kept int, err error) {
	const agents, each = 8, 20
	var wg sync.WaitGroup
	var mu sync.Mutex
	fail := func(e error) {
		mu.Lock()
		defer mu.Unlock()
		if e != nil && err == nil {
			err = e
		}
	}
	for range 3 {
		s, e := Open(context.Background(), dsn, newClock().now)
		if e != nil {
			return 0, e
		}
		t.Cleanup(func() { s.Close() })
		for range agents {
			wg.Go(func() {
				for range each {
					c, e := s.Make(context.Background(), sampleCase(), rand.Text())
					if e == nil {
						_, e = s.Case(context.Background(), c.Reference)
					}
					if fail(e); e != nil {
						return
					}
					mu.Lock()
					kept++
					mu.Unlock()
				}
			})
		}
	}
	wg.Wait()
	return kept, err
}
