// Package basemap draws the map behind the pins: an SVG frame of 600 by 400
// with land, state and county borders, lakes, rivers, urban areas, highways,
// distance rings, town names, numbered pins and the point searched from. No
// tiles, no third party, no script.
//
// Borders are those of the Census cartographic boundary files at
// 1:10,000,000 (us-atlas-2023), which hold the states, Puerto Rico and the
// island areas as plain degrees; water, urban areas and the land of the
// neighbors are Natural Earth's at 1:50,000,000; highways run straight from town
// to town. Each view is projected for itself: azimuthal equidistant about the
// point searched from, so that a ring is a circle, a pin stands at its true
// distance and direction, and Alaska, Guam or a view across the antimeridian
// need no case of their own.
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

// A line is a row of points, or the ring through them.
type line struct {
	points []geo.Vec
	center geo.Vec // of a cap that holds every point
	reach  float64 // metres from center to the farthest point
}

// A border is a line that one or two areas share.
type border struct {
	line
	kind kind
}

type kind byte

// The kinds of border, in the codes of the table.
const (
	outer  kind = iota // coast or frontier
	state              // between two states
	county             // between two counties of one state
)

// A road is a numbered highway, straight from town to town.
type road struct {
	line
	name string
}

// An Atlas holds the borders of the United States and its territories, and what
// lies within and beside them. It is immutable and safe for concurrent use.
type Atlas struct {
	borders   []border
	rings     [][]int // of the land: border numbers, ^n for border n backwards
	neighbors []line  // rings of the land beyond the frontiers
	shared    []line  // rings of lakes that lie between it and the land
	lakes     []line  // rings of those on the land, and of their islands
	urban     []line  // rings
	rivers    []line
	roads     []road
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

// decode reads the format of data/build/basemap.mjs: "PFBM2"; the borders, in a
// grid (kind and line each); the rings of the land (number of borders, border
// numbers); in a second grid the neighbors, shared lakes, lakes, urban areas and
// rivers; in a third the roads (length of the name, name, line). What is a list
// begins with its length. A line is its number of points, then each as the step
// from the one before, the first from the first of the line before in its grid.
// Numbers are varints, signed ones zigzag.
func decode(table []byte) (*Atlas, error) {
	r := &reader{b: table}
	if string(r.take(5)) != "PFBM2" {
		return nil, errTable
	}
	r.nextGrid()
	a := &Atlas{borders: make([]border, r.count())}
	for i := range a.borders {
		if k := r.take(1); len(k) == 1 {
			a.borders[i].kind = kind(k[0])
		}
		a.borders[i].line = r.line()
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
	r.nextGrid()
	for _, layer := range [...]*[]line{&a.neighbors, &a.shared, &a.lakes, &a.urban, &a.rivers} {
		*layer = make([]line, r.count())
		for i := range *layer {
			(*layer)[i] = r.line()
		}
	}
	r.nextGrid()
	a.roads = make([]road, r.count())
	for i := range a.roads {
		a.roads[i].name = string(r.take(r.count()))
		a.roads[i].line = r.line()
	}
	if r.failed || len(r.b) != 0 {
		return nil, errTable
	}
	return a, nil
}

// bound finds a cap around the points of l.
func (l *line) bound() {
	var sum geo.Vec
	for _, p := range l.points {
		sum = geo.Vec{X: sum.X + p.X, Y: sum.Y + p.Y, Z: sum.Z + p.Z}
	}
	n := math.Sqrt(sum.X*sum.X + sum.Y*sum.Y + sum.Z*sum.Z)
	if n == 0 {
		return
	}
	l.center = geo.Vec{X: sum.X / n, Y: sum.Y / n, Z: sum.Z / n}
	for _, p := range l.points {
		l.reach = max(l.reach, geo.Meters(l.center.Chord2(p)))
	}
}

// A reader takes numbers off a table. Past the end it gives zeros and
// remembers the failure.
type reader struct {
	b      []byte
	failed bool
	grid   [4]float64 // degrees a step east and north, then those of 0, 0
	x, y   int64      // where the line before began
}

// nextGrid reads the grid of the lines that follow: four little-endian float64.
func (r *reader) nextGrid() {
	for i := range r.grid {
		if b := r.take(8); len(b) == 8 {
			r.grid[i] = math.Float64frombits(binary.LittleEndian.Uint64(b))
		}
	}
	r.x, r.y = 0, 0
}

func (r *reader) line() line {
	l := line{points: make([]geo.Vec, r.count())}
	x, y := r.x, r.y
	for i := range l.points {
		x += r.signed()
		y += r.signed()
		if i == 0 {
			r.x, r.y = x, y
		}
		l.points[i] = geo.Point{Lat: float64(y)*r.grid[1] + r.grid[3], Lng: float64(x)*r.grid[0] + r.grid[2]}.Vec()
	}
	l.bound()
	return l
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
