package search

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A flight is the loading of one tile, shared by all who wait for it. err and
// cards may be read once done is closed.
type flight struct {
	done  chan struct{}
	err   error
	cards *packed
}

// wantSlim makes the slim forms of the tiles resident.
func (f *Finder) wantSlim(ctx context.Context, g *generation, tiles []int) error {
	var missing []int32
	for _, i := range tiles {
		if g.tiles[i].slim.Load() == nil {
			missing = append(missing, int32(i))
		}
	}
	f.countTiles(len(tiles), len(missing))
	if len(missing) == 0 {
		return nil
	}
	f.foreground.Add(1)
	defer f.foreground.Add(-1)
	for _, fl := range f.load(ctx, g, missing, true) {
		if err := fl.wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// countTiles notes how many tiles a search needed, and how many of them it had
// to wait for.
func (f *Finder) countTiles(needed, missing int) {
	f.hits.Add(int64(needed - missing))
	f.misses.Add(int64(missing))
}

// wantCards returns the cards of the tiles, in their order, loading again what
// has been evicted.
func (f *Finder) wantCards(ctx context.Context, g *generation, tiles []int32) ([]*packed, error) {
	cards := make([]*packed, len(tiles))
	var missing []int32
	for n, i := range tiles {
		t := &g.tiles[i]
		if cards[n] = t.cards.Load(); cards[n] == nil {
			missing = append(missing, i)
		} else if !t.used.Load() {
			t.used.Store(true)
		}
	}
	f.countTiles(len(tiles), len(missing))
	if len(missing) == 0 {
		return cards, nil
	}
	f.foreground.Add(1)
	defer f.foreground.Add(-1)
	slices.Sort(missing)
	missing = slices.Compact(missing)
	flights := f.load(ctx, g, missing, true)
	for n, i := range tiles {
		if cards[n] == nil {
			fl := flights[slices.Index(missing, i)]
			if err := fl.wait(ctx); err != nil {
				return nil, err
			}
			cards[n] = fl.cards
		}
	}
	return cards, nil
}

func (fl *flight) wait(ctx context.Context) error {
	select {
	case <-fl.done:
		return fl.err
	case <-ctx.Done():
		return fmt.Errorf("search: waiting for tiles: %w", ctx.Err())
	}
}

// load starts loading the tiles, each at most once at a time, and returns a
// flight for each in order. What it starts outlives ctx: others may wait for
// it, and what was loaded is kept. force lets the cards evict others.
func (f *Finder) load(ctx context.Context, g *generation, tiles []int32, force bool) []*flight {
	flights := make([]*flight, len(tiles))
	var mine []int32
	g.mu.Lock()
	for n, i := range tiles {
		fl, ok := g.flights[i]
		if !ok {
			fl = &flight{done: make(chan struct{})}
			if fl.cards = g.tiles[i].cards.Load(); fl.cards != nil {
				close(fl.done) // landed while nobody looked
			} else {
				g.flights[i] = fl
				mine = append(mine, i)
			}
		}
		flights[n] = fl
	}
	g.mu.Unlock()
	for _, batch := range batches(g, mine, MaxListingsPerCall) {
		go f.fetch(context.WithoutCancel(ctx), g, batch, force)
	}
	return flights
}

// batches cuts tiles into calls within the limits of the interface, of at most
// so many listings where a tile has not more by itself.
func batches(g *generation, tiles []int32, most int) [][]int32 {
	var all [][]int32
	for len(tiles) > 0 {
		n, listings := 0, 0
		for n < len(tiles) && n < MaxTilesPerCall {
			listings += g.tiles[tiles[n]].count
			if n > 0 && listings > most {
				break
			}
			n++
		}
		all = append(all, tiles[:n])
		tiles = tiles[n:]
	}
	return all
}

// fetch loads one batch and ends its flights.
func (f *Finder) fetch(ctx context.Context, g *generation, batch []int32, force bool) {
	f.slots <- struct{}{}
	defer func() { <-f.slots }()
	cards, err := f.fetchBatch(ctx, g, batch, force)
	g.mu.Lock()
	defer g.mu.Unlock()
	for n, i := range batch {
		fl := g.flights[i]
		delete(g.flights, i)
		if fl.err = err; err == nil {
			fl.cards = cards[n]
		}
		close(fl.done)
	}
}

func (f *Finder) fetchBatch(ctx context.Context, g *generation, batch []int32, force bool) ([]*packed, error) {
	cells := make([]geo.Cell, len(batch))
	for n, i := range batch {
		cells[n] = g.tiles[i].cell
	}
	listings, err := f.guard.tiles(ctx, g.info, cells)
	if err != nil {
		return nil, err
	}
	f.fetches.Add(1)
	parts, err := g.split(batch, listings)
	if err != nil {
		return nil, err
	}
	cards, e := make([]*packed, len(batch)), newEncoder()
	for n, i := range batch {
		inTileOrder(parts[n])
		cards[n] = e.pack(parts[n])
		if err := g.enter(i, parts[n]); err != nil {
			return nil, err
		}
		f.cards.keep(g, &g.tiles[i], cards[n], force)
	}
	return cards, nil
}

// errAnswer says that the index answered something else than its generation
// holds: an answer cut short, or a generation that changed.
var errAnswer = errors.New("search: the index does not answer what its generation says")

// split sorts an answer by tile and holds it against the generation's counts.
func (g *generation) split(batch []int32, listings []directory.Listing) ([][]*directory.Listing, error) {
	parts := make([][]*directory.Listing, len(batch))
	place := make(map[int32]int, len(batch))
	for n, i := range batch {
		place[i] = n
		parts[n] = make([]*directory.Listing, 0, g.tiles[i].count)
	}
	for k := range listings {
		cell, err := geo.TileAt(listings[k].Location.Position.Point)
		if err != nil {
			return nil, fmt.Errorf("search: position of a listing: %w", err)
		}
		i, ok := g.index[cell]
		n, asked := place[i]
		if !ok || !asked {
			return nil, fmt.Errorf("%w: a listing of another tile", errAnswer)
		}
		parts[n] = append(parts[n], &listings[k])
	}
	for n, i := range batch {
		if len(parts[n]) != g.tiles[i].count {
			return nil, fmt.Errorf("%w: %d listings in place of %d", errAnswer, len(parts[n]), g.tiles[i].count)
		}
	}
	return parts, nil
}

// enter makes a tile resident. A tile that is must hold the same listings:
// cards are found by the row's number.
func (g *generation) enter(i int32, listings []*directory.Listing) error {
	if old := g.tiles[i].slim.Load(); old != nil {
		for n, l := range listings {
			if old.id(int32(n)) != l.ID() {
				return fmt.Errorf("%w: a tile changed", errAnswer)
			}
		}
		return nil
	}
	t := newSlimTile(listings)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.admit(i, t, listings)
	return nil
}
