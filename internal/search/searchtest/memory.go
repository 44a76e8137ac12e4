package searchtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// A Call is one use of a Memory, told to its hook.
type Call struct {
	Method     string // "Live", "Tiles" or "Match"
	Generation string // the one asked for; empty for Live
	Tiles      int    // how many were asked for
}

// Memory is a [search.Index] that keeps its generations in maps. It is safe
// for concurrent use and holds its callers to the limits of the interface.
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
	info  search.Generation
	tiles map[geo.Cell][]record
	words sync.Once // fills the words of the records
}

type record struct {
	listing directory.Listing
	tile    geo.Cell
	words   []string
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
// until they are dropped. The listings are copied.
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
	info.Tiles = slices.Clone(info.Tiles)
	return &info, nil
}

// Tiles implements [search.Index].
func (m *Memory) Tiles(ctx context.Context, g *search.Generation, tiles []geo.Cell) ([]directory.Listing, error) {
	if err := m.enter(ctx, Call{Method: "Tiles", Generation: g.ID, Tiles: len(tiles)}); err != nil {
		return nil, err
	}
	stored, err := m.generation(g.ID)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, t := range tiles {
		n += len(stored.tiles[t])
	}
	if len(tiles) > search.MaxTilesPerCall || len(tiles) > 1 && n > search.MaxListingsPerCall {
		return nil, fmt.Errorf("searchtest: %d tiles of %d listings in one call", len(tiles), n)
	}
	listings := make([]directory.Listing, 0, n)
	for _, t := range tiles {
		for i := range stored.tiles[t] {
			listings = append(listings, stored.tiles[t][i].listing)
		}
	}
	return listings, nil
}

// Match implements [search.Index].
func (m *Memory) Match(ctx context.Context, g *search.Generation, text string, narrow search.Narrow, limit int) ([]search.Match, error) {
	if err := m.enter(ctx, Call{Method: "Match", Generation: g.ID, Tiles: len(narrow.Tiles)}); err != nil {
		return nil, err
	}
	stored, err := m.generation(g.ID)
	if err != nil {
		return nil, err
	}
	for words := search.Words(text); len(words) > 0; words = words[:len(words)-1] {
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
		tiles: map[geo.Cell][]record{},
	}
	physicians := map[directory.NPI]bool{}
	for _, l := range listings {
		tile, err := geo.TileAt(l.Location.Position.Point)
		if err != nil {
			panic(err)
		}
		g.tiles[tile] = append(g.tiles[tile], record{listing: l, tile: tile})
		physicians[l.Physician.NPI] = true
		if l.Offering != nil {
			g.info.Offerings[l.Offering.Status]++
		}
		g.info.DataAsOf = max(g.info.DataAsOf, l.Location.Updated)
	}
	g.info.Physicians = len(physicians)
	for cell, records := range g.tiles {
		g.info.Tiles = append(g.info.Tiles, search.Tile{Cell: cell, Count: len(records)})
	}
	slices.SortFunc(g.info.Tiles, func(a, b search.Tile) int { return int(int64(a.Cell) - int64(b.Cell)) })
	return g
}

// match returns every listing of the tiles (all tiles if none are named)
// whose record holds all the words, best tier first, then by id.
func (g *generation) match(words []string, tiles []geo.Cell) []search.Match {
	g.words.Do(func() {
		for _, records := range g.tiles {
			for i := range records {
				records[i].words = search.RecordWords(&records[i].listing)
			}
		}
	})
	var found []search.Match
	look := func(records []record) {
		for i := range records {
			r := &records[i]
			if tier := search.TierOf(words, r.words); tier != search.TierNone {
				found = append(found, search.Match{
					Listing: r.listing.ID(), NPI: r.listing.Physician.NPI, Tile: r.tile, Tier: tier,
				})
			}
		}
	}
	if len(tiles) == 0 {
		for _, records := range g.tiles {
			look(records)
		}
	}
	for _, t := range tiles {
		look(g.tiles[t])
	}
	slices.SortFunc(found, func(a, b search.Match) int {
		if a.Tier != b.Tier {
			return int(a.Tier) - int(b.Tier)
		}
		return strings.Compare(a.Listing, b.Listing)
	})
	return found
}
