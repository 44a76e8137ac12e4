package searchtest

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/fold"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

// A Call is one use of a Memory, told to its hook.
type Call struct {
	Method     string // "Live", "Generation", "Records" or "Match"
	Generation string // the one asked for; empty for Live
	Tiles      int    // how many a match is narrowed to
}

// Memory is a [search.Index] that keeps its generations in maps. It is safe
// for concurrent use.
//
// Match narrows by tiles alone, so that whoever relies on the other fields of
// a [search.Narrow] to have been obeyed is found out.
type Memory struct {
	mu   sync.RWMutex
	live *generation
	all  map[string]*generation
	down bool
	hook func(context.Context, Call) error
}

type generation struct {
	info   search.Generation
	stored []stored
	words  sync.Once // fills the words of what is stored
}

type stored struct {
	record string
	id     string
	npi    directory.NPI
	tile   geo.Cell
	words  []string
	also   []string
}

// NewMemory returns an index whose live generation has the id and listings.
// It panics on a listing without a valid position.
func NewMemory(id string, listings []directory.Listing) *Memory {
	m := &Memory{all: map[string]*generation{}}
	m.Publish(id, listings)
	return m
}

// NewEmptyMemory returns an index in which nothing has been published.
func NewEmptyMemory() *Memory { return &Memory{all: map[string]*generation{}} }

// Publish adds a generation and makes it live. Earlier ones stay readable
// until they are dropped.
func (m *Memory) Publish(id string, listings []directory.Listing) {
	g := newGeneration(id, listings)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all[id] = g
	m.live = g
}

// Drop forgets a generation: reading it gives search.ErrGone.
func (m *Memory) Drop(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.all, id)
	if m.live != nil && m.live.info.ID == id {
		m.live = nil
	}
}

// SetDown makes every call fail with search.ErrUnavailable, or work again.
func (m *Memory) SetDown(down bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = down
}

// SetHook has f called before every call is answered, with no lock held: it
// may wait, publish, drop, or return an error to be answered instead.
func (m *Memory) SetHook(f func(context.Context, Call) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hook = f
}

// Live implements [search.Index].
func (m *Memory) Live(ctx context.Context) (*search.Generation, error) {
	if err := m.enter(ctx, Call{Method: "Live"}); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.live == nil {
		return nil, search.ErrNoGeneration
	}
	info := m.live.info
	info.Offerings, info.Sources = maps.Clone(info.Offerings), maps.Clone(info.Sources)
	return &info, nil
}

// Generation implements [search.Index].
func (m *Memory) Generation(ctx context.Context, id string) (*search.Generation, error) {
	if err := m.enter(ctx, Call{Method: "Generation", Generation: id}); err != nil {
		return nil, err
	}
	g, err := m.generation(id)
	if err != nil {
		return nil, err
	}
	info := g.info
	info.Offerings, info.Sources = maps.Clone(info.Offerings), maps.Clone(info.Sources)
	return &info, nil
}

// Records implements [search.Index]. The hook is called before the first.
func (m *Memory) Records(ctx context.Context, g *search.Generation) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := m.enter(ctx, Call{Method: "Records", Generation: g.ID})
		var from *generation
		if err == nil {
			from, err = m.generation(g.ID)
		}
		if err != nil {
			yield("", err)
			return
		}
		for i := range from.stored {
			if err := ctx.Err(); err != nil {
				yield("", err)
				return
			}
			if !yield(from.stored[i].record, nil) {
				return
			}
		}
	}
}

// Match implements [search.Index].
func (m *Memory) Match(ctx context.Context, g *search.Generation, text string, narrow search.Narrow, limit int) ([]search.Match, error) {
	if err := m.enter(ctx, Call{Method: "Match", Generation: g.ID, Tiles: len(narrow.Tiles)}); err != nil {
		return nil, err
	}
	if err := search.TakeCall(ctx); err != nil {
		return nil, err
	}
	stored, err := m.generation(g.ID)
	if err != nil {
		return nil, err
	}
	for words := fold.Words(text); len(words) > 0; words = words[:len(words)-1] {
		if found := stored.match(words, narrow.Tiles); len(found) > 0 || narrow.All {
			return found[:min(len(found), limit)], nil
		}
	}
	return nil, nil
}

func (m *Memory) enter(ctx context.Context, c Call) error {
	m.mu.RLock()
	hook := m.hook
	m.mu.RUnlock()
	if hook != nil {
		if err := hook(ctx, c); err != nil {
			return err
		}
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.down {
		return search.ErrUnavailable
	}
	return ctx.Err()
}

func (m *Memory) generation(id string) (*generation, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if g, ok := m.all[id]; ok {
		return g, nil
	}
	return nil, search.ErrGone
}

func newGeneration(id string, listings []directory.Listing) *generation {
	g := &generation{
		info: search.Generation{
			ID: id, Built: time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC),
			Listings: len(listings), Offerings: map[directory.Status]int{},
		},
		stored: make([]stored, len(listings)),
	}
	physicians := map[directory.NPI]bool{}
	for i := range listings {
		l := &listings[i]
		tile, err := geo.TileAt(l.Location.Position.Point)
		if err != nil {
			panic(err)
		}
		text, err := record.Append(nil, l)
		if err != nil {
			panic(err)
		}
		g.stored[i] = stored{record: string(text), id: l.ID(), npi: l.Physician.NPI, tile: tile}
		physicians[l.Physician.NPI] = true
		if l.Offering != nil {
			g.info.Offerings[l.Offering.Status]++
		}
		g.info.DataAsOf = max(g.info.DataAsOf, l.Location.Updated)
	}
	g.info.Sources = map[directory.Source]directory.Date{directory.SourceNPPES: g.info.DataAsOf}
	g.info.Physicians = len(physicians)
	return g
}

// fold fills the words of what is stored.
func (g *generation) fold() {
	for i := range g.stored {
		l, err := record.Decode(g.stored[i].record)
		if err != nil {
			panic(err) // newGeneration wrote it
		}
		g.stored[i].words, g.stored[i].also = search.RecordWords(&l), search.AlsoWords(&l.Physician)
	}
}

// match returns every listing of the tiles (all tiles if none are named)
// whose record holds all the words, best tier first, then by id.
func (g *generation) match(words []string, tiles []geo.Cell) []search.Match {
	g.words.Do(g.fold)
	asked := make(map[geo.Cell]bool, len(tiles))
	for _, t := range tiles {
		asked[t] = true
	}
	var found []search.Match
	for i := range g.stored {
		s := &g.stored[i]
		if len(tiles) > 0 && !asked[s.tile] {
			continue
		}
		if tier := search.TierOf(words, s.words, s.also); tier != search.TierNone {
			found = append(found, search.Match{Listing: s.id, NPI: s.npi, Tier: tier})
		}
	}
	slices.SortFunc(found, func(a, b search.Match) int {
		return cmp.Or(cmp.Compare(a.Tier, b.Tier), strings.Compare(a.Listing, b.Listing))
	})
	return found
}
