package referral

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// lookOn lets the store look at its clock every six hours for a time.
func lookOn(t *testing.T, s *Store, c *clock, days int, d time.Duration) (all Purged) {
	t.Helper()
	for end := c.now().Add(d); c.now().Before(end); c.advance(6 * time.Hour) {
		p, err := s.Purge(t.Context(), days)
		if err != nil {
			t.Fatal(err)
		}
		all.Cases += p.Cases
		all.Corrections += p.Corrections
		all.Held, all.Jumped = p.Held, all.Jumped || p.Jumped
	}
	return all
}

func TestPurge(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		old, err := s.Make(ctx, sampleCase(), "old")
		if err != nil {
			t.Fatal(err)
		}
		var reports []string
		for range 4 {
			r, err := s.Report(ctx, Correction{NPI: npis[0], Kind: Moved, Detail: "told by the office", Reporter: Public})
			if err != nil {
				t.Fatal(err)
			}
			reports = append(reports, r.ID)
		}
		for i, d := range []Decision{
			{By: "eve", Reason: "no"},
			{Accept: true, By: "eve", Reason: "no row of it"},
			{Accept: true, By: "eve", Reason: "called", Override: Override{Status: "withdrawn", Source: "The office"}},
		} {
			if err := s.Decide(ctx, reports[i], d); err != nil {
				t.Fatal(err)
			}
		}
		tally := NewTally(c.now, time.UTC)
		tally.Count("clinic", false)
		c.advance(20 * 24 * time.Hour)
		tally.Count("clinic", false)
		if err := tally.Save(ctx, s); err != nil {
			t.Fatal(err)
		}
		young, err := s.Make(ctx, sampleCase(), "young")
		if err != nil {
			t.Fatal(err)
		}
		if p := lookOn(t, s, c, 30, 8*24*time.Hour); p.Cases+p.Corrections != 0 || p.Jumped {
			t.Errorf("purged %+v before its time", p)
		}
		if p := lookOn(t, s, c, 30, 5*24*time.Hour); p.Cases != 1 || p.Corrections != 2 {
			t.Errorf("purged %+v; want one case, two corrections", p)
		}
		if _, err := s.Case(ctx, old.Reference); !errors.Is(err, ErrNotFound) {
			t.Errorf("a purged case: %v", err)
		}
		if events, err := s.History(ctx, old.Reference); err != nil || len(events) != 0 {
			t.Errorf("history of a purged case: %v, %v", events, err)
		}
		if _, err := s.Case(ctx, young.Reference); err != nil {
			t.Errorf("a young case: %v", err)
		}
		if days, err := s.PartnerDays(ctx, 0, 99_999); err != nil || len(days) != 1 || days[0].Day != directory.DateOf(young.Created) {
			t.Errorf("counts of partners: %v, %v; want those of the young day", days, err)
		}
		if open, err := s.Corrections(ctx, CorrectionOpen); err != nil || len(open) != 1 || open[0].Detail == "" {
			t.Errorf("open corrections %+v, %v: one is still to be decided", open, err)
		}
		accepted, err := s.Corrections(ctx, CorrectionAccepted)
		if err != nil || len(accepted) != 1 || accepted[0].Detail+accepted[0].Reporter+accepted[0].Reason != "" {
			t.Errorf("accepted corrections %+v, %v: one, without what people said", accepted, err)
		}
	})
}

// TestPurge_clock moves the clock as clocks go wrong. What is stored stays until
// it has gone evenly for as long as somebody needs to see to it.
func TestPurge_clock(t *testing.T) {
	year := 366 * 24 * time.Hour
	for name, wrong := range map[string]func(t *testing.T, s *Store, c *clock){
		"a year ahead": func(t *testing.T, s *Store, c *clock) { c.advance(year) },
		"ahead and back": func(t *testing.T, s *Store, c *clock) {
			c.advance(year)
			lookOn(t, s, c, 365, 24*time.Hour)
			c.advance(-year)
			lookOn(t, s, c, 365, 24*time.Hour)
			c.advance(year)
		},
		"of one replica": func(t *testing.T, s *Store, c *clock) {
			for range 40 { // one that is right looks in between
				c.advance(year)
				lookOn(t, s, c, 365, time.Hour)
				c.advance(-year)
				lookOn(t, s, c, 365, time.Hour)
			}
			c.advance(year)
		},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, s *Store, c *clock) {
				if _, err := s.Make(t.Context(), sampleCase(), "k"); err != nil {
					t.Fatal(err)
				}
				lookOn(t, s, c, 365, 4*24*time.Hour)
				wrong(t, s, c)
				p := lookOn(t, s, c, 365, Settled-time.Hour)
				if p.Cases != 0 || !p.Jumped || p.Held.IsZero() {
					t.Errorf("purged %+v within three days of a jump", p)
				}
				if p := lookOn(t, s, c, 365, 24*time.Hour); p.Cases != 1 {
					t.Errorf("purged %+v when the clock had gone evenly", p)
				}
			})
		})
	}
}

// TestPurge_bytes holds that what is purged is in no file of SQLite any more.
func TestPurge_bytes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	c := newClock()
	s, err := Open(t.Context(), path, c.now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const marked = "marmalade before noon"
	k := sampleCase()
	k.Note = marked
	if _, err := s.Make(t.Context(), k, "k"); err != nil {
		t.Fatal(err)
	}
	found := func() (n int) {
		for _, file := range []string{path, path + "-wal", path + "-shm"} {
			b, err := os.ReadFile(file)
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
			n += bytes.Count(b, []byte(marked))
		}
		return n
	}
	if found() == 0 {
		t.Fatal("the note is not looked for where it is")
	}
	if p := lookOn(t, s, c, 1, 5*24*time.Hour); p.Cases != 1 {
		t.Fatalf("purged %+v", p)
	}
	if n := found(); n != 0 {
		t.Errorf("the note of a purged case stands in the files %d times", n)
	}
}

// TestPrivate holds that the store and its backup are its owner's alone.
func TestPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := Open(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Make(t.Context(), sampleCase(), "k"); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), path+".copy"); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "-wal", path + "-shm", path + ".copy"} {
		if at, err := os.Stat(file); err != nil || at.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want -rw-------", filepath.Base(file), at.Mode(), err)
		}
	}
	if err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("a backup into a folder that is not there is no error")
	}
}
