package search_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestIndexAway takes the index away from a finder that has a generation:
// places are answered and degraded, words are refused, and only Run asks
// whether the index is back.
func TestIndexAway(t *testing.T) {
	listings := []directory.Listing{one(1, minneapolis), one(2, minneapolis), one(3, minneapolis), one(4, anchorage)}
	m := searchtest.NewMemory("one", listings)
	f := search.New(m, search.Options{Poll: 5 * time.Millisecond})
	running(t, f)
	here, there := from(minneapolis, 10), from(anchorage, 10)
	if r := search1(t, f, here); r.Total != 3 || r.Degraded {
		t.Fatalf("before: total %d, degraded %v", r.Total, r.Degraded)
	}
	m.SetDown(true)
	waitFor(t, "it to be noticed", func() bool { return f.Status().Degraded })
	var asked atomic.Int64
	m.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method != "Live" {
			asked.Add(1)
		}
		return nil
	})
	for name, q := range map[string]search.Query{
		"near": withText(here, "tindle1"), "anywhere": withText(search.Query{Page: 1, Size: 10}, "tindle1"),
	} {
		if _, err := f.Search(t.Context(), q); !errors.Is(err, search.ErrUnavailable) {
			t.Errorf("words %s: %v; want ErrUnavailable", name, err)
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("searches asked an index that is away %d times", n)
	}
	for name, q := range map[string]search.Query{"here": here, "there": there} {
		if r := search1(t, f, q); r.Total == 0 || !r.Degraded {
			t.Errorf("%s: total %d, degraded %v", name, r.Total, r.Degraded)
		}
	}
	if _, _, degraded, err := f.Physician(t.Context(), listings[0].Physician.NPI); err != nil || !degraded {
		t.Errorf("Physician: %v, degraded %v", err, degraded)
	}
	if _, _, _, err := f.Physician(t.Context(), one(50, minneapolis).Physician.NPI); !errors.Is(err, search.ErrNotFound) {
		t.Errorf("somebody who is not listed: %v; want ErrNotFound", err)
	}
	m.SetDown(false)
	waitFor(t, "recovery", func() bool {
		r, err := f.Search(t.Context(), withText(here, "tindle1"))
		return err == nil && !r.Degraded && r.Total > 0
	})
}

func withText(q search.Query, text string) search.Query {
	q.Text = text
	return q
}

// TestHangingIndex checks that an index which takes calls and never answers is
// left after the timeout, and then refused at once.
func TestHangingIndex(t *testing.T) {
	m := searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis)})
	f := search.New(m, search.Options{Timeout: 30 * time.Millisecond})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	var hung atomic.Int64
	m.SetHook(func(ctx context.Context, c searchtest.Call) error {
		hung.Add(1)
		<-ctx.Done()
		return ctx.Err()
	})
	for range 3 {
		if _, err := f.Search(t.Context(), withText(from(minneapolis, 10), "tindle1")); !errors.Is(err, search.ErrUnavailable) {
			t.Errorf("Search: %v; want ErrUnavailable", err)
		}
	}
	if n := hung.Load(); n != 1 {
		t.Errorf("%d searches waited; want 1", n)
	}
}

// TestGiveUp checks that a caller who leaves does not make the index look away.
func TestGiveUp(t *testing.T) {
	m := searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis)})
	f := searchtest.Loaded(t, m)
	ctx, cancel := context.WithCancel(t.Context())
	m.SetHook(func(ctx context.Context, _ searchtest.Call) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	})
	if _, err := f.Search(ctx, withText(from(minneapolis, 10), "tindle1")); !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v; want context.Canceled", err)
	}
	if f.Status().Degraded {
		t.Error("a caller who leaves makes the index look away")
	}
}

func TestNothingPublished(t *testing.T) {
	m := searchtest.NewEmptyMemory()
	f := search.New(m, search.Options{})
	if _, err := f.Search(t.Context(), from(minneapolis, 10)); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("Search before anything is loaded: %v; want ErrUnavailable", err)
	}
	if err := f.Load(t.Context()); !errors.Is(err, search.ErrNoGeneration) {
		t.Errorf("Load: %v; want ErrNoGeneration", err)
	}
	if _, err := f.Search(t.Context(), from(minneapolis, 10)); !errors.Is(err, search.ErrNoGeneration) {
		t.Errorf("Search: %v; want ErrNoGeneration", err)
	}
	if s := f.Status(); s.Ready || s.Reason != "nothing has been published yet" {
		t.Errorf("Status: %+v; want a reason", s)
	}
	m.Publish("first", []directory.Listing{one(1, minneapolis)})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := search1(t, f, from(minneapolis, 10)); r.Total != 1 || r.Generation.ID != "first" {
		t.Errorf("total %d of %s", r.Total, r.Generation.ID)
	}
}

// TestTurnOver holds that the generation of before answers while the next is
// loaded, and that Loaded is called once for each.
func TestTurnOver(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 2))
	m := searchtest.NewMemory("one", searchtest.Listings(rng, 400))
	var loaded atomic.Int64
	f := search.New(m, search.Options{Poll: 2 * time.Millisecond, Loaded: func() { loaded.Add(1) }})
	running(t, f)
	loading, release := make(chan struct{}), make(chan struct{})
	m.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method == "Records" {
			close(loading)
			<-release
		}
		return nil
	})
	m.Publish("two", searchtest.Listings(rng, 400))
	<-loading
	if r := search1(t, f, from(minneapolis, 60)); r.Degraded || r.Generation.ID != "one" {
		t.Errorf("while the next is loaded: generation %s, degraded %v", r.Generation.ID, r.Degraded)
	}
	close(release)
	waitFor(t, "the next generation", func() bool { return f.Status().Generation.ID == "two" })
	m.SetHook(nil)
	m.Publish("one", searchtest.Listings(rng, 100)) // a roll-back: the same id again, other content
	waitFor(t, "the roll-back", func() bool { return f.Status().Generation.ID == "one" })
	if s := f.Status(); s.Loads != 3 || loaded.Load() != 3 || s.Bytes == 0 {
		t.Errorf("Loaded was called %d times; %+v", loaded.Load(), s)
	}
}

// TestDropped drops the generation in memory: places go on, words are refused
// until the next is loaded.
func TestDropped(t *testing.T) {
	m := searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis)})
	f := searchtest.Loaded(t, m)
	m.Publish("two", []directory.Listing{one(1, minneapolis), one(3, minneapolis)})
	m.Drop("one")
	words := withText(from(minneapolis, 10), "tindle1")
	if _, err := f.Search(t.Context(), words); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("words: %v; want ErrUnavailable", err)
	}
	if r := search1(t, f, from(minneapolis, 10)); r.Total != 1 || r.Degraded {
		t.Errorf("a place: total %d, degraded %v", r.Total, r.Degraded)
	}
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := search1(t, f, words); r.Generation.ID != "two" || r.Total == 0 {
		t.Errorf("total %d of %s; want some of two", r.Total, r.Generation.ID)
	}
}

// TestUnreadable gives a finder a generation that it cannot load: the one of
// before answers and is not degraded, and tries become fewer.
func TestUnreadable(t *testing.T) {
	m := searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis)})
	now := time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)
	f := search.New(m, search.Options{Now: func() time.Time { return now }, Poll: time.Second})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	tries := 0
	m.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method == "Records" {
			tries++
			return errors.New("another form")
		}
		return nil
	})
	m.Publish("two", []directory.Listing{one(2, minneapolis)})
	for range 100 {
		if err := f.Load(t.Context()); err == nil {
			t.Fatal("Load: no error")
		}
		now = now.Add(time.Second)
	}
	if tries != 7 { // after 0, 1, 3, 7, 15, 31 and 63 s
		t.Errorf("%d tries in 100 s, want 7", tries)
	}
	if r := search1(t, f, from(minneapolis, 10)); r.Generation.ID != "one" || r.Degraded {
		t.Errorf("generation %s, degraded %v", r.Generation.ID, r.Degraded)
	}
	m.SetHook(nil)
	now = now.Add(time.Hour)
	if err := f.Load(t.Context()); err != nil || f.Status().Generation.ID != "two" {
		t.Errorf("Load: %v, %s", err, f.Status().Generation.ID)
	}
}

// TestOtherOffices names the offices that are not shown by their distance from
// the origin, and by id without one.
func TestOtherOffices(t *testing.T) {
	var listings []directory.Listing
	for i, lat := range []float64{44.98, 45.9, 45.2, 45.9} {
		l := one(1, geo.Point{Lat: lat, Lng: -93.27})
		l.Location.ID = "office-" + string(rune('a'+i))
		listings = append(listings, l)
	}
	f := searchtest.Loaded(t, searchtest.NewMemory("one", listings))
	ids := func(c search.Card) (list []string) {
		for _, o := range append([]directory.Location{c.Listing.Location}, c.Others...) {
			list = append(list, o.ID[len("office-"):])
		}
		return list
	}
	if diff := cmp.Diff([]string{"a", "c", "b", "d"}, ids(search1(t, f, from(minneapolis, 10)).Cards[0])); diff != "" {
		t.Errorf("from an origin (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "d"}, ids(search1(t, f, search.Query{Page: 1, Size: 1}).Cards[0])); diff != "" {
		t.Errorf("without (-want +got):\n%s", diff)
	}
}
