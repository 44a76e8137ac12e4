package roster

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// A shown collects what a follower shows.
type shown struct {
	evidence *Evidence
	times    int
}

func (w *shown) show(e *Evidence) { w.evidence, w.times = e, w.times+1 }

// state words what is shown of Loring Way.
func (w *shown) state() string {
	switch {
	case w.times == 0:
		return "nothing shown"
	case w.evidence == nil:
		return "documents"
	case w.evidence.Missing():
		return "none"
	case w.evidence.At(2000000002, undocumented(loring), today)[0].Offering != nil:
		return "offers"
	}
	return "ask"
}

// away returns a store whose PostgreSQL does not answer.
func away(t *testing.T) *Store {
	t.Helper()
	in, err := referral.OpenLater(t.Context(), "postgres://nobody@127.0.0.1:1/none?connect_timeout=1", morning)
	if !errors.Is(err, referral.ErrUnavailable) || in == nil {
		t.Fatalf("a store that is away: %v", err)
	}
	t.Cleanup(func() { in.Close() })
	return NewStore(in)
}

func follow(t *testing.T, s *Store, dir string) (*Follower, *shown) {
	t.Helper()
	w := new(shown)
	return NewFollower(s, FollowOptions{Dir: dir, Expire: 180, Show: w.show}), w
}

// TestFollow walks through what a replica shows, look by look: it shows
// something new only when there is.
func TestFollow(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, _ string) {
		ctx, dir := t.Context(), t.TempDir()
		f, w := follow(t, s, dir)
		look := func(what, want string, times int) {
			t.Helper()
			if err := f.Look(ctx); err != nil {
				t.Fatal(err)
			}
			if w.state() != want || w.times != times {
				t.Errorf("%s: %s shown %d times, want %s, %d", what, w.state(), w.times, want, times)
			}
		}
		look("an empty roster", "documents", 1)
		look("nothing new", "documents", 1)
		a := record(t, s, ana, "1", say(Offers, "confirmed", today-2))[0]
		look("pending", "ask", 2)
		if err := s.Review(ctx, ben, a.ID, Approve, ""); err != nil {
			t.Fatal(err)
		}
		look("approved", "offers", 3)
		look("nothing new", "offers", 3)
		gone := record(t, s, ana, "2", say(Withdrawn, "", today))[0]
		look("withdrawn", "ask", 4)

		lone, v := follow(t, away(t), dir)
		for range 2 {
			if err := lone.Look(ctx); !errors.Is(err, referral.ErrUnavailable) {
				t.Errorf("the store is away: %v", err)
			}
			if v.state() != "ask" || v.times != 1 || v.evidence.Version() != w.evidence.Version() {
				t.Errorf("started while the store is away: %s, version %s of %s", v.state(), v.evidence.Version(), w.evidence.Version())
			}
		}
		lone.store = s // it is back
		if err := s.Review(ctx, ben, gone.ID, Undo, "mistyped"); err != nil {
			t.Fatal(err)
		}
		if err := lone.Look(ctx); err != nil || v.state() != "offers" {
			t.Errorf("the store is back: %v, %s", err, v.state())
		}
	})
}

// TestFollowNothingKept holds that a replica which can read neither the store
// nor what was kept shows no evidence, until the store answers.
func TestFollowNothingKept(t *testing.T) {
	for name, dir := range map[string]func(t *testing.T) string{
		"no folder":      func(*testing.T) string { return "" },
		"nothing kept":   func(t *testing.T) string { return t.TempDir() },
		"what is broken": func(t *testing.T) string { return brokenDir(t) },
	} {
		f, w := follow(t, away(t), dir(t))
		for range 2 {
			if f.Look(t.Context()); w.state() != "none" || w.times > 2 {
				t.Errorf("%s: %s", name, w.state())
			}
		}
		f.store = open(t, filepath.Join(t.TempDir(), "s.db"))
		if err := f.Look(t.Context()); err != nil || w.state() != "documents" {
			t.Errorf("%s, the store is back and empty: %v, %s", name, err, w.state())
		}
	}
}

func brokenDir(t *testing.T) string {
	dir := t.TempDir()
	f, _ := follow(t, open(t, filepath.Join(dir, "s.db")), dir)
	if err := f.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, keptFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)-3] ^= 1
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestFollowBackup holds that a backup put back, in which less has happened, is
// read whole.
func TestFollowBackup(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "a.db"))
	a := record(t, s, ana, "1", say(Offers, "confirmed", today-2))[0]
	if err := s.Review(t.Context(), ben, a.ID, Approve, ""); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(dir, "b.db")
	if err := s.in.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	record(t, s, ana, "2", say(Withdrawn, "", today))
	f, w := follow(t, s, "")
	f.Look(t.Context())
	if w.state() != "ask" {
		t.Fatal(w.state())
	}
	f.store = open(t, backup)
	if f.Look(t.Context()); w.state() != "offers" {
		t.Errorf("after the backup was put back: %s", w.state())
	}
}

// manyAttestations returns n attestations of n/4 physicians and their reviews.
func manyAttestations(n int) (all []Attestation, reviews []Review) {
	for i := range n {
		a := say([]Claim{Offers, Phone, Languages, Withdrawn}[i%4], []string{"confirmed", "+16125550100", "en;es", ""}[i%4], today-directory.Date(i%170))
		a.NPI, a.ID, a.Seq = directory.NPI(2000000000+i/4), fmt.Sprint(i), int64(2*i)
		a.RecordedAt = a.RecordedAt.Add(time.Duration(i))
		all = append(all, a)
		reviews = append(reviews, Review{Attestation: a.ID, Seq: int64(2*i + 1), Verdict: Approve})
	}
	return all, reviews
}

// BenchmarkFold folds 100,000 attestations of 25,000 physicians over an office
// of each.
func BenchmarkFold(b *testing.B) {
	all, reviews := manyAttestations(100_000)
	for b.Loop() {
		e := NewEvidence(all, reviews, 180)
		for npi := range e.Physicians() {
			e.At(npi, undocumented(loring), today)
		}
	}
}
