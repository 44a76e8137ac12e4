package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/meili/server"
	"github.com/physicianfinder/finder/internal/sample"
)

// realMeilisearch starts Meilisearch, points the environment at it with the
// indexer's key, and returns the service's way in.
func realMeilisearch(t *testing.T) *meili.Index {
	t.Helper()
	ctx := context.Background()
	s, err := server.Start(ctx, server.Options{Dir: filepath.Join(t.TempDir(), "meili")})
	if errors.Is(err, server.ErrNoProgram) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	service, key, err := meili.Setup(ctx, s.URL(), s.MasterKey())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("FINDER_MEILI_URL", s.URL())
	t.Setenv("FINDER_MEILI_KEY", key)
	t.Setenv("FINDER_STATE", filepath.Join(t.TempDir(), "state"))
	index, err := meili.Open(meili.Config{URL: s.URL(), Key: service})
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// One operator's week: a first run, the roster alone, a run that would lose
// half, the way back, and files that are not what they should be.
func TestIndexPublishes(t *testing.T) {
	live := realMeilisearch(t)
	dir := t.TempDir()
	files, tally, err := sample.Write(dir, sample.Options{Count: 300, Others: 100, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	lines, err := os.ReadFile(files.Roster)
	if err != nil {
		t.Fatal(err)
	}
	all := bytes.SplitAfter(lines, []byte("\n"))
	fewer := filepath.Join(dir, "fewer.csv")
	if err := os.WriteFile(fewer, bytes.Join(all[:len(all)/2], nil), 0o600); err != nil {
		t.Fatal(err)
	}

	first := indexed(t, "--nppes", files.Registry, "--practice-locations", files.Practices, "--roster", files.Roster)
	agree(t, live, first)
	if first.Rows != int64(tally.Rows) {
		t.Errorf("%d rows, want %d", first.Rows, tally.Rows)
	}
	second := indexed(t, "--roster", files.Roster)
	agree(t, live, second)
	if second.Listings != first.Listings || second.Generation == first.Generation {
		t.Errorf("the roster alone gave %d listings as %s, the files %d as %s", second.Listings, second.Generation, first.Listings, first.Generation)
	}

	code, _, stderr := runFinder(t, "index", "--quiet", "--roster", fewer)
	if code != 1 || !strings.Contains(stderr, "as it was") {
		t.Errorf("half the roster: exit %d, %s", code, stderr)
	}
	agree(t, live, second)
	third := indexed(t, "--roster", fewer, "--min-keep", "0")
	agree(t, live, third)

	back := func() {
		t.Helper()
		code, stdout, stderr := runFinder(t, "index", "--rollback")
		if code != 0 || strings.Count(stdout, second.Generation) != 2 || !strings.Contains(stdout, "goes on from there") {
			t.Errorf("rollback: exit %d, %s%s", code, stdout, stderr)
		}
	}
	back()
	agree(t, live, second)

	// What is rolled back stays so: the next run goes on from what is live.
	small := filepath.Join(dir, "small.csv")
	if err := os.WriteFile(small, firstLines(t, files.Registry, 40), 0o600); err != nil {
		t.Fatal(err)
	}
	wrong := indexed(t, "--nppes", small, "--days", "20050523-20261101", "--min-keep", "0")
	if wrong.Listings >= second.Listings {
		t.Fatalf("%d listings", wrong.Listings)
	}
	back()
	after := indexed(t, "--roster", files.Roster)
	agree(t, live, after)
	if after.Listings != second.Listings || after.DataAsOf != second.DataAsOf {
		t.Errorf("after going back the roster gave %d listings as of %s, want %d as of %s", after.Listings, after.DataAsOf, second.Listings, second.DataAsOf)
	}
	second = after

	for name, args := range map[string][]string{
		"the roster as registry": {"--nppes", files.Roster}, "an empty file": {"--nppes", os.DevNull},
		"a list without NPIs": {"--roster", files.Practices}, "no such file": {"--dac", "nowhere.csv"},
	} {
		if code, _, stderr := runFinder(t, append([]string{"index", "--quiet"}, args...)...); code != 1 || !strings.Contains(stderr, "as it was") {
			t.Errorf("%s: exit %d, %s", name, code, stderr)
		}
	}
	agree(t, live, second)
}

// firstLines returns the first lines of a file.
func firstLines(t *testing.T, path string, n int) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Join(bytes.SplitAfterN(text, []byte("\n"), n+1)[:n], nil)
}

// indexed runs the indexer, which must succeed, and returns its report.
func indexed(t *testing.T, args ...string) indexer.Report {
	t.Helper()
	code, stdout, stderr := runFinder(t, append([]string{"index", "--quiet", "--report", "-"}, args...)...)
	var r indexer.Report
	if err := json.Unmarshal([]byte(stdout), &r); code != 0 || err != nil || !r.Published {
		t.Fatalf("finder index %s: exit %d, %v\n%s", strings.Join(args, " "), code, err, stderr)
	}
	return r
}

// agree sees that what is live is what the report says.
func agree(t *testing.T, index *meili.Index, r indexer.Report) {
	t.Helper()
	g, err := index.Live(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	listings := 0
	for _, err := range index.Records(context.Background(), g) {
		if err != nil {
			t.Fatal(err)
		}
		listings++
	}
	if g.ID != r.Generation || g.Listings != r.Listings || g.Physicians != r.Listed || listings != r.Listings || g.DataAsOf != r.DataAsOf {
		t.Errorf("live is %s with %d listings (%d read back) of %d physicians as of %s; the report says %s, %d, %d, %s",
			g.ID, g.Listings, listings, g.Physicians, g.DataAsOf, r.Generation, r.Listings, r.Listed, r.DataAsOf)
	}
	if !maps.Equal(g.Sources, r.AsOf) || len(r.AsOf) < 2 {
		t.Errorf("live has sources %v, the report %v", g.Sources, r.AsOf)
	}
	for status, n := range r.OfferedListings {
		if g.Offerings[status] != n {
			t.Errorf("%d live listings are %s, the report says %d", g.Offerings[status], status, n)
		}
	}
}
