// Package searchtest holds what every [search.Index] is tested with: an index
// in memory, random listings, the conformance suite of the interface
// ([TestIndex]) and the comparison of a whole [search.Finder] over that index
// with a brute force that shares no code with it ([TestFinder]).
//
// The suites ask of an index what a plain reading of the interface demands and
// no more: an index may find more matches than these, never fewer.
package searchtest

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// A Loader puts listings into a new index, live, and returns it.
type Loader func(t *testing.T, listings []directory.Listing) search.Index

// A Publisher is an index that a test can turn over to another generation.
// Where the index of a [Loader] is one, more is tested.
type Publisher interface {
	search.Index
	// Publish adds a generation and makes it live. An index may give it an id
	// of its own.
	Publish(id string, listings []directory.Listing)
	// Drop makes a generation unreadable.
	Drop(id string)
}

// TestIndex checks that the indexes which load makes do what [search.Index]
// promises.
func TestIndex(t *testing.T, load func(t *testing.T, listings []directory.Listing) search.Index) {
	listings := Listings(rand.New(rand.NewPCG(4, 2)), 400)
	s := &suite{listings: listings, index: load(t, listings)}
	s.live(t)
	t.Run("tiles", s.tiles)
	t.Run("tiles of nowhere", s.emptyTile)
	t.Run("dropped generation", s.gone)
	t.Run("canceled", s.canceled)
	t.Run("match names", s.matchNames)
	t.Run("match spelling", s.matchSpelling)
	t.Run("match numbers", s.matchNumbers)
	t.Run("match places", s.matchPlaces)
	t.Run("match tiers", s.matchTiers)
	t.Run("match narrow", s.matchNarrow)
	t.Run("match drops words", s.matchDrops)
	t.Run("match hostile text", s.matchHostile)
	t.Run("nothing shared", s.nothingShared)
	if p, ok := s.index.(Publisher); ok {
		t.Run("generations", func(t *testing.T) { s.generations(t, p) })
	}
}

type suite struct {
	listings []directory.Listing
	index    search.Index
	gen      *search.Generation
}

func (s *suite) context(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func (s *suite) live(t *testing.T) {
	t.Helper()
	g, err := s.index.Live(s.context(t))
	if err != nil {
		t.Fatalf("Live: %v", err)
	}
	s.gen = g
	want := map[geo.Cell]int{}
	offerings := map[directory.Status]int{}
	physicians := map[directory.NPI]bool{}
	for _, l := range s.listings {
		want[tileOf(t, l)]++
		physicians[l.Physician.NPI] = true
		if l.Offering != nil {
			offerings[l.Offering.Status]++
		}
	}
	got := map[geo.Cell]int{}
	for _, tile := range g.Tiles {
		got[tile.Cell] += tile.Count
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("Live: tiles (-want +got):\n%s", diff)
	}
	if !slices.IsSortedFunc(g.Tiles, func(a, b search.Tile) int { return int(int64(a.Cell) - int64(b.Cell)) }) {
		t.Error("Live: tiles are not sorted by cell")
	}
	if g.ID == "" || g.Listings != len(s.listings) || g.Physicians != len(physicians) {
		t.Errorf("Live: id %q, %d listings, %d physicians; want %d and %d", g.ID, g.Listings, g.Physicians, len(s.listings), len(physicians))
	}
	if diff := cmp.Diff(offerings, g.Offerings, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("Live: offerings (-want +got):\n%s", diff)
	}
}

func (s *suite) tiles(t *testing.T) {
	var got []directory.Listing
	for part := range slices.Chunk(s.gen.Tiles, search.MaxTilesPerCall) {
		var cells []geo.Cell
		for _, tile := range part {
			cells = append(cells, tile.Cell)
		}
		listings, err := s.index.Tiles(s.context(t), s.gen, cells)
		if err != nil {
			t.Fatalf("Tiles: %v", err)
		}
		for _, l := range listings {
			if !slices.Contains(cells, tileOf(t, l)) {
				t.Errorf("Tiles: listing %s is of a tile that was not asked for", l.ID())
			}
		}
		got = append(got, listings...)
	}
	if diff := cmp.Diff(byID(s.listings), byID(got), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("Tiles: listings (-want +got):\n%s", diff)
	}
}

func (s *suite) emptyTile(t *testing.T) {
	sea, err := geo.TileAt(geo.Point{Lat: 0, Lng: -30})
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range [][]geo.Cell{nil, {sea}} {
		got, err := s.index.Tiles(s.context(t), s.gen, cells)
		if err != nil || len(got) != 0 {
			t.Errorf("Tiles(%v) = %d listings, %v; want none", cells, len(got), err)
		}
	}
}

func (s *suite) gone(t *testing.T) {
	g := *s.gen
	g.ID = "20010101-never"
	if _, err := s.index.Tiles(s.context(t), &g, []geo.Cell{g.Tiles[0].Cell}); !errors.Is(err, search.ErrGone) {
		t.Errorf("Tiles of an unknown generation: %v; want ErrGone", err)
	}
	if _, err := s.index.Match(s.context(t), &g, "ana", search.Narrow{}, 10); !errors.Is(err, search.ErrGone) {
		t.Errorf("Match in an unknown generation: %v; want ErrGone", err)
	}
}

func (s *suite) canceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.index.Live(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Live: %v; want context.Canceled", err)
	}
	if _, err := s.index.Tiles(ctx, s.gen, []geo.Cell{s.gen.Tiles[0].Cell}); !errors.Is(err, context.Canceled) {
		t.Errorf("Tiles: %v; want context.Canceled", err)
	}
	if _, err := s.index.Match(ctx, s.gen, "ana", search.Narrow{}, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("Match: %v; want context.Canceled", err)
	}
}

// nothingShared spoils one answer and looks whether the next is whole.
func (s *suite) nothingShared(t *testing.T) {
	cells := []geo.Cell{s.gen.Tiles[0].Cell}
	first, err := s.index.Tiles(s.context(t), s.gen, cells)
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		first[i] = directory.Listing{}
	}
	s.gen.Tiles[0].Count++
	defer func() { s.gen.Tiles[0].Count-- }()
	again, err := s.index.Tiles(s.context(t), s.gen, cells)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range again {
		if l.ID() == "" {
			t.Fatal("Tiles: a caller's change shows in a later answer")
		}
	}
	live, err := s.index.Live(s.context(t))
	if err != nil || live.Tiles[0].Count != s.gen.Tiles[0].Count-1 {
		t.Errorf("Live: a caller's change shows in a later answer (%v)", err)
	}
}

func (s *suite) generations(t *testing.T, p Publisher) {
	next := Listings(rand.New(rand.NewPCG(5, 2)), 60)
	p.Publish("next", next)
	live, err := p.Live(s.context(t))
	if err != nil || live.ID == s.gen.ID || live.Listings != len(next) {
		t.Fatalf("Live after Publish: %+v, %v", live, err)
	}
	t.Run("old tiles", s.tiles)
	t.Run("old matches", s.matchNames)
	p.Drop(s.gen.ID)
	if _, err := p.Tiles(s.context(t), s.gen, []geo.Cell{s.gen.Tiles[0].Cell}); !errors.Is(err, search.ErrGone) {
		t.Errorf("Tiles of a dropped generation: %v; want ErrGone", err)
	}
	if _, err := p.Match(s.context(t), s.gen, "ana", search.Narrow{}, 10); !errors.Is(err, search.ErrGone) {
		t.Errorf("Match in a dropped generation: %v; want ErrGone", err)
	}
	renewed := &suite{listings: next, index: p}
	renewed.live(t)
	t.Run("new tiles", renewed.tiles)
}

func tileOf(t *testing.T, l directory.Listing) geo.Cell {
	t.Helper()
	tile, err := geo.TileAt(l.Location.Position.Point)
	if err != nil {
		t.Fatalf("listing %s: %v", l.ID(), err)
	}
	return tile
}

func byID(listings []directory.Listing) []directory.Listing {
	sorted := slices.Clone(listings)
	slices.SortFunc(sorted, func(a, b directory.Listing) int { return strings.Compare(a.ID(), b.ID()) })
	return sorted
}
