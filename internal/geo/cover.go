package geo

import (
	"iter"
	"slices"
)

// A Cover finds the tiles that can hold points near an origin. It is built
// once over the non-empty tiles of a generation and is safe for concurrent
// use.
type Cover struct {
	centers []Vec
}

// NewCover returns a cover over tiles. The tile indexes that its methods give
// are indexes into tiles.
func NewCover(tiles []Cell) *Cover {
	c := &Cover{centers: make([]Vec, len(tiles))}
	for i, t := range tiles {
		c.centers[i] = t.Center().Vec()
	}
	return c
}

// Within appends to dst the indexes of all tiles that can hold a point within
// radius metres of p: those whose centre is within radius + TileReach.
func (c *Cover) Within(dst []int, p Point, radius float64) []int {
	v, limit := p.Vec(), Chord2(radius+TileReach)
	for i, center := range c.centers {
		if v.Chord2(center) <= limit {
			dst = append(dst, i)
		}
	}
	return dst
}

// Nearest yields every tile index with the least distance in metres that a
// point of the tile can have from p, by growing distance. A search may stop
// as soon as what it holds is nearer than the next tile can be.
func (c *Cover) Nearest(p Point) iter.Seq2[int, float64] {
	type near struct {
		tile   int
		chord2 float64
	}
	v := p.Vec()
	all := make([]near, len(c.centers))
	for i, center := range c.centers {
		all[i] = near{i, v.Chord2(center)}
	}
	slices.SortFunc(all, func(a, b near) int {
		if a.chord2 != b.chord2 {
			if a.chord2 < b.chord2 {
				return -1
			}
			return 1
		}
		return a.tile - b.tile
	})
	return func(yield func(int, float64) bool) {
		for _, n := range all {
			if !yield(n.tile, max(0, Meters(n.chord2)-TileReach)) {
				return
			}
		}
	}
}
