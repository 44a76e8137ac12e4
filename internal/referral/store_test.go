package referral

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

// clock is a clock that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 11, 20, 15, 4, 5, 6_000_000, time.UTC)} } // a Friday

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// onBoth runs a test on SQLite and on a real PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, s *Store, c *clock)) {
	stores := map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "a dir & more.db") },
		"postgres": func(t *testing.T) string { return postgresDSN(t) },
	}
	if os.Getenv("FINDER_VERIFY") == "1" {
		stores["pgbouncer"] = func(t *testing.T) string { return pooled(t) + "&" + poolerSetting }
	}
	for name, dsn := range stores {
		t.Run(name, func(t *testing.T) {
			c := newClock()
			s, err := Open(t.Context(), dsn(t), c.now)
			if err != nil {
				t.Fatal(err)
			}
			s.password = params{memory: 64, time: 1, threads: 1} // the form, not the cost, is tested here
			t.Cleanup(func() { s.Close() })
			test(t, s, c)
		})
	}
}

// npis are invented, with check digits that fit.
var npis = []directory.NPI{2000000002, 2000000010, 2000000028}

func sampleCase() Case {
	return Case{
		Agent: "ana", Language: "es", Origin: Origin{"zip3", "554"}, Filters: map[string]string{"specialty": "spine-surgery"},
		Surgeons: []Surgeon{{NPI: npis[0], Name: "Jane Doe, MD", Phone: "+16125550100", Miles: 7.7, Closure: "confirmed", VerifiedOn: 20700}},
		How:      HowRead, Outcome: OutcomeOpen, FollowUp: 20800, Note: "wants morning",
	}
}

func TestCaseLife(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		made, err := s.Make(ctx, sampleCase(), "k1")
		if err != nil {
			t.Fatal(err)
		}
		want := sampleCase()
		want.Reference, want.Version, want.Created, want.Changed = made.Reference, 1, c.now(), c.now()
		if diff := cmp.Diff(want, made); diff != "" {
			t.Errorf("made (-want +got):\n%s", diff)
		}
		again, err := s.Make(ctx, sampleCase(), "k1")
		if err != nil || again.Reference != made.Reference {
			t.Errorf("the same idempotency key made %v, %v; want %v", again.Reference, err, made.Reference)
		}
		c.advance(time.Hour)
		outcome := OutcomeAppointment
		changed, err := s.Change(ctx, made.Reference, 1, "ben", Edit{Outcome: &outcome})
		if err != nil {
			t.Fatal(err)
		}
		want.Outcome, want.Version, want.Changed = outcome, 2, c.now()
		if diff := cmp.Diff(want, changed); diff != "" {
			t.Errorf("changed (-want +got):\n%s", diff)
		}
		if _, err := s.Change(ctx, made.Reference, 1, "ana", Edit{Outcome: &outcome}); !errors.Is(err, ErrConflict) {
			t.Errorf("a change of an old version: %v, want ErrConflict", err)
		}
		if _, err := s.Change(ctx, made.Reference, 2, "ana", Edit{Outcome: &outcome}); err != nil {
			t.Errorf("a change of nothing: %v", err)
		}
		stored, err := s.Case(ctx, made.Reference)
		if diff := cmp.Diff(want, stored); diff != "" || err != nil {
			t.Errorf("stored: %v (-want +got):\n%s", err, diff)
		}
		history, err := s.History(ctx, made.Reference)
		wantHistory := []Event{
			{made.Reference, 1, made.Created, "ana", []Change{{"how", "", "read"}, {"outcome", "", "open"}, {"surgeons", "", "1"}, {"follow_up", "", "2026-12-13"}, {"note", "", "wants morning"}}},
			{made.Reference, 2, c.now(), "ben", []Change{{"outcome", "open", "appointment_set"}}},
		}
		if diff := cmp.Diff(wantHistory, history); diff != "" || err != nil {
			t.Errorf("history: %v (-want +got):\n%s", err, diff)
		}
		if _, err := s.Case(ctx, "000000"); !errors.Is(err, ErrNotFound) {
			t.Errorf("an unknown case: %v", err)
		}
	})
}

// TestEmergencyCase holds that a caller sent to 911 is a case without a
// surgeon, and that no other case is one.
func TestEmergencyCase(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		want := Case{Agent: "ana", Language: "es", How: HowRead, Outcome: OutcomeEmergency}
		made, err := s.Make(ctx, want, "k")
		if err != nil {
			t.Fatal(err)
		}
		want.Reference, want.Version, want.Created, want.Changed = made.Reference, 1, c.now(), c.now()
		stored, err := s.Case(ctx, made.Reference)
		if diff := cmp.Diff(want, stored); diff != "" || err != nil {
			t.Errorf("stored: %v (-want +got):\n%s", err, diff)
		}
		outcome, note := OutcomeKept, "went at once"
		if _, err := s.Change(ctx, made.Reference, 1, "ana", Edit{Outcome: &outcome}); !errors.Is(err, ErrInvalid) {
			t.Errorf("an appointment with nobody: %v, want ErrInvalid", err)
		}
		if changed, err := s.Change(ctx, made.Reference, 1, "ana", Edit{Note: &note}); err != nil || changed.Note != note {
			t.Errorf("a note: %q, %v", changed.Note, err)
		}
		history, err := s.History(ctx, made.Reference)
		if diff := cmp.Diff([]Change{{"how", "", "read"}, {"outcome", "", "sent_to_911"}, {"surgeons", "", "0"}}, history[0].Changes); diff != "" || err != nil {
			t.Errorf("history: %v (-want +got):\n%s", err, diff)
		}
		if found, err := s.Find(ctx, Lookup{Agent: "ana"}); err != nil || len(found) != 1 {
			t.Errorf("found %d, %v", len(found), err)
		}
		counts, err := s.Count(ctx, c.now(), c.now().Add(time.Hour), time.UTC, 0)
		if err != nil || counts.ByOutcome[OutcomeEmergency] != 1 {
			t.Errorf("counts %+v, %v", counts, err)
		}
	})
}

func TestCaseRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, _ *clock) {
		for name, spoil := range map[string]func(*Case){
			"no agent":        func(c *Case) { c.Agent = "" },
			"language":        func(c *Case) { c.Language = "fr" },
			"whole ZIP":       func(c *Case) { c.Origin.Value = "55401" },
			"fine cell":       func(c *Case) { c.Origin = Origin{"cell5", "8828308281fffff"} },
			"coordinates":     func(c *Case) { c.Origin = Origin{"coords", "44.9,-93.2"} },
			"no surgeon":      func(c *Case) { c.Surgeons = nil },
			"invalid NPI":     func(c *Case) { c.Surgeons[0].NPI++ },
			"four surgeons":   func(c *Case) { c.Surgeons = make([]Surgeon, 4) },
			"how":             func(c *Case) { c.How = "fax" },
			"outcome":         func(c *Case) { c.Outcome = "fine" },
			"place in filter": func(c *Case) { c.Filters = map[string]string{"near": "55401"} },
			"phone in note":   func(c *Case) { c.Note = "call 612 555 0100" },
			"long note":       func(c *Case) { c.Note = strings.Repeat("x", MaxNote+1) },
			"NUL in note":     func(c *Case) { c.Note = "a\x00b" },
		} {
			c := sampleCase()
			spoil(&c)
			if _, err := s.Make(t.Context(), c, "k"); !errors.Is(err, ErrInvalid) {
				t.Errorf("%s: %v, want ErrInvalid", name, err)
			}
		}
		if _, err := s.Make(t.Context(), sampleCase(), ""); !errors.Is(err, ErrInvalid) {
			t.Errorf("no idempotency key: %v", err)
		}
		// Statements take every value as a parameter: hostile text is only text.
		hostile := sampleCase()
		hostile.Note = `'); DROP TABLE cases; -- " $1 %s \`
		made, err := s.Make(t.Context(), hostile, `'; DELETE FROM cases; --`)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Case(t.Context(), made.Reference); err != nil || got.Note != hostile.Note {
			t.Errorf("hostile note came back as %q, %v", got.Note, err)
		}
	})
}

func TestFind(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		var refs []Reference
		for i := range 6 {
			one := sampleCase()
			one.Agent = []string{"ana", "ben"}[i%2]
			one.Surgeons[0].NPI = npis[i%3]
			one.FollowUp = directory.Date(20800 + i)
			if i == 0 {
				one.Outcome = OutcomeKept // closed: never due
			}
			made, err := s.Make(ctx, one, fmt.Sprint(i))
			if err != nil {
				t.Fatal(err)
			}
			refs = append(refs, made.Reference)
			c.advance(time.Hour)
		}
		start := newClock().now()
		for _, tc := range []struct {
			name string
			l    Lookup
			want []int
		}{
			{"all, newest first", Lookup{}, []int{5, 4, 3, 2, 1, 0}},
			{"by agent", Lookup{Agent: "ben"}, []int{5, 3, 1}},
			{"by surgeon", Lookup{NPIs: npis[1:2]}, []int{4, 1}},
			{"by date", Lookup{From: start.Add(time.Hour), Until: start.Add(3 * time.Hour)}, []int{2, 1}},
			{"due", Lookup{DueBy: 20803}, []int{1, 2, 3}},
			{"page", Lookup{Limit: 2, Skip: 2}, []int{3, 2}},
		} {
			found, err := s.Find(ctx, tc.l)
			if err != nil {
				t.Fatal(err)
			}
			var got, want []Reference
			for _, c := range found {
				got = append(got, c.Reference)
			}
			for _, i := range tc.want {
				want = append(want, refs[i])
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.name, diff)
			}
		}
		counts, err := s.Count(ctx, start, start.Add(24*time.Hour), time.UTC, 0)
		if err != nil || counts.Cases != 6 || counts.ByAgent["ana"][OutcomeKept]+counts.ByAgent["ana"][OutcomeOpen] != 3 || counts.ByOutcome[OutcomeKept] != 1 || counts.ByHour[15] != 1 || counts.ByHour[20] != 1 {
			t.Errorf("counts %+v, %v", counts, err)
		}
	})
}

// TestRetries sends each idempotency key from several requests at once: one
// case each, whoever wins.
func TestRetries(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, _ *clock) {
		const keys, senders = 10, 8
		var mu sync.Mutex
		seen := map[string]map[Reference]bool{}
		var wg sync.WaitGroup
		for sender := range senders {
			wg.Go(func() {
				for i := range keys {
					key := fmt.Sprint((i + sender) % keys)
					made, err := s.Make(context.Background(), sampleCase(), key)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if seen[key] == nil {
						seen[key] = map[Reference]bool{}
					}
					seen[key][made.Reference] = true
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for key, refs := range seen {
			if len(refs) != 1 {
				t.Errorf("key %s made %d cases", key, len(refs))
			}
		}
		if all, err := s.Find(t.Context(), Lookup{Limit: 1000}); err != nil || len(all) != keys {
			t.Errorf("%d cases, %v; want %d", len(all), err, keys)
		}
	})
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := Open(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.Make(t.Context(), sampleCase(), "k")
	if err != nil {
		t.Fatal(err)
	}
	backup := path + ".backup"
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), backup); err == nil {
		t.Error("a backup wrote over an existing file")
	}
	s.Close()
	for _, file := range []string{path, backup} {
		s, err := Open(t.Context(), file, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Case(t.Context(), made.Reference); err != nil || got.Reference != made.Reference {
			t.Errorf("%s: %v, %v", filepath.Base(file), got.Reference, err)
		}
		s.Close()
	}
}
