package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/sample"
)

// runFinder runs the binary's own entry with its output captured.
func runFinder(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(context.Background(), args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestIndexExitCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, key := range []string{"FINDER_MEILI_URL", "FINDER_MEILI_KEY", "FINDER_MEILI_KEY_FILE", "FINDER_STATE"} {
		t.Setenv(key, "")
	}
	files, _, err := sample.Write("sample", sample.Options{Count: 20, Others: 20, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		code int
		says string // on standard error
	}{
		{"nothing", nil, 2, "at least one source"},
		{"unknown flag", []string{"--nppess", "x"}, 2, "nppess"},
		{"an argument", []string{files.Registry}, 2, "unexpected argument"},
		{"roster and none", []string{"--roster", files.Roster, "--no-roster"}, 2, "contradict"},
		{"bad set", []string{"--nppes", files.Registry, "--specialties", "back", "--check"}, 2, "specialties"},
		{"bad share", []string{"--nppes", files.Registry, "--min-keep", "2"}, 2, "share"},
		{"rollback with more", []string{"--rollback", "--check"}, 2, "alone"},
		{"bad target", []string{"--nppes", files.Registry, "--target", "meilisearch"}, 2, "http://"},
		{"a target twice", []string{"--rollback", "--target", "http://127.0.0.1:1", "--target", "http://127.0.0.1:1,key"}, 2, "given twice"},
		{"a target without its key", []string{"--nppes", files.Registry, "--no-roster", "--target", "http://127.0.0.1:1,nowhere"}, 1, "the key of http://127.0.0.1:1"},
		{"no Meilisearch", []string{"--nppes", files.Registry, "--no-roster"}, 1, "FINDER_MEILI_URL"},
		{"rollback without Meilisearch", []string{"--rollback"}, 1, "FINDER_MEILI_URL"},
		{"rollback, quiet, with a state", []string{"--rollback", "--quiet", "--state", "state"}, 1, "FINDER_MEILI_URL"},
		{"days that are none", []string{"--nppes", files.Registry, "--check", "--days", "2026-09-21"}, 2, "20260921-20260927"},
		{"days of nothing", []string{"--roster", files.Roster, "--days", "20260921-20260927"}, 2, "none is given"},
		{"a gap without an update", []string{"--nppes", files.Registry, "--no-roster", "--allow-gap"}, 2, "update"},
		{"a day that is none", []string{"--dac", files.Registry, "--dac-as-of", "October"}, 2, "2026-09-14"},
		{"a folder and a file", []string{"--from", ".", "--nppes", files.Registry}, 2, "leave their own flags out"},
		{"again without a folder", []string{"--nppes", files.Registry, "--again"}, 2, "--from"},
		{"a folder without manifest", []string{"--from", "sample", "--check", "--no-roster"}, 1, "finder fetch --to sample"},
		{"another kind of file", []string{"--nppes", files.Roster, "--check"}, 1, "NPPES main file"},
		{"no such file", []string{"--nppes", "nowhere.csv", "--check"}, 1, "nowhere.csv"},
		{"check", []string{"--nppes", files.Registry, "--check"}, 0, ""},
		{"help", []string{"--help"}, 0, "--roster PATH"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := runFinder(t, append([]string{"index"}, tt.args...)...)
			if code != tt.code || !strings.Contains(stderr, tt.says) {
				t.Errorf("exit %d, want %d; it said %q", code, tt.code, stderr)
			}
		})
	}
	if _, err := os.Stat(".finder"); err == nil {
		t.Error("a run that did not publish left a state")
	}
}

func TestIndexReports(t *testing.T) {
	dir := t.TempDir()
	files, tally, err := sample.Write(dir, sample.Options{Count: 50, Others: 50, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	report, page := filepath.Join(dir, "report.json"), filepath.Join(dir, "report.html")
	code, stdout, stderr := runFinder(t, "index", "--nppes", files.Registry, "--check", "--report", report, "--report-html", page)
	if code != 0 || !strings.Contains(stdout, "nothing was changed") {
		t.Fatalf("exit %d: %s%s", code, stdout, stderr)
	}
	b, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var r map[string]any
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"rows", "organizations", "deactivated", "other_taxonomy", "students", "physicians", "listings", "quarantined", "quarantine",
		"sources", "offerings", "located", "conflicts", "removed", "generation", "data_as_of", "published", "seconds",
	} {
		if _, ok := r[key]; !ok {
			t.Errorf("the report lacks %s", key)
		}
	}
	if r["rows"] != float64(tally.Rows) || r["published"] != false || r["generation"] != "" {
		t.Errorf("rows %v, published %v, generation %v", r["rows"], r["published"], r["generation"])
	}
	if b, err := os.ReadFile(page); err != nil || !bytes.Contains(b, []byte("<svg")) {
		t.Errorf("the page: %v", err)
	}

	code, stdout, _ = runFinder(t, "index", "--nppes", files.Registry, "--check", "--report", "-")
	if err := json.Unmarshal([]byte(stdout), &r); code != 0 || err != nil {
		t.Errorf("exit %d, standard output is not the report alone: %v", code, err)
	}
}
