package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/sample"
)

// TestRosterCommand walks from a file to a roster in the store: imported,
// approved by a supervisor, exported and imported again without a change, the
// file refused by the indexer, what holds written into the documents, and a
// withdrawal that a rollback of the documents does not take back.
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

	// A surgeon with one office, offered there, says so once more and then withdraws.
	listed, err := lookup(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	row := slices.IndexFunc(rows, func(r source.RosterRow) bool {
		_, offices, err := listed(r.NPI)
		return err == nil && len(offices) == 1 && r.Offering.Status == directory.Confirmed
	})
	if row < 0 {
		t.Fatal("the roster has nobody with one office")
	}
	w := &ward{
		t: t, real: index, dsn: filepath.Join(dir, "referrals.db"), surgeon: documentOf(t, index, rows[row].NPI),
		dirs: map[string]string{}, replicas: map[string]*service{}, cookies: map[string]*http.Cookie{},
	}
	w.start("a")
	w.start("b")
	w.addStaff()
	w.desk("ana", "roster/called", http.StatusOK, map[string]string{"npi": w.surgeon.Physician.NPI.String(), "office": w.surgeon.ID(), "result": "still_offers", "act": "0"})
	var review struct{ Single []struct{ ID string } }
	if err := json.Unmarshal(w.desk("ben", "roster/review", http.StatusOK, map[string]any{}), &review); err != nil || len(review.Single) != 1 {
		t.Fatal(err, review)
	}
	w.desk("ben", "roster/rule", http.StatusOK, map[string]any{"id": review.Single[0].ID, "verdict": "approve"})
	w.look()
	w.everywhere("before they withdraw", true)
	ways(w)["a call"]()
	w.look()
	w.everywhere("withdrawn in a call", false)

	// The next documents say so; those of a rollback do not, and are not believed,
	// by replicas that run and by one that starts; those after them say so again.
	after := indexed(t, "--nppes", files.Registry, "--min-keep", "0.5")
	agree(t, index, after)
	if got := after.Sources["roster"]; got.Refused > 0 || after.Offerings[directory.Withdrawn] == 0 {
		t.Errorf("the documents after a withdrawal: %+v, %v", got.Reasons, after.Offerings)
	}
	load := func() {
		t.Helper()
		for _, s := range w.replicas {
			if err := s.finder.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	load()
	w.everywhere("in the documents, too", false)
	if code, stdout, stderr := runFinder(t, "index", "--rollback"); code != exitOK || !strings.Contains(stdout, waits.Generation) {
		t.Fatalf("rollback: exit %d, want to %s: %s%s", code, waits.Generation, stdout, stderr)
	}
	if o := documentOf(t, index, w.surgeon.Physician.NPI).Offering; !o.Offered() {
		t.Fatalf("the document rolled back to: %+v", o)
	}
	load()
	w.start("c")
	w.everywhere("after a rollback", false)
	if o := indexed(t, "--nppes", files.Registry, "--min-keep", "0.5").Offerings; o[directory.Withdrawn] != after.Offerings[directory.Withdrawn] {
		t.Errorf("the documents after a rollback: %v, want %v", o, after.Offerings)
	}
	load()
	w.everywhere("indexed after a rollback", false)
}

// documentOf returns the one listing of a physician that is live.
func documentOf(t *testing.T, index *meili.Index, npi directory.NPI) (found *directory.Listing) {
	t.Helper()
	g, err := index.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for text, err := range index.Records(t.Context(), g) {
		if err != nil {
			t.Fatal(err)
		}
		if l, err := record.Decode(text); err != nil {
			t.Fatal(err)
		} else if l.Physician.NPI == npi {
			found = &l
		}
	}
	if found == nil {
		t.Fatalf("%s is not listed", npi)
	}
	return found
}
