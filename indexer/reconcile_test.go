package indexer_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/sample"
)

// generated makes sample files of 20,000 rows, or of 100,000 at full count.
func generated(t *testing.T) (sample.Files, sample.Tally) {
	t.Helper()
	o := sample.Options{Count: 4_000, Others: 16_000, Seed: 7}
	if os.Getenv("FINDER_VERIFY") != "" {
		o.Count, o.Others = 20_000, 80_000
	}
	files, tally, err := sample.Write(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows", tally.Rows)
	return files, tally
}

// The report must agree with what the generator knows that it has written.
func TestReconcile(t *testing.T) {
	files, tally := generated(t)
	w := &indexertest.Writer{}
	alone := index(t, indexer.Options{NPPES: files.Registry, NoRoster: true}, w)
	quarantined, rescued := 0, 0
	for trap, n := range tally.Quarantined {
		quarantined += n
		rescued += tally.Rescued[trap]
	}
	want := map[string]int64{
		"rows": int64(tally.Rows), "organizations": int64(tally.Organizations), "deactivated": int64(tally.Deactivated),
		"other_taxonomy": int64(tally.OtherTaxonomy), "students": int64(tally.Students), "physicians": int64(tally.Physicians),
		"quarantined": int64(quarantined), "listings": int64(tally.Physicians), "removed": 0,
	}
	if diff := cmp.Diff(want, numbers(t, alone, want)); diff != "" {
		t.Errorf("the main file alone: %s", diff)
	}
	if alone.Sum() != alone.Rows || len(w.Published) != alone.Listings {
		t.Errorf("sum %d of %d rows; %d of %d listings", alone.Sum(), alone.Rows, len(w.Published), alone.Listings)
	}

	sites := index(t, indexer.Options{NPPES: files.Registry, Practices: files.Practices, NoRoster: true}, w)
	want["physicians"], want["quarantined"] = int64(tally.Physicians+rescued), int64(quarantined-rescued)
	delete(want, "listings")
	if diff := cmp.Diff(want, numbers(t, sites, want)); diff != "" {
		t.Errorf("with practice locations: %s", diff)
	}
	if s := sites.Sources["practice_locations"]; s.Rows != int64(tally.PracticeRows) || s.Used != int64(tally.PracticeMatched) {
		t.Errorf("practice locations %+v; want %+v", s, tally)
	}
	checkListings(t, w, sites)

	all := index(t, indexer.Options{NPPES: files.Registry, Practices: files.Practices, Roster: files.Roster}, w)
	want["physicians"] += int64(tally.RosterOther)
	want["other_taxonomy"] -= int64(tally.RosterOther)
	if diff := cmp.Diff(want, numbers(t, all, want)); diff != "" {
		t.Errorf("all files: %s", diff)
	}
	roster := all.Sources["roster"]
	if roster.Rows != int64(tally.RosterRows) {
		t.Errorf("roster %+v; want %+v", roster, tally)
	}
	for name, side := range all.Sources {
		if side.Rows != side.Used+side.Unmatched+side.Refused {
			t.Errorf("%s: rows unaccounted for: %+v", name, side)
		}
	}
	for st, n := range tally.RosterStatus {
		if roster.Refused == 0 && all.Offerings[st] != int64(n) {
			t.Errorf("%d %s offerings, want %d", all.Offerings[st], st, n)
		}
	}
	checkListings(t, w, all)
}

// checkListings looks for what must hold of every published listing.
func checkListings(t *testing.T, w *indexertest.Writer, r indexer.Report) {
	t.Helper()
	seen := map[string]bool{}
	last := ""
	offices := map[directory.NPI]int{}
	for i := range w.Published {
		l := &w.Published[i]
		switch {
		case seen[l.ID()]:
			t.Errorf("%s twice", l.ID())
		case l.ID() <= last:
			t.Errorf("%s after %s", l.ID(), last)
		case l.Location.Address.Line1 == "" || l.Location.Address.ZIP5() == "" || l.Location.Position.Point.Lat == 0:
			t.Errorf("%s has no place: %+v", l.ID(), l.Location)
		case len(l.Physician.Specialties) == 0 || l.Physician.Name.Family == "":
			t.Errorf("%s has no name or specialty: %+v", l.ID(), l.Physician)
		}
		seen[l.ID()], last = true, l.ID()
		offices[l.Physician.NPI]++
	}
	for i, n := range w.Batches {
		if n > indexer.BatchSize || n == 0 {
			t.Errorf("batch %d holds %d listings", i, n)
		}
	}
	if len(offices) != r.Listed || len(seen) != r.Listings {
		t.Errorf("%d physicians, %d listings; the report says %d, %d", len(offices), len(seen), r.Listed, r.Listings)
	}
}

// The same files give the same bytes; so do the same rows in another order.
func TestRebuildIsIdentical(t *testing.T) {
	dir := t.TempDir()
	files, _, err := sample.Write(dir, sample.Options{Count: 1_000, Others: 500, Seed: 11})
	if err != nil {
		t.Fatal(err)
	}
	build := func(f sample.Files) []byte {
		w := &indexertest.Writer{}
		index(t, indexer.Options{NPPES: f.Registry, Practices: f.Practices, Roster: f.Roster}, w)
		b, err := json.Marshal(w.Published)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := build(files)
	if !bytes.Equal(first, build(files)) {
		t.Error("the same files gave other listings")
	}
	shuffled := sample.Files{Registry: shuffle(t, files.Registry), Practices: shuffle(t, files.Practices), Roster: shuffle(t, files.Roster)}
	if !bytes.Equal(first, build(shuffled)) {
		t.Error("the same rows in another order gave other listings")
	}
	if len(first) < 100_000 {
		t.Errorf("only %d bytes compared", len(first))
	}
}

// shuffle copies a CSV file with its rows in another order.
func shuffle(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	body := slices.Clone(rows[1:])
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(rows[0])
	_ = w.WriteAll(body)
	return writeText(t, b.String())
}
