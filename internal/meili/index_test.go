package meili

import (
	"cmp"
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
