package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/meili/server"
)

var ofMeilisearch = []ailment{
	{"no Meilisearch named", env("FINDER_MEILI_URL", ""), []string{"meilisearch-unset"}, "FINDER_MEILI_URL"},
	{"Meilisearch away", env("FINDER_MEILI_URL", "http://127.0.0.1:9"), []string{"meilisearch-away"}, "http://127.0.0.1:9"},
	{"Meilisearch over the public network", env("FINDER_MEILI_URL", "http://192.0.2.1:9"), []string{"meilisearch-away", "meilisearch-in-the-clear"}, "http://192.0.2.1:9"},
	{"Meilisearch without a master key", unguarded, []string{"meilisearch-unguarded", "generation-none"}, "without any key"},
	{"an old Meilisearch", versioned("1.12.8"), []string{"meilisearch-old"}, "1.12.8"},
	{"a new Meilisearch", versioned("1.99.0"), []string{"meilisearch-new?"}, "1.99.0"},
	{"Meilisearch's clock", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_MEILI_URL"] = w.altered(t, nil, func(r *http.Response) {
			r.Header.Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
		})
	}, []string{"clock"}, "Meilisearch is 1h0m"},
	{"Meilisearch without our settings", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_MEILI_URL"] = w.altered(t, func(r *http.Request) {
			if r.Method == http.MethodPatch && r.ContentLength > 2 { // probes send less
				r.Body = io.NopCloser(strings.NewReader("{}" + strings.Repeat(" ", int(r.ContentLength)-2)))
			}
		}, nil)
	}, []string{"meilisearch-answers"}, "a trial"},
	{"the service's wrong key", env("FINDER_MEILI_KEY", "no such key, hidden-word"), []string{"service-key-wrong"}, "refuses"},
	{"the service has the master key", func(_ *testing.T, w *sickbay, c *call) { c.env["FINDER_MEILI_KEY"] = w.Meilisearch.MasterKey() }, []string{"service-key-master"}, "master key"},
	{"the service's key can write", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_MEILI_KEY"] = w.key(t, `["search","documents.get","documents.add"]`, `["listings_*","finder_live"]`)
	}, []string{"service-key-writes"}, "documents.add"},
	{"the service's key cannot search", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_MEILI_KEY"] = w.key(t, `["documents.get"]`, `["listings_*","finder_live"]`)
	}, []string{"service-key-weak"}, "search"},
	{"no key of the service", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_MEILI_KEY_FILE"] = w.write(t, "elsewhere/empty", "", 0o600)
	}, []string{"service-key-missing"}, "FINDER_MEILI_KEY"},
	{"the indexer's wrong key", secrets("meili-indexer-key", func(*testing.T, *sickbay) string { return "no such key, hidden-word" }), []string{"indexer-key-wrong"}, "refuses"},
	{"the indexer has the master key", secrets("meili-indexer-key", func(_ *testing.T, w *sickbay) string { return w.Meilisearch.MasterKey() }), []string{"indexer-key-master"}, "master key"},
	{"the indexer's key reaches other indexes", secrets("meili-indexer-key", func(t *testing.T, w *sickbay) string {
		return w.key(t, `["search","documents.add","documents.get","documents.delete","indexes.create","indexes.get","indexes.delete","settings.update","tasks.get","tasks.cancel","version"]`, `["*"]`)
	}), []string{"indexer-key-wide"}, "any index"},
	{"the indexer's key of an older finder", secrets("meili-indexer-key", func(t *testing.T, w *sickbay) string {
		return w.key(t, `["search","documents.add","documents.get","documents.delete","indexes.create","indexes.get","indexes.delete","settings.update","tasks.get"]`, `["listings_*","finder_live","finder_build_*"]`)
	}), []string{"indexer-key-weak"}, "tasks.cancel"},
	{"a build lock left behind", func(t *testing.T, w *sickbay, _ *call) {
		const name = "finder_build_20260101T000000000Z-abcdef_gone_1"
		w.master(t, http.MethodPost, "/indexes", `{"uid":"`+name+`","primaryKey":"id"}`)
		w.settled(t)
		w.master(t, http.MethodDelete, "/tasks?indexUids="+name, "") // as a server does with old ones
		w.settled(t)
		t.Cleanup(func() { w.master(t, http.MethodDelete, "/indexes/"+name, ""); w.settled(t) })
	}, []string{"build-lock?"}, "process 1 on gone"},
}

// secrets returns an ailment of one file of the folder of secrets.
func secrets(name string, text func(*testing.T, *sickbay) string) func(*testing.T, *sickbay, *call) {
	return func(t *testing.T, w *sickbay, c *call) {
		for _, file := range []string{"meili-service-key", "meili-indexer-key", "store"} {
			w.write(t, "elsewhere/secrets/"+file, w.read(t, "secrets/"+file), 0o600)
		}
		w.write(t, "elsewhere/secrets/"+name, text(t, w), 0o600)
		c.flags["secrets"] = []string{w.path("elsewhere/secrets")}
	}
}

// versioned lets Meilisearch say that it is another version.
func versioned(version string) func(*testing.T, *sickbay, *call) {
	return func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_MEILI_URL"] = w.altered(t, nil, func(r *http.Response) {
			if r.Request.URL.Path != "/version" || r.StatusCode != http.StatusOK {
				return
			}
			text := fmt.Sprintf(`{"pkgVersion":%q}`, version)
			r.Body.Close()
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
			r.Header.Set("Content-Length", fmt.Sprint(len(text)))
		})
	}
}

// unguarded starts another Meilisearch as one does that follows no text.
func unguarded(t *testing.T, w *sickbay, c *call) {
	program, err := server.Find(w.dir)
	if err != nil {
		t.Fatal(err)
	}
	addr := freeLoopback(t)
	cmd := exec.Command(program, "--no-analytics", "--http-addr", addr, "--db-path", w.path("unguarded"))
	cmd.Dir = t.TempDir()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	await(t, "Meilisearch answers", func() bool {
		res, err := http.Get("http://" + addr + "/health")
		if err == nil {
			res.Body.Close()
		}
		return err == nil
	})
	c.env["FINDER_MEILI_URL"] = "http://" + addr
}

// settled waits until Meilisearch has done what it was told.
func (w *sickbay) settled(t *testing.T) {
	t.Helper()
	await(t, "no task is left", func() bool {
		return bytes.Contains(w.master(t, http.MethodGet, "/tasks?limit=1&statuses=enqueued,processing", ""), []byte(`"results":[]`))
	})
}

var ofStore = []ailment{
	{"PostgreSQL away", env("FINDER_STORE", "postgres://finder:hidden-word@127.0.0.1:9/finder"), []string{"store-away"}, "127.0.0.1:9: nothing listens there"},
	{"no such database", func(_ *testing.T, w *sickbay, c *call) { c.env["FINDER_STORE"] = w.pg.URL("absent") }, []string{"store-away"}, "no such database"},
	{"a store that nothing reads", env("FINDER_STORE", "mysql://finder:hidden-word@127.0.0.1/finder"), []string{"store"}, "neither a PostgreSQL URL"},
	{"an upgrade half done", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_STORE"] = w.psql(t, "behind", "DELETE FROM schema_version WHERE version = (SELECT MAX(version) FROM schema_version)")
	}, []string{"store-behind"}, "this finder brings it to"},
	{"a store of a newer finder", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_STORE"] = w.psql(t, "ahead", "INSERT INTO schema_version VALUES (99)")
	}, []string{"store-ahead"}, "version 99"},
	{"PostgreSQL's clock", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_STORE"] = w.psql(t, "late", `INSERT INTO accounts SELECT 'first', 'agent', '', 0, 0, 0, 0;
			CREATE SCHEMA late; CREATE FUNCTION late.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT pg_catalog.now() + interval ''1 hour''';
			ALTER DATABASE late SET search_path = late, pg_catalog, public`)
	}, []string{"clock"}, "PostgreSQL is 1h0m"},
	{"nobody can sign in", func(t *testing.T, w *sickbay, c *call) { c.env["FINDER_STORE"] = w.psql(t, "nobody", "SELECT 1") }, []string{"console-empty?"}, "no account"},
	{"SQLite for two replicas", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_STORE"] = w.path("elsewhere/one.db")
		w.run(t, []string{"FINDER_STORE=" + w.path("elsewhere/one.db")}, "staff", "add", "--generate", "first")
	}, []string{"store-one-machine?"}, "2 replicas on a SQLite file"},
	{"a SQLite file that is none", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_STORE"] = w.write(t, "elsewhere/none.db", strings.Repeat("no database ", 100), 0o600)
	}, []string{"store"}, ""},
	{"no store yet", func(_ *testing.T, w *sickbay, c *call) { c.env["FINDER_STORE"] = w.path("elsewhere/absent.db") }, []string{"store-none"}, "absent.db"},
}

var ofData = []ailment{
	{"an index of old files, and no others", func(t *testing.T, w *sickbay, c *call) {
		w.indexAnew(t, "--no-roster", "--nppes", w.files[1], "--days", "20050523-20260930")
	}, []string{"practice-locations", "clinicians?", "registry-old?", "roster-none?"}, "without practice locations"},
	{"old evidence, days left out", func(t *testing.T, w *sickbay, c *call) {
		roster := w.write(t, "elsewhere/roster.csv", strings.NewReplacer(daysAgo(1), daysAgo(40), daysAgo(2), daysAgo(40)).Replace(w.read(t, "files/roster.csv")), 0o600)
		w.indexAnew(t, append(slices.Clone(w.files[:4]), "--roster", roster, "--days", "20050523-20260920", "--dac", w.path("files/DAC_NationalDownloadableFile.csv"), "--dac-as-of", "2026-08-01")...)
		w.index(t, "--update", "--allow-gap", "--nppes", w.files[1], "--practice-locations", w.files[3], "--days",
			strings.ReplaceAll(daysAgo(7)+"_"+daysAgo(1), "-", "")[:8]+"-"+strings.ReplaceAll(daysAgo(1), "-", ""))
		c.env["FINDER_EXPIRE_DAYS"] = "30"
		w.follow(t)
	}, []string{"source-old?", "registry-gap?", "roster-old?"}, "Doctors and Clinicians: of 2026-08-01"},
	{"the live index deleted", func(t *testing.T, w *sickbay, _ *call) {
		w.master(t, http.MethodDelete, "/indexes/listings_"+w.live(t), "")
		w.settled(t)
		t.Cleanup(func() { w.index(t, w.good...); w.follow(t) })
	}, []string{"generation-broken"}, "its index is gone"},
}
