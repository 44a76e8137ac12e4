package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/sample"
)

// TestRosterCommand walks from a file to a roster in the store: imported,
// approved by a supervisor, exported and imported again without a change, the
// file refused by the indexer, and what holds written into the documents.
func TestRosterCommand(t *testing.T) {
	index := realMeilisearch(t)
	dir := t.TempDir()
	t.Setenv("FINDER_DIR", dir)
	t.Setenv("FINDER_STORE", "")
	files, _, err := sample.Write(filepath.Join(dir, "sample"), sample.Options{Count: 200, Others: 50, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	ran := func(want int, args ...string) string {
		t.Helper()
		code, stdout, stderr := runFinder(t, append([]string{"roster"}, args...)...)
		if code != want {
			t.Fatalf("roster %v: exit %d, want %d\n%s%s", args, code, want, stdout, stderr)
		}
		return stdout + stderr
	}
	if said := ran(exitFailed, "import", files.Roster); !strings.Contains(said, "no store at") {
		t.Errorf("before there is a store: %s", said)
	}
	first := indexed(t, "--nppes", files.Registry, "--practice-locations", files.Practices, "--roster", files.Roster)
	store, err := openStore(t.Context(), "", dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })

	if said := ran(exitOK, "import", "--dry-run", files.Roster); !strings.Contains(said, "new ") || strings.Contains(said, "batch") {
		t.Errorf("tried: %s", said)
	}
	said := ran(exitOK, "import", files.Roster)
	batch := regexp.MustCompile(`batch ([0-9a-f]{12})`).FindStringSubmatch(said)
	if batch == nil {
		t.Fatalf("imported: %s", said)
	}
	if again := ran(exitOK, "import", files.Roster); strings.Contains(again, "batch") {
		t.Errorf("imported again before it is approved: %s", again)
	}
	// Attestations are kept, but none counts: a file is refused, and the documents stay.
	if code, _, stderr := runFinder(t, "index", "--quiet", "--roster", files.Roster); code != exitFailed || !strings.Contains(stderr, "finder roster import FILE") {
		t.Errorf("a roster file beside a store: exit %d, %s", code, stderr)
	}
	waits := indexed(t, "--nppes", files.Registry)
	if waits.Offerings[directory.Confirmed] != first.Offerings[directory.Confirmed] {
		t.Errorf("while the batch waits %d are confirmed, want %d", waits.Offerings[directory.Confirmed], first.Offerings[directory.Confirmed])
	}

	n, err := roster.NewStore(store).ReviewBatch(t.Context(), roster.Actor{Name: "boss", Role: referral.Supervisor}, batch[1], roster.Approve, "")
	if err != nil || n == 0 {
		t.Fatalf("%d approved: %v", n, err)
	}
	exported := filepath.Join(dir, "exported.csv")
	ran(exitOK, "export", exported)
	if again := ran(exitOK, "import", exported); strings.Contains(again, "batch") || !regexp.MustCompile(`new 0 +changed 0 +conflicting 0 +unknown_npi 0 +refused 0 `).MatchString(again) {
		t.Errorf("exported and imported again: %s", again)
	}
	text, err := os.ReadFile(exported)
	if err != nil {
		t.Fatal(err)
	}
	rows, refused, err := roster.ReadFile(text, directory.LatestDate(time.Now()))
	if err != nil || len(rows) == 0 || len(refused) > 0 {
		t.Fatalf("exported: %d rows, %v, %v", len(rows), refused, err)
	}

	// The surgeon of one row withdraws by telephone: the next documents say so.
	var row int
	for row = range rows {
		if rows[row].Offering.Status == directory.Confirmed {
			break
		}
	}
	listed, err := lookup(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	name, offices, err := listed(rows[row].NPI)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := roster.NewStore(store).Record(t.Context(), roster.Actor{Name: "ana", Role: referral.Agent}, "call", []roster.Attestation{{
		NPI: rows[row].NPI, Name: name, Offices: offices, Claim: roster.Withdrawn, Channel: roster.Call, SaidBy: "front desk", SaidOn: directory.DateOf(time.Now()),
	}}); err != nil {
		t.Fatal(err)
	}
	after := indexed(t, "--nppes", files.Registry, "--min-keep", "0.5")
	agree(t, index, after)
	if got := after.Sources["roster"]; got.Refused > 0 || after.Offerings[directory.Withdrawn] == 0 {
		t.Errorf("the documents after a withdrawal: %+v, %v", got.Reasons, after.Offerings)
	}
}
