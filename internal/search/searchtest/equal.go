package searchtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// TestFinder compares a [search.Finder] over the indexes that load makes with
// a brute force over the same listings: same physicians, same order, same
// totals, facets and nearest beyond, for random queries, with tiles cold, warm
// and evicted. Where the index is a [Publisher], also in the middle of
// generation changes.
//
// With FINDER_VERIFY=1 it asks 10,000 queries, else 1,000.
func TestFinder(t *testing.T, load func(t *testing.T, listings []directory.Listing) search.Index) {
	queries := 250
	if os.Getenv("FINDER_VERIFY") == "1" {
		queries = 2_500
	}
	rng := rand.New(rand.NewPCG(7, 2))
	listings := Listings(rng, 2_000)
	e := &equality{
		index: load(t, listings), rng: rng, queries: queries,
		listings: listings, oracles: map[string]*oracle{},
	}
	live, err := e.index.Live(t.Context())
	if err != nil {
		t.Fatalf("Live: %v", err)
	}
	e.live = live
	e.oracles[live.ID] = newOracle(listings)
	t.Run("cold", e.cold)
	t.Run("warm", e.warm)
	t.Run("evicted", e.evicted)
	if p, ok := e.index.(Publisher); ok {
		t.Run("turning over", func(t *testing.T) { e.turning(t, p) })
	}
}

type equality struct {
	index    search.Index
	rng      *rand.Rand
	queries  int
	listings []directory.Listing
	oracles  map[string]*oracle // by generation
	// Two generations that stay readable, the second of other listings.
	live, other *search.Generation
	published   int
}

func (e *equality) cold(t *testing.T) {
	for range e.queries {
		e.ask(t, search.New(e.index, search.Options{}))
	}
	t.Logf("%d queries on cold tiles", e.queries)
}

func (e *equality) warm(t *testing.T) {
	f := search.New(e.index, search.Options{})
	defer run(t, f)()
	for s := f.Status(); s.Resident < s.Tiles || !s.Ready; s = f.Status() {
		if t.Context().Err() != nil {
			t.Fatal("tiles are not warmed")
		}
		time.Sleep(time.Millisecond)
	}
	before := f.Status().Fetches
	for range e.queries {
		e.ask(t, f)
	}
	if after := f.Status().Fetches; after != before {
		t.Errorf("%d tiles were fetched although all were warm", after-before)
	}
	t.Logf("%d queries on warm tiles", e.queries)
}

func (e *equality) evicted(t *testing.T) {
	f := search.New(e.index, search.Options{TileBytes: 30_000})
	for range e.queries {
		e.ask(t, f)
	}
	s := f.Status()
	if s.Evictions == 0 || s.CardBytes > 30_000 {
		t.Errorf("%d evictions, %d bytes held", s.Evictions, s.CardBytes)
	}
	t.Logf("%d queries, %d evictions", e.queries, s.Evictions)
}

// turning publishes and drops generations of two kinds while it asks.
func (e *equality) turning(t *testing.T, p Publisher) {
	other := Listings(rand.New(rand.NewPCG(8, 2)), 900)
	e.other = e.publish(t, p, other, newOracle(other)) // stays, so that matches can be looked up
	f := search.New(e.index, search.Options{Poll: 5 * time.Millisecond, TileBytes: 1 << 20, TurnOver: 20 * time.Millisecond})
	defer run(t, f)()
	seen := map[string]bool{}
	var turns []*search.Generation
	dropped := map[int]bool{}
	drop := func(n int) {
		if n >= 0 && !dropped[n] {
			dropped[n] = true
			p.Drop(turns[n].ID)
		}
	}
	for n := range e.queries {
		if n%turnEvery == 0 {
			listings, o := other, e.oracles[e.other.ID]
			if len(turns)%2 == 0 {
				listings, o = e.listings, e.oracles[e.live.ID]
			}
			turns = append(turns, e.publish(t, p, listings, o))
			last := len(turns) - 1
			drop(last - 2)
			if last%3 == 1 {
				drop(last - 1) // at once, under the searches
			}
		}
		seen[e.ask(t, f)] = true
	}
	if len(seen) < 3 {
		t.Errorf("answers came from %d generations", len(seen))
	}
	t.Logf("%d queries over %d generations of %d", e.queries, len(seen), len(turns))
}

// turnEvery is how many queries a generation lives for.
const turnEvery = 25

// publish makes a generation of listings live; o answers for them.
func (e *equality) publish(t *testing.T, p Publisher, listings []directory.Listing, o *oracle) *search.Generation {
	t.Helper()
	e.published++
	p.Publish(fmt.Sprintf("turn-%d", e.published), listings)
	live, err := p.Live(t.Context())
	if err != nil {
		t.Fatalf("Live: %v", err)
	}
	e.oracles[live.ID] = o
	return live
}

func run(t *testing.T, f *search.Finder) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

// ask asks one random query, compares, and returns the generation that
// answered.
func (e *equality) ask(t *testing.T, f *search.Finder) string {
	t.Helper()
	q := randomQuery(e.rng, e.listings)
	r, err := f.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search(%s): %v", describe(q), err)
	}
	o, ok := e.oracles[r.Generation.ID]
	if !ok {
		t.Fatalf("Search(%s): answered by generation %s; published were %v", describe(q), r.Generation.ID, slices.Sorted(maps.Keys(e.oracles)))
	}
	var matches map[string]search.Tier
	if q.Text != "" {
		var ok bool
		if matches, ok = e.matches(t, q.Text, o); !ok {
			return r.Generation.ID
		}
	}
	if problem := compare(o.answer(q, matches), q, r); problem != "" {
		t.Fatalf("Search(%s): %s", describe(q), problem)
	}
	return r.Generation.ID
}

// matches asks the index itself what a text finds. It says no where that is
// more than is counted, or nothing, for then words are dropped.
func (e *equality) matches(t *testing.T, text string, o *oracle) (map[string]search.Tier, bool) {
	t.Helper()
	g := e.live
	if o != e.oracles[g.ID] {
		g = e.other
	}
	found, err := e.index.Match(t.Context(), g, text, search.Narrow{All: true}, search.MaxMatches+1)
	if err != nil && !errors.Is(err, search.ErrGone) {
		t.Fatalf("Match: %v", err)
	}
	tiers := map[string]search.Tier{}
	for _, m := range found {
		tiers[m.Listing] = m.Tier
	}
	return tiers, len(found) > 0 && len(found) <= search.MaxMatches
}
