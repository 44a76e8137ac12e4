package search_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// counted returns a finder, and how often it has asked its index for matches.
func counted(t *testing.T) (*search.Finder, *atomic.Int64) {
	t.Helper()
	index := searchtest.NewMemory("one", searchtest.Listings(rand.New(rand.NewPCG(1, 2)), 400))
	calls := new(atomic.Int64)
	index.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method == "Match" {
			calls.Add(1)
		}
		return nil
	})
	return searchtest.Loaded(t, index), calls
}

// TestWords_bounded holds that a text of many words costs few calls of the
// index: each word once, ten at most, and what is beyond is said.
func TestWords_bounded(t *testing.T) {
	t.Parallel()
	f, calls := counted(t)
	for text, dropped := range map[string]int{
		strings.TrimSpace(strings.Repeat("1 2 3 4 5 ", 10)):         0,
		"aq bq cq dq eq fq gq hq iq jq kq lq mq":                    3,
		strings.TrimSpace(strings.Repeat("ashdrake zimmerlin ", 5)): 0,
	} {
		calls.Store(0)
		r, err := f.Search(t.Context(), search.Query{Text: text, Page: 1, Size: 10})
		if err != nil {
			t.Fatal(err)
		}
		if n := calls.Load(); n > 13 {
			t.Errorf("%q: %d calls", text, n)
		}
		if len(r.Dropped) < dropped {
			t.Errorf("%q: %q left out, %d wanted", text, r.Dropped, dropped)
		}
	}
}

// TestCalls_bounded asks random questions of letters, digits, beginnings and
// names: none may ask the index more often than MaxCalls, and what is searched
// under one bounded context shares its calls.
func TestCalls_bounded(t *testing.T) {
	t.Parallel()
	f, calls := counted(t)
	rounds := 120
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 50_000
	}
	rng := rand.New(rand.NewPCG(20, 20))
	most, limited := int64(0), 0
	for range rounds {
		q := search.Query{Text: searchtest.NastyText(rng), Page: 1, Size: 10, Radius: 50_000, Loose: rng.IntN(2) == 0}
		if rng.IntN(2) == 0 {
			q.Origin = &place.Place{Point: geo.Point{Lat: 25 + 24*rng.Float64(), Lng: -124 + 57*rng.Float64()}, Precision: 5_000}
		}
		calls.Store(0)
		ctx := search.Bounded(t.Context())
		if _, err := f.Search(ctx, q); err != nil {
			t.Fatalf("%q: %v", q.Text, err)
		}
		if n := calls.Load(); n > search.MaxCalls {
			t.Fatalf("%q: %d calls", q.Text, n)
		}
		most = max(most, calls.Load())
		for range 3 { // more of the same question
			if _, err := f.Search(ctx, q); err != nil {
				limited++
			}
		}
		// The fake counts a call that is refused, too.
		if left := search.CallsLeft(ctx); left < 0 || left > search.MaxCalls {
			t.Fatalf("%d calls left", left)
		}
	}
	t.Logf("%d questions, %d calls at most for one search, %d searches refused", rounds, most, limited)
	if limited == 0 {
		t.Error("no question ran out of calls: the bound is not tried")
	}
}
