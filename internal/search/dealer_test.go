package search_test

import (
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestReleasedMemory has searches that release their results run beside one
// another: each answer must be what a finder that never releases says, for as
// long as it is held.
func TestReleasedMemory(t *testing.T) {
	listings := searchtest.Listings(rand.New(rand.NewPCG(41, 2)), 600)
	m := searchtest.NewMemory("one", listings)
	f := warmed(t, m, search.Options{})
	var want []*search.Result
	var queries []search.Query
	rng := rand.New(rand.NewPCG(42, 2))
	for range 40 {
		q := from(listings[rng.IntN(len(listings))].Location.Position.Point, 1+rng.Float64()*200)
		q.Size, q.Explain = 1+rng.IntN(30), rng.IntN(3) == 0
		queries = append(queries, q)
		want = append(want, search1(t, f, q))
	}
	var clients sync.WaitGroup
	for n := range 8 {
		clients.Go(func() {
			rng := rand.New(rand.NewPCG(43, uint64(n)))
			for range 50 {
				i := rng.IntN(len(queries))
				r, err := f.Search(t.Context(), queries[i])
				if err != nil {
					t.Errorf("Search: %v", err)
					return
				}
				if diff := cmp.Diff(want[i].Cards, r.Cards) + cmp.Diff(want[i].Beyond, r.Beyond); diff != "" {
					t.Errorf("query %d (-held +asked again):\n%.2000s", i, diff)
					return
				}
				r.Release()
			}
		})
	}
	clients.Wait()
}
