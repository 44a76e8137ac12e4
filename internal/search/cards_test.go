package search

import (
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
)

// TestCardCache walks the clock by hand.
func TestCardCache(t *testing.T) {
	info := &Generation{ID: "one"}
	for i := range 4 {
		cell, err := geo.TileAt(geo.Point{Lat: 30 + float64(i)*3, Lng: -90})
		if err != nil {
			t.Fatal(err)
		}
		info.Tiles = append(info.Tiles, Tile{Cell: cell, Count: 1})
	}
	g := newGenerationState(info)
	card := func(size int) *packed { return &packed{data: strings.Repeat("x", size)} }
	c := &cardCache{budget: 300}
	held := func() (list string) {
		for i := range g.tiles {
			if g.tiles[i].cards.Load() != nil {
				list += string(rune('a' + i))
			}
		}
		return list
	}
	step := func(what, want string) {
		t.Helper()
		if got := held(); got != want {
			t.Errorf("after %s: tiles %q hold cards, want %q", what, got, want)
		}
		if bytes, tiles, _ := c.usage(); bytes != int64(100*len(want)) || tiles != len(want) {
			t.Errorf("after %s: %d bytes of %d tiles", what, bytes, tiles)
		}
	}
	for i := range 3 {
		c.keep(g, &g.tiles[i], card(100), false)
	}
	step("filling", "abc")
	c.keep(g, &g.tiles[3], card(100), false)
	step("warming a full cache", "abc")
	g.tiles[0].used.Store(true)
	c.keep(g, &g.tiles[3], card(100), true)
	step("a search", "acd") // the hand spares a, which was used, and takes b
	c.keep(g, &g.tiles[1], card(301), true)
	step("a tile larger than the budget", "acd")
	c.retire(g)
	step("retiring", "")
	c.keep(g, &g.tiles[0], card(100), true)
	step("keeping cards of a retired generation", "")
}
