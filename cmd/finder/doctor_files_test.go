package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/physicianfinder/finder/internal/cluster"
)

var ofFiles = []ailment{
	{"a secret that others read", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_MEILI_KEY_FILE"] = w.write(t, "elsewhere/open", w.read(t, "secrets/meili-service-key"), 0o644)
	}, []string{"secret-open"}, "elsewhere/open"},
	{"a secret that is not there", func(_ *testing.T, w *sickbay, c *call) {
		c.env["FINDER_MEILI_KEY_FILE"] = w.path("elsewhere/absent")
	}, []string{"secret-missing", "service-key-missing", "setting"}, "elsewhere/absent"},
	{"a partner by http", func(t *testing.T, w *sickbay, c *call) {
		c.env["FINDER_PARTNERS"] = w.write(t, "elsewhere/partners.json", strings.ReplaceAll(demoPartners, "http://127.0.0.1", "http://partner.example"), 0o600)
	}, []string{"partners"}, "https expected"},
	{"no partner file", func(_ *testing.T, w *sickbay, c *call) { c.env["FINDER_PARTNERS"] = w.path("elsewhere/absent") }, []string{"partners"}, "elsewhere/absent"},
	{"a folder that cannot be written", func(_ *testing.T, w *sickbay, c *call) { c.env["FINDER_DIR"] = w.path("partners.json") }, []string{"folder"}, "FINDER_DIR"},
	{"a disk that is full", func(t *testing.T, w *sickbay, c *call) {
		dir := t.TempDir()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
			t.Skip("no file system of its own: ", err)
		}
		t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
		c.env["FINDER_DIR"] = dir
	}, []string{"disk"}, "2 MB left"},
	{"nothing fetched", func(t *testing.T, _ *sickbay, c *call) { c.flags["fetch"] = []string{t.TempDir()} }, []string{"fetch-none"}, "nothing has been fetched"},
	{"fetched long ago", manifest(func(text string) string {
		return regexp.MustCompile(`("(?:monthly|weekly)": )"[^"]*"`).ReplaceAllString(text, `$1"2026-01-01T00:00:00Z"`)
	}), []string{"fetch-monthly", "fetch-weekly"}, "days ago"},
	{"no weekly files ever", manifest(func(text string) string {
		return regexp.MustCompile(`,\s*"weekly": "[^"]*"`).ReplaceAllString(text, "")
	}), []string{"fetch-weekly"}, "never"},
	{"a manifest that is none", manifest(func(string) string { return "{" }), []string{"fetch-manifest"}, "no manifest"},
	{"a fetched file cut short", func(t *testing.T, w *sickbay, c *call) {
		manifest(func(text string) string { return text })(t, w, c)
		files, err := filepath.Glob(w.path("elsewhere/cms/*.zip"))
		if err != nil || len(files) == 0 {
			t.Fatal(err)
		}
		if err := os.Truncate(files[0], 10); err != nil {
			t.Fatal(err)
		}
	}, []string{"fetch-file"}, "not there as the manifest has it"},
	{"the indexer has never succeeded", func(t *testing.T, _ *sickbay, c *call) { c.flags["state"] = []string{t.TempDir()} }, []string{"index-none"}, "finder_index.prom"},
	{"the indexer succeeded long ago", func(t *testing.T, w *sickbay, c *call) {
		text := regexp.MustCompile(`(finder_index_last_success_timestamp_seconds) \S+`).ReplaceAllString(w.read(t, "state/finder_index.prom"), "$1 1.7e+09")
		c.flags["state"] = []string{filepath.Dir(w.write(t, "elsewhere/state/finder_index.prom", text+"\n", 0o600))}
	}, []string{"index-old"}, "days ago"},
	{"metrics that nobody reads", func(t *testing.T, _ *sickbay, c *call) { c.flags["textfile"] = []string{t.TempDir()} }, []string{"textfile"}, "finder_fetch.prom"},
	{"no backup", func(t *testing.T, _ *sickbay, c *call) { c.flags["backup"] = []string{t.TempDir()} }, []string{"backup-none"}, "no backup"},
	{"the last backup long ago", func(t *testing.T, w *sickbay, c *call) {
		c.flags["backup"] = []string{filepath.Dir(w.write(t, "elsewhere/backup/finder_backup.prom", "finder_backup_last_success_timestamp_seconds 1.7e+09\n", 0o600))}
	}, []string{"backup-old"}, "days ago"},
	{"no roster", func(_ *testing.T, w *sickbay, c *call) { c.flags["roster"] = []string{w.path("elsewhere/absent.csv")} }, []string{"roster-unreadable"}, "absent.csv"},
	{"a roster of a spreadsheet", func(t *testing.T, w *sickbay, c *call) {
		c.flags["roster"] = []string{w.write(t, "elsewhere/roster.csv", "Name,Telephone\nDoe,612\n", 0o600)}
	}, []string{"roster-unreadable"}, "roster.csv"},
	{"rows of the roster refused", func(t *testing.T, w *sickbay, c *call) {
		c.flags["roster"] = []string{w.write(t, "elsewhere/roster.csv", strings.Replace(w.read(t, "files/roster.csv"), ",confirmed,", ",perhaps,", 1), 0o600)}
	}, []string{"roster-rows?"}, "1 of"},
}

// manifest returns an ailment of a copy of the folder of fetched files.
func manifest(change func(string) string) func(*testing.T, *sickbay, *call) {
	return func(t *testing.T, w *sickbay, c *call) {
		if err := os.RemoveAll(w.path("elsewhere/cms")); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(w.path("elsewhere/cms"), os.DirFS(w.path("cms"))); err != nil {
			t.Fatal(err)
		}
		w.write(t, "elsewhere/cms/manifest.json", change(w.read(t, "cms/manifest.json")), 0o600)
		c.flags["fetch"] = []string{w.path("elsewhere/cms")}
	}
}

var ofSettings = []ailment{
	{"metrics for everybody", env("FINDER_ADMIN_ADDR", "0.0.0.0:9090"), []string{"setting"}, "FINDER_ADMIN_ADDR: a loopback or private address"},
	{"several settings that are none", func(_ *testing.T, _ *sickbay, c *call) {
		c.env["FINDER_RATE"], c.env["FINDER_PHONE"] = "many, hidden-word", "hidden-word"
	}, []string{"setting"}, "FINDER_PHONE"},
	{"one address of metrics for two replicas", func(_ *testing.T, w *sickbay, c *call) {
		c.env["FINDER_ADMIN_ADDR"] = w.admin[0]
		delete(c.flags, "admin")
	}, []string{"admin-shared"}, "for all of 2 replicas"},
	{"nobody has reviewed the page", func(_ *testing.T, _ *sickbay, c *call) {
		delete(c.env, "FINDER_REVIEWER")
		delete(c.env, "FINDER_REVIEWED")
	}, []string{"review?"}, "FINDER_REVIEWER"},
	{"no time to drain", env("FINDER_DRAIN", "0s"), []string{"drain?"}, "0s"},
	{"every address is a proxy", env("FINDER_TRUSTED_PROXIES", "127.0.0.1,0.0.0.0/0"), []string{"proxies-wide"}, "0.0.0.0/0"},
	{"a proxy by name", env("FINDER_TRUSTED_PROXIES", "127.0.0.1,proxy.example"), []string{"proxies-unreadable"}, "proxy.example"},
	{"no metrics", func(_ *testing.T, _ *sickbay, c *call) { delete(c.flags, "admin") }, []string{"admin-none?"}, "metrics"},
	{"metrics away", func(_ *testing.T, w *sickbay, c *call) { c.flags["admin"] = []string{w.admin[0], "127.0.0.1:9"} }, []string{"admin-away"}, "127.0.0.1:9"},
	{"a replica away", func(_ *testing.T, _ *sickbay, c *call) {
		c.flags["replica"] = append(c.flags["replica"], "127.0.0.1:9")
	}, []string{"replica-away"}, "127.0.0.1:9"},
	{"another program on a replica's port", func(t *testing.T, _ *sickbay, c *call) {
		s := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(s.Close)
		c.flags["replica"] = append(c.flags["replica"], strings.TrimPrefix(s.URL, "http://"))
	}, []string{"replica-strange"}, "no finder"},
	{"a replica that cannot start", func(t *testing.T, w *sickbay, c *call) {
		addr := freeLoopback(t)
		r, err := w.Launch(t.Context(), "FINDER_ADDR="+addr, "FINDER_DIR="+t.TempDir(), "FINDER_MEILI_URL=http://127.0.0.1:9")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(r.Kill)
		await(t, "it answers", func() bool { _, ok := readyzOf("http://" + addr); return ok })
		c.flags["replica"] = append(c.flags["replica"], addr)
	}, []string{"replica-not-ready"}, "the index does not answer"},
	{"replicas cut off from Meilisearch", func(t *testing.T, w *sickbay, _ *call) {
		w.Relay.Fail(cluster.Failure{Reset: true})
		degraded := func(want bool) func() bool {
			return func() bool {
				return !slices.ContainsFunc(w.replicas, func(r *cluster.Replica) bool {
					s, ok := readyzOf(r.URL)
					return !ok || s.Degraded != want
				})
			}
		}
		t.Cleanup(func() { w.Relay.Heal(); await(t, "they are whole", degraded(false)) })
		await(t, "they notice", degraded(true))
	}, []string{"replica-degraded"}, "from memory alone"},
}

type readiness struct {
	Generation string
	Degraded   bool
}

func readyzOf(base string) (s readiness, ok bool) {
	res, err := http.Get(base + "/readyz")
	if err != nil {
		return s, false
	}
	defer res.Body.Close()
	return s, json.NewDecoder(res.Body).Decode(&s) == nil
}
