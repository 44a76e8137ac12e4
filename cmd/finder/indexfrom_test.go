package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestIndexFrom is an operator's week on a real Meilisearch: what a fetch has
// brought is taken once; a rollback holds against the next night until it is
// told otherwise; a server that lost its index is given it again.
func TestIndexFrom(t *testing.T) {
	realMeilisearch(t)
	s, files := samplePublisher(t)
	cms := t.TempDir()
	if code, _, stderr := runFinder(t, "fetch", "--quiet", "--to", cms, "--monthly", "--nppes-page", s.URL+"/NPI_Files.html"); code != 0 {
		t.Fatal(stderr)
	}
	text, err := os.ReadFile(files.Roster)
	if err != nil {
		t.Fatal(err)
	}
	first, second := files.Roster, filepath.Join(t.TempDir(), "second.csv")
	lines := strings.SplitAfter(string(text), "\n")
	if err := os.WriteFile(second, []byte(strings.Join(lines[:len(lines)-2], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	state := os.Getenv("FINDER_STATE")
	metrics := func() string {
		b, _ := os.ReadFile(filepath.Join(state, indexMetricsFile))
		return string(b)
	}
	for _, step := range []struct {
		name       string
		args       []string
		code       int
		says       string
		publishes  bool
		unmeasured bool // no success is noted
	}{
		{"a first run", []string{"--from", cms, "--roster", first}, 0, "data as of", true, false},
		{"the next night", []string{"--from", cms, "--roster", first}, 0, "nothing is new", false, false},
		{"a new roster", []string{"--from", cms, "--roster", second, "--min-keep", "0.5"}, 0, "kept from earlier runs", true, false},
		{"a rollback", []string{"--rollback"}, 0, "the next run goes on from there", false, true},
		{"the night after", []string{"--from", cms, "--roster", second}, 1, "was taken back", false, true},
		{"with the roster of before", []string{"--from", cms, "--roster", first}, 0, "nothing is new", false, false},
		{"all the same", []string{"--from", cms, "--roster", second, "--again", "--min-keep", "0.5"}, 0, "generation", true, false},
		{"an index deleted by hand", []string{"--from", cms, "--roster", second}, 0, "kept from earlier runs", true, false},
	} {
		if step.name == "an index deleted by hand" {
			deleteListings(t)
		}
		_ = os.Remove(filepath.Join(state, indexMetricsFile))
		code, stdout, stderr := runFinder(t, append([]string{"index", "--quiet"}, step.args...)...)
		if code != step.code || !strings.Contains(stdout+stderr, step.says) {
			t.Fatalf("%s: exit %d, %s%s; it does not say %q", step.name, code, stdout, stderr, step.says)
		}
		if published := strings.Contains(stdout, "live") && strings.Contains(stdout, "\ntook"); published != step.publishes {
			t.Errorf("%s: published: %t\n%s", step.name, published, stdout)
		}
		if noted := strings.Contains(metrics(), "finder_index_last_success_timestamp_seconds"); noted == step.unmeasured {
			t.Errorf("%s: a success is noted: %t", step.name, noted)
		}
	}
}

// deleteListings deletes every generation's index, as no program of ours does.
func deleteListings(t *testing.T) {
	t.Helper()
	base, key := os.Getenv("FINDER_MEILI_URL"), os.Getenv("FINDER_MEILI_KEY")
	ask := func(method, path string) string {
		req, err := http.NewRequestWithContext(t.Context(), method, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+key)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var b strings.Builder
		if _, err := io.Copy(&b, res.Body); err != nil || res.StatusCode >= 300 {
			t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, b.String())
		}
		return b.String()
	}
	for _, part := range strings.Split(ask("GET", "/indexes?limit=100"), `"`) {
		if strings.HasPrefix(part, "listings_") {
			var task struct{ TaskUID int64 }
			if err := json.Unmarshal([]byte(ask("DELETE", "/indexes/"+part)), &task); err != nil {
				t.Fatal(err)
			}
			for !strings.Contains(ask("GET", fmt.Sprint("/tasks/", task.TaskUID)), `"succeeded"`) {
				time.Sleep(5 * time.Millisecond)
			}
		}
	}
}
