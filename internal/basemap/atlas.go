// Package basemap draws the map behind the pins: an SVG frame of 600 by 400
// with land, state and county borders, distance rings, town names, numbered
// pins and the point searched from. No tiles, no third party, no script.
//
// Borders are those of the Census cartographic boundary files at
// 1:10,000,000 (us-atlas), which hold the states, Puerto Rico and the island
// areas as plain degrees. Each view is projected for itself: azimuthal
// equidistant about the point searched from, so that a ring is a circle, a
// pin stands at its true distance and direction, and Alaska, Guam or a view
// across the antimeridian need no case of their own.
//
// The package knows no HTML and no words: it returns paths and positions.
package basemap

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/physicianfinder/finder/data"
	"github.com/physicianfinder/finder/internal/geo"
)

// errTable says that the embedded table is not what the decoder expects.
var errTable = errors.New("basemap: malformed table")

// A border is a line that one or two areas share.
type border struct {
	kind   kind
	points []geo.Vec
	center geo.Vec // of a cap that holds every point
	reach  float64 // metres from center to the farthest point
}

type kind byte

// The kinds of border, in the codes of the table.
const (
	outer  kind = iota // coast or frontier
	state              // between two states
	county             // between two counties of one state
)

// An Atlas holds the borders of the United States and its territories. It is
// immutable and safe for concurrent use.
type Atlas struct {
	borders []border
	rings   [][]int // of the land: border numbers, ^n for border n backwards
}

// Open decodes the embedded table; it takes some milliseconds and a megabyte.
func Open() (*Atlas, error) {
	zr, err := gzip.NewReader(bytes.NewReader(data.Basemap))
	if err != nil {
		return nil, fmt.Errorf("basemap: unpacking the table: %w", err)
	}
	table, err := io.ReadAll(zr)
	if err != nil {
		return nil, fmt.Errorf("basemap: unpacking the table: %w", err)
	}
	return decode(table)
}

// decode reads the format of data/build/basemap.mjs: "PFBM1"; scale and offset
// of the grid as four little-endian float64; the borders (kind, number of
// points, each point as the step from the one before, a first point from the
// first of the border before); the rings (number of borders, border numbers).
// Numbers are varints, signed ones zigzag.
func decode(table []byte) (*Atlas, error) {
	r := &reader{b: table}
	if string(r.take(5)) != "PFBM1" {
		return nil, errTable
	}
	var grid [4]float64
	for i := range grid {
		if b := r.take(8); len(b) == 8 {
			grid[i] = math.Float64frombits(binary.LittleEndian.Uint64(b))
		}
	}
	a := &Atlas{borders: make([]border, r.count())}
	var x0, y0 int64
	for i := range a.borders {
		b := &a.borders[i]
		if k := r.take(1); len(k) == 1 {
			b.kind = kind(k[0])
		}
		b.points = make([]geo.Vec, r.count())
		x, y := x0, y0
		for j := range b.points {
			x += r.signed()
			y += r.signed()
			if j == 0 {
				x0, y0 = x, y
			}
			b.points[j] = geo.Point{Lat: float64(y)*grid[1] + grid[3], Lng: float64(x)*grid[0] + grid[2]}.Vec()
		}
		b.bound()
	}
	a.rings = make([][]int, r.count())
	for i := range a.rings {
		a.rings[i] = make([]int, r.count())
		for j := range a.rings[i] {
			n := int(r.signed())
			if at := max(n, ^n); at >= len(a.borders) {
				return nil, errTable
			}
			a.rings[i][j] = n
		}
	}
	if r.failed || len(r.b) != 0 {
		return nil, errTable
	}
	return a, nil
}

// bound finds a cap around the points of b.
func (b *border) bound() {
	var sum geo.Vec
	for _, p := range b.points {
		sum = geo.Vec{X: sum.X + p.X, Y: sum.Y + p.Y, Z: sum.Z + p.Z}
	}
	n := math.Sqrt(sum.X*sum.X + sum.Y*sum.Y + sum.Z*sum.Z)
	if n == 0 {
		return
	}
	b.center = geo.Vec{X: sum.X / n, Y: sum.Y / n, Z: sum.Z / n}
	for _, p := range b.points {
		b.reach = max(b.reach, geo.Meters(b.center.Chord2(p)))
	}
}

// A reader takes numbers off a table. Past the end it gives zeros and
// remembers the failure.
type reader struct {
	b      []byte
	failed bool
}

func (r *reader) take(n int) []byte {
	if len(r.b) < n {
		r.b, r.failed = nil, true
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) unsigned() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.b, r.failed = nil, true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) signed() int64 {
	v := r.unsigned()
	return int64(v>>1) ^ -int64(v&1)
}

// count reads a length; every item takes a byte at least, so a length beyond
// the rest of the table is a failure and not an allocation.
func (r *reader) count() int {
	n := r.unsigned()
	if n > uint64(len(r.b)) {
		r.b, r.failed = nil, true
		return 0
	}
	return int(n)
}
