package cluster

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	postgres "github.com/physicianfinder/finder/internal/referral/server"
)

// sqliteDiskFull fills the disk under the store: a small file system of its
// own, or, where the test may not mount one, a limit to the size of files.
// Cases are refused, none that was acknowledged is lost, searches go on, and
// with room again cases are taken again without a restart.
func sqliteDiskFull(t *testing.T, b *bed) {
	dir := t.TempDir()
	small := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m") == nil
	if small {
		t.Cleanup(func() {
			if err := syscall.Unmount(dir, 0); err != nil {
				t.Error(err)
			}
		})
	}
	r, err := b.Serve(t.Context(), "FINDER_DIR="+dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	a := newAgent(t, b.Cluster, r.URL, "disk", "FINDER_DIR="+dir)
	kept, status := a.refer(t, r.URL, "before-full")
	if status != http.StatusOK {
		t.Fatalf("before: answered %d", status)
	}

	freed := fillDisk(t, r, dir, small)
	var made []referralCase
	refused := 0
	for n := range 60 {
		switch c, status := a.refer(t, r.URL, fmt.Sprint("full-", n)); status {
		case http.StatusOK:
			made = append(made, c)
		case http.StatusServiceUnavailable:
			refused++
		default:
			t.Fatalf("with a full disk: answered %d", status)
		}
	}
	if refused == 0 {
		t.Error("the disk is not full: nothing is tested")
	}
	holds(t, r.URL, b.before, atOnce)

	freed()
	eventually(t, 10*time.Second, "cases are taken again", func() bool {
		_, status := a.refer(t, r.URL, "after-full")
		return status == http.StatusOK
	})
	for _, c := range append(made, kept) {
		if found, status := a.open(t, r.URL, c.Reference); status != http.StatusOK || found.Note != c.Note {
			t.Errorf("case %s: answered %d, %+v", c.Reference, status, found)
		}
	}
	t.Logf("own file system: %t; %d cases refused, %d kept", small, refused, len(made)+1)
}

// fillDisk leaves the replica no room in dir; the function it returns gives
// it back.
func fillDisk(t *testing.T, r *Replica, dir string, small bool) (free func()) {
	t.Helper()
	if small {
		filler := filepath.Join(dir, "filler")
		f, err := os.Create(filler)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for err == nil {
			_, err = f.Write(make([]byte, 4096))
		}
		return func() {
			if err := os.Remove(filler); err != nil {
				t.Error(err)
			}
		}
	}
	var most int64
	for _, name := range []string{"referrals.db", "referrals.db-wal"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			most = max(most, info.Size())
		}
	}
	limit := unix.Rlimit{Cur: uint64(most), Max: unix.RLIM_INFINITY}
	if err := unix.Prlimit(r.PID(), unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		t.Fatal(err)
	}
	return func() {
		limit.Cur = unix.RLIM_INFINITY
		if err := unix.Prlimit(r.PID(), unix.RLIMIT_FSIZE, &limit, nil); err != nil {
			t.Error(err)
		}
	}
}

// postgresqlKilled crashes the database under the store and brings it back.
// Searches do not notice; the console refuses and then goes on in the same
// session, with every acknowledged case.
func postgresqlKilled(t *testing.T, b *bed) {
	pg, err := postgres.Start(t.Context())
	need(t, err, postgres.ErrMissing)
	t.Cleanup(pg.Stop)
	store, err := pg.Create(t.Context(), "finder")
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.Serve(t.Context(), "FINDER_STORE="+store)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	a := newAgent(t, b.Cluster, r.URL, "crash", "FINDER_STORE="+store)
	var made []referralCase
	for round := range rounds(1, 10) {
		for n := range 5 {
			c, status := a.refer(t, r.URL, fmt.Sprint("r", round, "-", n))
			if status != http.StatusOK {
				t.Fatalf("answered %d", status)
			}
			made = append(made, c)
		}
		pg.Kill()
		if _, status := a.refer(t, r.URL, "away"); status != http.StatusServiceUnavailable {
			t.Errorf("without PostgreSQL: answered %d", status)
		}
		holds(t, r.URL, b.before, atOnce)
		if err := pg.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		eventually(t, 10*time.Second, "the console works again", func() bool {
			_, status := a.refer(t, r.URL, fmt.Sprint("back-", round))
			return status == http.StatusOK
		})
	}
	for _, c := range made {
		if found, status := a.open(t, r.URL, c.Reference); status != http.StatusOK || found.Reference != c.Reference {
			t.Errorf("case %s: answered %d", c.Reference, status)
		}
	}
	if strings.Contains(r.Log(), "prefers mornings") {
		t.Error("a note stands in the log")
	}
}

// clockJumps moves the clock under the store a year forth and back. The clock
// is the one handed in, not the machine's, which others use too.
func clockJumps(t *testing.T, _ *bed) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	store, err := referral.Open(t.Context(), filepath.Join(t.TempDir(), "clock.db"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	const password = "correct horse battery"
	if err := store.AddAccount(t.Context(), "clock", referral.Agent, password); err != nil {
		t.Fatal(err)
	}
	token, err := store.SignIn(t.Context(), "clock", password)
	if err != nil {
		t.Fatal(err)
	}
	npi, err := directory.ParseNPI("2000000002")
	if err != nil {
		t.Fatal(err)
	}
	made, err := store.Make(t.Context(), referral.Case{
		Agent: "clock", Language: "en", How: referral.HowRead, Outcome: referral.OutcomeOpen,
		Surgeons: []referral.Surgeon{{NPI: npi, Name: "Ada Example, MD"}},
	}, "first")
	if err != nil {
		t.Fatal(err)
	}
	version := made.Version
	for _, jump := range []time.Duration{365 * 24 * time.Hour, -2 * 365 * 24 * time.Hour, 365 * 24 * time.Hour} {
		now = now.Add(jump)
		outcome := referral.OutcomeNoAnswer
		if version%2 == 0 {
			outcome = referral.OutcomeKept
		}
		changed, err := store.Change(t.Context(), made.Reference, version, "clock", referral.Edit{Outcome: &outcome})
		if err != nil {
			t.Fatalf("after a jump of %s: %v", jump, err)
		}
		version = changed.Version
		if _, err := store.Session(t.Context(), token); now.Year() > 2026 && err == nil {
			t.Error("a session outlives a year")
		}
		if _, err := store.SignIn(t.Context(), "clock", password); err != nil {
			t.Errorf("after a jump of %s nobody can sign in: %v", jump, err)
		}
	}
	events, err := store.History(t.Context(), made.Reference)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range events {
		if e.Seq != i+1 {
			t.Errorf("event %d has number %d", i+1, e.Seq)
		}
	}
	if len(events) != 4 {
		t.Errorf("%d events, want 4", len(events))
	}
}
