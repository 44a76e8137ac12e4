package geo

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// A Cover finds the tiles that can hold points near an origin. It is built
// once over the non-empty tiles of a generation and is safe for concurrent
// use. Tiles are kept from south to north, so that a small circle looks at a
// belt of them and not at all.
type Cover struct {
	centers []center
	points  []Point // centres by tile index
}

type center struct {
	vec  Vec
	tile int
}

// NewCover returns a cover over tiles. The tile indexes that its methods give
// are indexes into tiles.
func NewCover(tiles []Cell) *Cover {
	c := &Cover{centers: make([]center, len(tiles)), points: make([]Point, len(tiles))}
	for i, t := range tiles {
		c.points[i] = t.Center()
		c.centers[i] = center{vec: c.points[i].Vec(), tile: i}
	}
	slices.SortFunc(c.centers, func(a, b center) int {
		return cmp.Or(cmp.Compare(a.vec.Z, b.vec.Z), cmp.Compare(a.tile, b.tile))
	})
	return c
}

// Within appends to dst the indexes of all tiles that can hold a point within
// radius metres of p: those whose centre is within radius + TileReach.
func (c *Cover) Within(dst []int, p Point, radius float64) []int {
	v, limit := p.Vec(), Chord2(radius+TileReach)
	for _, t := range c.belt(v, limit) {
		if v.Chord2(t.vec) <= limit {
			dst = append(dst, t.tile)
		}
	}
	return dst
}

// belt returns the centres whose height above the equator's plane differs from
// v's by no more than a chord; no other centre is within it.
func (c *Cover) belt(v Vec, chord2 float64) []center {
	half := math.Sqrt(chord2)
	from, _ := slices.BinarySearchFunc(c.centers, v.Z-half, func(t center, z float64) int { return cmp.Compare(t.vec.Z, z) })
	rest := c.centers[from:]
	to, _ := slices.BinarySearchFunc(rest, v.Z+half, func(t center, z float64) int {
		if t.vec.Z <= z {
			return -1
		}
		return 1
	})
	return rest[:to]
}

// The rings that Nearest sorts one after the other: most callers stop within
// the first.
const (
	firstRing  = 200_000.0 // metres
	ringGrowth = 3
)

// Nearest yields every tile index with the least distance in metres that a
// point of the tile can have from p, by growing distance. A search may stop
// as soon as what it holds is nearer than the next tile can be.
func (c *Cover) Nearest(p Point) iter.Seq2[int, float64] {
	type near struct {
		tile   int
		chord2 float64
	}
	return func(yield func(int, float64) bool) {
		var ring []near
		v, inner := p.Vec(), -1.0
		for outer := firstRing; inner < 4; outer *= ringGrowth {
			limit := Chord2(outer)
			if limit >= 4 {
				limit = 5 // rounding puts no centre beyond the antipode
			}
			ring = ring[:0]
			for _, t := range c.belt(v, limit) {
				if d := v.Chord2(t.vec); d > inner && d <= limit {
					ring = append(ring, near{t.tile, d})
				}
			}
			slices.SortFunc(ring, func(a, b near) int {
				if a.chord2 != b.chord2 {
					return cmp.Compare(a.chord2, b.chord2)
				}
				return cmp.Compare(a.tile, b.tile)
			})
			for _, n := range ring {
				if !yield(n.tile, max(0, Meters(n.chord2)-TileReach)) {
					return
				}
			}
			inner = limit
		}
	}
}

// Reaches reports whether a tile can hold a point of b: whether the circle of
// TileReach around its centre, seen as a rectangle, meets b. It never says no
// wrongly.
func (c *Cover) Reaches(tile int, b Bounds) bool {
	p, reach := c.points[tile], TileReach/EarthRadius
	degrees := reach * 180 / math.Pi
	if p.Lat < b.South-degrees || p.Lat > b.North+degrees {
		return false
	}
	// The meridians that touch a circle lie asin(sin(reach)/cos(lat)) to
	// either side of its centre; a circle around a pole meets all of them.
	s := math.Sin(reach) / math.Cos(p.Lat*math.Pi/180)
	if !(s < 1) || math.Abs(p.Lat)+degrees >= 90 {
		return true
	}
	side := math.Asin(s)*180/math.Pi + 1e-9
	width := b.East - b.West
	if width < 0 {
		width += 360
	}
	if width+2*side >= 360 {
		return true
	}
	return math.Mod(p.Lng-(b.West-side)+720, 360) <= width+2*side
}
