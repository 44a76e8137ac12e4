package cluster

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	postgres "github.com/physicianfinder/finder/internal/referral/server"
)

// startWithoutStore starts a replica while PostgreSQL is down: searches are
// answered as ever, the console says what it waits for, and works in the same
// process once the database is up.
func startWithoutStore(t *testing.T, b *bed) {
	pg, err := postgres.Start(t.Context())
	need(t, err, postgres.ErrMissing)
	t.Cleanup(pg.Stop)
	store, err := pg.Create(t.Context(), "finder")
	if err != nil {
		t.Fatal(err)
	}
	pg.Kill()
	r, err := b.Serve(t.Context(), "FINDER_STORE="+store)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	holds(t, r.URL, b.before, 5*time.Second)
	if reply := get(t, r.URL+textSearch()); reply.status != http.StatusOK {
		t.Errorf("a search by name: answered %d", reply.status)
	}
	for query, want := range map[string]string{"": "is waiting for its case store, a PostgreSQL database", "?lang=es": "está esperando a su registro de casos"} {
		page := get(t, r.URL+"/console"+query)
		if page.status != http.StatusServiceUnavailable || !strings.Contains(string(page.body), want) || page.header.Get("Retry-After") == "" {
			t.Errorf("the console answers %d, Retry-After %q; it does not say %q", page.status, page.header.Get("Retry-After"), want)
		}
	}
	if !strings.Contains(r.Log(), "the referral store is away") {
		t.Error("the log does not say that the store is away")
	}
	if err := pg.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, 30*time.Second, "the console shows the form to sign in", func() bool {
		page := get(t, r.URL+"/console")
		return page.status == http.StatusOK && !strings.Contains(string(page.body), "is waiting")
	})
	a := newAgent(t, b.Cluster, r.URL, "late", "FINDER_STORE="+store)
	if _, status := a.refer(t, r.URL, "after-the-store-came"); status != http.StatusOK {
		t.Errorf("a case: answered %d", status)
	}
}

// startWithoutKey starts a replica before its key has been written, with an
// empty folder and with one of an earlier replica.
func startWithoutKey(t *testing.T, b *bed) {
	key, err := os.ReadFile(filepath.Join(b.Secrets(), "meili-service-key"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "meili-service-key")
	if err := os.WriteFile(file, nil, 0o600); err != nil { // as Compose wants it: there, and empty
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, empty := range []bool{true, false} {
		r, err := b.Launch(t.Context(), "FINDER_ADDR="+freeAddr(t), "FINDER_DIR="+dir, "FINDER_MEILI_KEY_FILE="+file)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Kill()
		base := "http://" + addrOf(r)
		if empty {
			eventually(t, 20*time.Second, "it says that it is not ready", func() bool {
				res, err := patient.Get(base + "/readyz")
				if err != nil {
					return false // does not listen yet
				}
				defer res.Body.Close()
				return res.StatusCode == http.StatusServiceUnavailable
			})
			refusedWithLine(t, get(t, base+places[0]))
		} else {
			if err := r.AwaitReady(readyTimeout); err != nil {
				t.Fatal(err)
			}
			holds(t, base, b.before, 5*time.Second)
			refusedWithLine(t, get(t, base+textSearch()))
		}
		if !strings.Contains(r.Log(), "the service's key is not there yet") {
			t.Error("the log does not say what is waited for")
		}
		if err := os.WriteFile(file, key, 0o600); err != nil {
			t.Fatal(err)
		}
		if empty {
			if err := r.AwaitReady(readyTimeout); err != nil {
				t.Fatal(err)
			}
		}
		awaitWhole(t, r)
		holds(t, base, b.before, 5*time.Second)
		if err := r.Stop(); err != nil {
			t.Error(err)
		}
		if err := os.Remove(file); err != nil { // and now without the file
			t.Fatal(err)
		}
	}
}
