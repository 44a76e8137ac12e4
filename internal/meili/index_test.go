package meili

import (
	"cmp"
	"errors"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

func byID(a, b directory.Listing) int { return cmp.Compare(a.ID(), b.ID()) }

// allTiles reads a whole generation, 64 tiles at a time.
func allTiles(t *testing.T, x *Index, g *search.Generation) []directory.Listing {
	t.Helper()
	var all []directory.Listing
	for tiles := range slices.Chunk(g.Tiles, search.MaxTilesPerCall) {
		cells := make([]geo.Cell, len(tiles))
		for i, tile := range tiles {
			cells[i] = tile.Cell
		}
		listings, err := x.Tiles(t.Context(), g, cells)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, listings...)
	}
	return all
}

func TestPublishedComesBack(t *testing.T) {
	b := startServer(t)
	listings := randomListings(seeded(1), 3000)
	id := b.publish(t, listings)
	x := b.open(t)
	g, err := x.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if g.ID != id {
		t.Errorf("live is %s, published was %s", g.ID, id)
	}
	got := allTiles(t, x, g)
	slices.SortFunc(got, byID)
	want := slices.SortedFunc(slices.Values(listings), byID)
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("what was published is not what comes back (-want +got):\n%.3000s", diff)
	}
}

// TestCrowdedTile reads a tile of more listings than one request fetches.
func TestCrowdedTile(t *testing.T) {
	b := startServer(t)
	listings := randomListings(seeded(2), pageSize+pageSize/5)
	for i := range listings {
		listings[i].Location.Position.Point = geo.Point{Lat: 40.7, Lng: -74}
		listings[i].Others, listings[i].Location.Sources = nil, nil
	}
	b.publish(t, listings)
	x := b.open(t)
	g, err := x.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Tiles) != 1 || g.Tiles[0].Count != len(listings) {
		t.Fatalf("tiles %v, want one of %d", g.Tiles, len(listings))
	}
	ids := map[string]bool{}
	for _, l := range allTiles(t, x, g) {
		ids[l.ID()] = true
	}
	if len(ids) != len(listings) {
		t.Errorf("%d different listings of %d", len(ids), len(listings))
	}
}

func TestTilesLimits(t *testing.T) {
	tiles := func(n int, at float64) []search.Tile {
		var all []search.Tile
		for i := range n {
			cell, err := geo.TileAt(geo.Point{Lat: at, Lng: float64(i) * 2})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, search.Tile{Cell: cell, Count: search.MaxListingsPerCall/2 + 1})
		}
		return all
	}
	e := newEdition(&search.Generation{ID: "g", Tiles: tiles(80, 40)})
	cells := func(from, to int) []geo.Cell {
		var all []geo.Cell
		for _, tile := range e.Tiles[from:to] {
			all = append(all, tile.Cell)
		}
		return all
	}
	if n, err := e.count(cells(0, 1)); err != nil || n != search.MaxListingsPerCall/2+1 {
		t.Errorf("one tile: %d, %v", n, err)
	}
	if n, err := e.count(append(cells(0, 1), cells(0, 1)...)); err != nil || n != search.MaxListingsPerCall/2+1 {
		t.Errorf("one tile named twice: %d, %v", n, err)
	}
	if _, err := e.count(cells(0, 2)); err == nil {
		t.Error("more listings than one call may ask for: no error")
	}
	if _, err := e.count(cells(0, search.MaxTilesPerCall+1)); err == nil {
		t.Error("more tiles than one call may ask for: no error")
	}
}

// TestTilesLost loses a document of a live generation behind everybody's back.
func TestTilesLost(t *testing.T) {
	b := startServer(t)
	listings := randomListings(seeded(15), 40)
	id := b.publish(t, listings)
	x := b.open(t)
	g, err := x.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.mustDelete(t, id, listings[3].ID())
	tile, err := geo.TileAt(listings[3].Location.Position.Point)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.Tiles(t.Context(), g, []geo.Cell{tile}); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("Tiles with a listing lost: %v, want ErrUnavailable", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, url := range []string{"", "localhost:7700", "http://", "ftp://127.0.0.1", "http://bad host"} {
		if _, err := Open(Config{URL: url}); err == nil {
			t.Errorf("Open with the URL %q: no error", url)
		}
	}
}
