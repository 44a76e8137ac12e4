package search_test

import (
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestWarmed holds that Warmed is called once for each generation, and with
// every tile resident.
func TestWarmed(t *testing.T) {
	listings := searchtest.Listings(rand.New(rand.NewPCG(31, 2)), 500)
	m := searchtest.NewMemory("0", listings)
	var calls, early atomic.Int64
	var f *search.Finder
	f = search.New(m, search.Options{Poll: time.Millisecond, Warmed: func() {
		if s := f.Status(); s.Resident < s.Tiles {
			early.Add(1)
		}
		calls.Add(1)
	}})
	running(t, f)
	waitFor(t, "the first generation to be warm", func() bool { return calls.Load() == 1 })
	m.Publish("1", listings)
	waitFor(t, "the second to be warm", func() bool { return calls.Load() == 2 })
	if early.Load() > 0 {
		t.Error("called while tiles were missing")
	}
	if s := f.Status(); s.Generation.ID != "1" {
		t.Errorf("warm is %s, published was 1", s.Generation.ID)
	}
}
