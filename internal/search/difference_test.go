package search_test

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// many lists so many physicians of one office each; those below moved have
// another phone.
func many(n, moved int) []directory.Listing {
	all := make([]directory.Listing, n)
	for i := range all {
		all[i] = one(i+1, minneapolis)
		all[i].Location.Phone = "+16125550100"
		if i < moved {
			all[i].Location.Phone = "+16125550199"
		}
	}
	return all
}

func changed(t *testing.T, f *search.Finder, since string) (n int, err error) {
	t.Helper()
	c, err := f.Changes(t.Context(), search.Moment{Generation: since})
	if err != nil {
		return 0, err
	}
	return n, c.Each(func(_ directory.NPI, before, now []directory.Listing, _ bool) error {
		if len(before) != 1 || len(now) != 1 || before[0].Location.Phone == now[0].Location.Phone {
			t.Errorf("%+v, %+v", before, now)
		}
		n++
		return nil
	})
}

// TestDifferenceIsBounded publishes generations that differ in few, in as many
// as are told, and in one more.
func TestDifferenceIsBounded(t *testing.T) {
	const bound = 20_000
	n := bound + 10
	if os.Getenv("FINDER_VERIFY") == "1" {
		n = 300_000
	}
	index := searchtest.NewMemory("few", many(n, 3))
	f := searchtest.Loaded(t, index)
	for _, g := range []struct {
		id, since string
		moved     int
		want      int // below 0: too many
	}{
		{"none", "few", 0, 3},
		{"most", "none", bound, bound},
		{"few again", "most", bound - 7, 7},
		{"too many", "few again", 0, bound - 7},
		{"far", "too many", bound + 1, -1},
	} {
		index.Publish(g.id, many(n, g.moved))
		if err := f.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, err := changed(t, f, g.since)
		if g.want < 0 && !errors.Is(err, search.ErrGone) || g.want >= 0 && (err != nil || got != g.want) {
			t.Errorf("since %s: %d, %v; want %d", g.since, got, err, g.want)
		}
		if _, err := changed(t, f, "never"); !errors.Is(err, search.ErrGone) {
			t.Errorf("since a generation that never was: %v", err)
		}
		t.Logf("%s: %d of %d differ", g.id, got, n)
	}
}

// TestEarlierIsReadOnce starts on a generation that has one before it: whoever
// asks first has it read, all the others find it.
func TestEarlierIsReadOnce(t *testing.T) {
	index := searchtest.NewMemory("before", many(50, 0))
	index.Publish("now", many(50, 9))
	var reads atomic.Int64
	f := searchtest.Loaded(t, index)
	index.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method == "Records" {
			reads.Add(1)
		}
		return nil
	})
	results := make(chan int, 20)
	for range cap(results) {
		go func() {
			n, err := changed(t, f, "before")
			if err != nil {
				n = -1
			}
			results <- n
		}()
	}
	for range cap(results) {
		if n := <-results; n != 9 {
			t.Errorf("%d changed, want 9", n)
		}
	}
	if n := reads.Load(); n != 1 {
		t.Errorf("read %d times", n)
	}
	index.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method == "Records" {
			return search.ErrUnavailable
		}
		return nil
	})
	index.Publish("next", many(50, 9))
	if err := f.Load(t.Context()); !errors.Is(err, search.ErrUnavailable) {
		t.Fatalf("Load: %v", err)
	}
	index.SetHook(nil)
	for f.Load(t.Context()) != nil { // it waits a moment after a failure
		time.Sleep(10 * time.Millisecond)
	}
	if n, err := changed(t, f, "before"); err != nil || n != 9 {
		t.Errorf("after another generation: %d, %v", n, err)
	}
}
