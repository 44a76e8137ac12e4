package meili

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// How long one call to the index may take. They end a call that the guard
// lets live, because the server is busy and not away.
const (
	liveTimeout  = 3 * time.Second
	tilesTimeout = 20 * time.Second
	matchTimeout = 5 * time.Second
)

// pageSize is how many listings are fetched in one request: some 10 MB.
const pageSize = 10_000

// editions is how many generations an Index remembers the counts of: the live
// one, and one that readers are just leaving.
const editions = 2

// An Index reads listings from Meilisearch. It implements search.Index and is
// safe for concurrent use.
type Index struct {
	c *client

	mu    sync.Mutex
	known []*edition // the latest first
}

// An edition is a generation as it was published, and its counts by tile.
type edition struct {
	search.Generation
	counts map[geo.Cell]int
}

func newEdition(g *search.Generation) *edition {
	e := &edition{Generation: *g, counts: make(map[geo.Cell]int, len(g.Tiles))}
	for _, t := range g.Tiles {
		e.counts[t.Cell] = t.Count
	}
	return e
}

// Open returns the index behind c. It makes no request.
func Open(c Config) (*Index, error) {
	cl, err := newClient(c, DefaultPatience)
	if err != nil {
		return nil, err
	}
	return &Index{c: cl}, nil
}

// Live implements search.Index. It reads one small document, and what the
// generation holds only when it is not one of the last calls.
func (x *Index) Live(ctx context.Context) (*search.Generation, error) {
	ctx, cancel := context.WithTimeout(ctx, liveTimeout)
	defer cancel()
	p, err := x.c.pointer(ctx)
	if err != nil {
		return nil, err
	}
	e, err := x.edition(ctx, p.Generation)
	if err != nil {
		return nil, err
	}
	g := e.Generation
	g.Offerings, g.Tiles = maps.Clone(g.Offerings), slices.Clone(g.Tiles)
	return &g, nil
}

// edition returns what the generation holds, from memory where it can: that
// never changes. The error wraps search.ErrGone when it has been dropped.
func (x *Index) edition(ctx context.Context, id string) (*edition, error) {
	x.mu.Lock()
	at := slices.IndexFunc(x.known, func(e *edition) bool { return e.ID == id })
	if at >= 0 {
		defer x.mu.Unlock()
		return x.known[at], nil
	}
	x.mu.Unlock()
	g, err := x.c.generation(ctx, id)
	if err != nil {
		return nil, err
	}
	e := newEdition(g)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.known = append([]*edition{e}, x.known[:min(len(x.known), editions-1)]...)
	return e, nil
}

// errMiscounted says that tiles hold other listings than were published: the
// index has been tampered with, or is being taken away.
var errMiscounted = fmt.Errorf("%w: miscounted", search.ErrUnavailable)

// Tiles implements search.Index. The listings are as many as the generation
// counts for the tiles, or there is an error.
func (x *Index) Tiles(ctx context.Context, g *search.Generation, tiles []geo.Cell) ([]directory.Listing, error) {
	ctx, cancel := context.WithTimeout(ctx, tilesTimeout)
	defer cancel()
	e, err := x.edition(ctx, g.ID)
	if err != nil {
		return nil, err
	}
	want, err := e.count(tiles)
	if err != nil || want == 0 {
		return nil, err
	}
	listings := make([]directory.Listing, 0, want)
	filter := anyOf("cells", tiles, geo.Cell.String)
	for {
		page, err := x.c.fetch(ctx, g.ID, fetchRequest{
			Filter: filter, Fields: []string{storedField},
			Offset: len(listings), Limit: min(pageSize, want),
		})
		if err != nil {
			return nil, err
		}
		if page.total != want {
			return nil, fmt.Errorf("meili: tiles of %s: %w: %d listings where %d were published",
				g.ID, errMiscounted, page.total, want)
		}
		for _, text := range page.listings {
			l, err := decodeListing(text)
			if err != nil {
				return nil, err
			}
			listings = append(listings, l)
		}
		if len(listings) >= want || len(page.listings) == 0 {
			return listings, nil
		}
	}
}

// count adds up the listings of the tiles, and holds the limits of
// search.Index.
func (e *edition) count(tiles []geo.Cell) (int, error) {
	if len(tiles) > search.MaxTilesPerCall {
		return 0, fmt.Errorf("meili: %d tiles in one call, at most %d", len(tiles), search.MaxTilesPerCall)
	}
	n := 0
	asked := make(map[geo.Cell]bool, len(tiles))
	for _, t := range tiles {
		if !asked[t] {
			asked[t] = true
			n += e.counts[t]
		}
	}
	if n > search.MaxListingsPerCall && len(asked) > 1 {
		return 0, fmt.Errorf("meili: %d listings in one call, at most %d", n, search.MaxListingsPerCall)
	}
	return n, nil
}
