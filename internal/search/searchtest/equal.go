package searchtest

import (
	"context"
	"errors"
	"fmt"
	"iter"
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
// totals, facets and nearest beyond, for random queries, loaded from the index
// and from disk. Where the index is a [Publisher], also in the middle of
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
		listings: listings, oracles: map[string]*oracle{}, dir: t.TempDir(),
	}
	live, err := e.index.Live(t.Context())
	if err != nil {
		t.Fatalf("Live: %v", err)
	}
	e.live = live
	e.oracles[live.ID] = newOracle(listings)
	t.Run("loaded", e.loaded)
	t.Run("kept", e.kept)
	t.Run("evidence", e.evidence)
	if p, ok := e.index.(Publisher); ok {
		t.Run("turning over", func(t *testing.T) { e.turning(t, p) })
	}
	if e.unsure == 0 {
		t.Error("no query found somebody of whom it is not known")
	}
	t.Logf("%d answers held somebody of whom it is not known", e.unsure)
}

type equality struct {
	index    search.Index
	rng      *rand.Rand
	queries  int
	listings []directory.Listing
	oracles  map[string]*oracle // by generation
	dir      string             // where finders keep their snapshots
	// Two generations that stay readable, the second of other listings.
	live, other *search.Generation
	published   int
	unsure      int // answers that hold somebody of whom it is not known
}

// loaded asks a finder that has read the index.
func (e *equality) loaded(t *testing.T) {
	f := search.New(e.index, search.Options{Dir: e.dir})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 * e.queries {
		e.ask(t, f)
	}
	t.Logf("%d queries", 2*e.queries)
}

// kept asks a finder that has read what the one before it has kept.
func (e *equality) kept(t *testing.T) {
	f := search.New(unread{e.index, t}, search.Options{Dir: e.dir})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range e.queries {
		e.ask(t, f)
	}
	t.Logf("%d queries out of what was kept", e.queries)
}

// unread is an index whose records nobody may ask for.
type unread struct {
	search.Index
	t *testing.T
}

func (u unread) Records(context.Context, *search.Generation) iter.Seq2[string, error] {
	u.t.Error("the records are read from the index although they were kept")
	return func(func(string, error) bool) {}
}

// turnEvery is how many queries a generation lives for.
const turnEvery = 25

// turning publishes and drops generations of two kinds while it asks. Every
// second time the generation before is dropped at once, under the searches:
// then, and only then, words may be refused until the next one is loaded.
func (e *equality) turning(t *testing.T, p Publisher) {
	other := Listings(rand.New(rand.NewPCG(8, 2)), 900)
	e.other = e.publish(t, p, other, newOracle(other)) // stays, so that matches can be looked up
	f := search.New(e.index, search.Options{Poll: 5 * time.Millisecond})
	defer run(t, f)()
	seen := map[string]bool{}
	refused, turns := 0, 0
	last := e.other
	for n := range e.queries {
		if n%turnEvery == 0 {
			listings, o := other, e.oracles[e.other.ID]
			if turns%2 == 0 {
				listings, o = e.listings, e.oracles[e.live.ID]
			}
			next := e.publish(t, p, listings, o)
			if turns%2 == 0 {
				serves(t, f, next.ID)
			}
			if last != e.other {
				p.Drop(last.ID)
			}
			last = next
			turns++
		}
		if id, ok := e.askWhileTurning(t, f, turns%2 == 0); ok {
			seen[id] = true
		} else {
			refused++
		}
	}
	if len(seen) < 3 {
		t.Errorf("answers came from %d generations", len(seen))
	}
	t.Logf("%d queries over %d generations of %d, %d refused", e.queries, len(seen), turns, refused)
}

// serves waits until f answers out of a generation.
func serves(t *testing.T, f *search.Finder, id string) {
	t.Helper()
	for {
		if s := f.Status(); s.Ready && s.Generation.ID == id {
			return
		}
		if t.Context().Err() != nil {
			t.Fatalf("generation %s is not served", id)
		}
		time.Sleep(time.Millisecond)
	}
}

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
	id, _ := e.askWhileTurning(t, f, false)
	return id
}

// askWhileTurning asks one random query and compares; it is not ok where words
// are refused, which they may be where the generation has been dropped.
func (e *equality) askWhileTurning(t *testing.T, f *search.Finder, dropped bool) (generation string, ok bool) {
	t.Helper()
	q := randomQuery(e.rng, e.listings)
	r, err := f.Search(t.Context(), q)
	if dropped && q.Text != "" && errors.Is(err, search.ErrUnavailable) {
		return "", false
	}
	if err != nil {
		t.Fatalf("Search(%s): %v", describe(q), err)
	}
	o, ok := e.oracles[r.Generation.ID]
	if !ok {
		t.Fatalf("Search(%s): answered by generation %s; published were %v", describe(q), r.Generation.ID, slices.Sorted(maps.Keys(e.oracles)))
	}
	var matches map[string]search.Tier
	if q.Text != "" {
		var countable bool
		if matches, countable = e.matches(t, q.Text, o); !countable {
			return r.Generation.ID, true
		}
	}
	if len(r.Unknown) > 0 {
		e.unsure++
	}
	if problem := compare(o.answer(q, matches), q, r); problem != "" {
		t.Fatalf("Search(%s): %s", describe(q), problem)
	}
	return r.Generation.ID, true
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
