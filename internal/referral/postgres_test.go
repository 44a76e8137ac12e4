package referral

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/physicianfinder/finder/internal/referral/server"
)

// The tests of this package share one real PostgreSQL, each in a database of
// its own.
var (
	shared     *server.Server
	sharedErr  error
	sharedOnce sync.Once
	databases  atomic.Int64
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "referral-server" { // the process that TestKill kills
		serveForCrash()
		return
	}
	code := m.Run()
	if shared != nil {
		shared.Stop()
	}
	os.Exit(code)
}

// postgresDSN returns the URL of an empty database. Without PostgreSQL's
// programs the test fails on CI, and skips elsewhere.
func postgresDSN(t testing.TB) string {
	t.Helper()
	sharedOnce.Do(func() { shared, sharedErr = server.Start(context.Background()) })
	if sharedErr != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(sharedErr)
		}
		t.Skip(sharedErr)
	}
	url, err := shared.Create(t.Context(), fmt.Sprint("t", databases.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	return url
}
