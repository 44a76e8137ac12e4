package search_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

func TestIndexAway(t *testing.T) {
	listings := []directory.Listing{one(1, minneapolis), one(2, minneapolis), one(3, minneapolis), one(4, anchorage)}
	m := searchtest.NewMemory("one", listings)
	f := search.New(m, search.Options{Retry: 50 * time.Millisecond})
	warm, cold := from(minneapolis, 10), from(anchorage, 10)
	if r := search1(t, f, warm); r.Total != 3 || r.Degraded {
		t.Fatalf("before: total %d, degraded %v", r.Total, r.Degraded)
	}
	m.SetDown(true)
	for name, q := range map[string]search.Query{
		"cold": cold, "text": withText(warm, "tindle1"), "text anywhere": withText(search.Query{Page: 1, Size: 10}, "tindle1"),
		"unknown npi": {Page: 1, Size: 1, Filter: search.Filter{NPI: one(50, minneapolis).Physician.NPI}},
	} {
		begin := time.Now()
		if _, err := f.Search(t.Context(), q); !errors.Is(err, search.ErrUnavailable) {
			t.Errorf("%s: %v; want ErrUnavailable", name, err)
		}
		if took := time.Since(begin); took > time.Second {
			t.Errorf("%s: refused after %v", name, took)
		}
	}
	if r := search1(t, f, warm); r.Total != 3 || !r.Degraded {
		t.Errorf("warm: total %d, degraded %v", r.Total, r.Degraded)
	}
	if _, _, degraded, err := f.Physician(t.Context(), listings[0].Physician.NPI); err != nil || !degraded {
		t.Errorf("Physician of a resident tile: %v, degraded %v", err, degraded)
	}
	if s := f.Status(); !s.Ready || !s.Degraded {
		t.Errorf("Status: %+v", s)
	}
	m.SetDown(false)
	waitFor(t, "recovery", func() bool {
		r, err := f.Search(t.Context(), cold)
		return err == nil && !r.Degraded && r.Total == 1
	})
}

func withText(q search.Query, text string) search.Query {
	q.Text = text
	return q
}

// TestAwayBeyond tells apart a result that only lacks the block beyond it from
// one that would say "nobody is nearer" without knowing.
func TestAwayBeyond(t *testing.T) {
	m := searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis), one(2, minneapolis), one(3, minneapolis), one(4, anchorage)})
	f := search.New(m, search.Options{Retry: time.Hour})
	search1(t, f, from(minneapolis, 10))
	m.SetDown(true)
	q := from(minneapolis, 10)
	q.Filter.NPI = one(1, minneapolis).Physician.NPI
	if r := search1(t, f, q); r.Total != 1 || len(r.Beyond) != 0 {
		t.Errorf("one resident physician: total %d, %d beyond", r.Total, len(r.Beyond))
	}
	if _, err := f.Search(t.Context(), from(anchorage, 10)); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("a place that is not resident: %v; want ErrUnavailable", err)
	}
	if r := search1(t, f, from(minneapolis, 10)); r.Total != 3 || !r.Degraded {
		t.Errorf("total %d, degraded %v", r.Total, r.Degraded)
	}
	two := search.New(m, search.Options{Retry: time.Hour})
	m.SetDown(false)
	west := geo.Point{Lat: 44.98, Lng: -95.9} // its tiles hold nobody: the answer is beyond
	search1(t, two, from(minneapolis, 10))
	m.SetDown(true)
	if _, err := two.Search(t.Context(), from(anchorage, 10)); !errors.Is(err, search.ErrUnavailable) {
		t.Fatalf("two: %v", err)
	}
	if r := search1(t, two, from(west, 10)); r.Total != 0 || len(r.Beyond) != 3 || !r.Degraded {
		t.Errorf("nobody near, three resident: total %d, %d beyond", r.Total, len(r.Beyond))
	}
	west.Lng = -93.27
	male := from(west, 10)
	male.Filter.Genders = []directory.Gender{directory.Male}
	if _, err := two.Search(t.Context(), male); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("nobody anywhere resident: %v; want ErrUnavailable", err)
	}
}

// TestHangingIndex checks that an index which takes calls and never answers is
// left after the timeout, and then refused at once.
func TestHangingIndex(t *testing.T) {
	m := searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis)})
	f := search.New(m, search.Options{Timeout: 30 * time.Millisecond, Retry: time.Hour})
	var hung atomic.Int64
	m.SetHook(func(ctx context.Context, c searchtest.Call) error {
		if c.Method == "Live" {
			return nil
		}
		hung.Add(1)
		<-ctx.Done()
		return ctx.Err()
	})
	for range 2 {
		if _, err := f.Search(t.Context(), from(minneapolis, 10)); !errors.Is(err, search.ErrUnavailable) {
			t.Errorf("Search: %v; want ErrUnavailable", err)
		}
	}
	before := hung.Load()
	_, err := f.Search(t.Context(), from(minneapolis, 10))
	if !errors.Is(err, search.ErrUnavailable) || before == 0 || hung.Load() != before {
		t.Errorf("Search: %v after %d calls more; want ErrUnavailable without asking", err, hung.Load()-before)
	}
}

func TestNothingPublished(t *testing.T) {
	m := searchtest.NewEmptyMemory()
	f := search.New(m, search.Options{Poll: 5 * time.Millisecond, Retry: 5 * time.Millisecond})
	if _, err := f.Search(t.Context(), from(minneapolis, 10)); !errors.Is(err, search.ErrNoGeneration) {
		t.Errorf("Search: %v; want ErrNoGeneration", err)
	}
	if s := f.Status(); s.Ready || s.Reason != "nothing has been published yet" {
		t.Errorf("Status: %+v; want a reason", s)
	}
	running(t, f)
	m.Publish("first", []directory.Listing{one(1, minneapolis)})
	waitFor(t, "the first generation", func() bool { return f.Status().Ready })
	if r := search1(t, f, from(minneapolis, 10)); r.Total != 1 || r.Generation.ID != "first" {
		t.Errorf("total %d of %s", r.Total, r.Generation.ID)
	}
}

// TestTurnOver checks that a new generation is loaded before it takes over:
// from the first answer out of it on, no search waits for a tile.
func TestTurnOver(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 2))
	m := searchtest.NewMemory("one", searchtest.Listings(rng, 400))
	f := warmed(t, m, search.Options{Poll: 2 * time.Millisecond})
	m.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method == "Tiles" {
			time.Sleep(2 * time.Millisecond)
		}
		return nil
	})
	m.Publish("two", searchtest.Listings(rng, 400))
	for f.Status().Generation.ID == "one" {
		if r := search1(t, f, from(minneapolis, 60)); r.Degraded {
			t.Fatal("degraded during the turn-over")
		}
	}
	s := f.Status()
	if s.Resident != s.Tiles || s.Generation.ID != "two" {
		t.Errorf("%s took over with %d of %d tiles", s.Generation.ID, s.Resident, s.Tiles)
	}
	waitFor(t, "the cards of the new generation", func() bool { s := f.Status(); return s.Cards == s.Tiles })
	m.Drop("one")
	if r := search1(t, f, from(minneapolis, 60)); r.Generation.ID != "two" {
		t.Errorf("answer of %s", r.Generation.ID)
	}
	m.Publish("one", searchtest.Listings(rng, 100)) // a roll-back: the same id again, other content
	waitFor(t, "the roll-back", func() bool { return f.Status().Generation.ID == "one" })
	if got := f.Status(); got.Generation.Listings == 0 || got.Next != nil {
		t.Errorf("Status: %+v", got)
	}
}

// TestDroppedUnderSearch drops the generation between two steps of a search.
func TestDroppedUnderSearch(t *testing.T) {
	m := searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis)})
	f := search.New(m, search.Options{})
	m.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method == "Tiles" && c.Generation == "one" {
			m.Publish("two", []directory.Listing{one(2, minneapolis), one(3, minneapolis)})
			m.Drop("one")
		}
		return nil
	})
	r := search1(t, f, from(minneapolis, 10))
	if r.Generation.ID != "two" || r.Total != 2 {
		t.Errorf("total %d of %s; want 2 of two", r.Total, r.Generation.ID)
	}
}
