package geo

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/uber/h3-go/v4"
)

// The resolutions that listings are indexed by. A tile is a cell of
// [TileResolution]: about 1,770 square kilometres.
const (
	MinResolution  = 2
	MaxResolution  = 6
	TileResolution = 4
)

// TileReach is the largest distance in metres from the centre of a cell of
// TileResolution to its border, anywhere on the globe: 28.673 km measured,
// rounded up.
const TileReach = 28_700.0

// ErrCell says that a text is not a valid H3 cell.
var ErrCell = errors.New("not an H3 cell")

// A Cell is an H3 cell index of any resolution. Its text form is the usual 15
// hexadecimal digits, because numbers of that size do not survive JSON.
type Cell uint64

// CellAt returns the cell of resolution res (0 to 15) that holds p.
func CellAt(p Point, res int) (Cell, error) {
	if _, err := NewPoint(p.Lat, p.Lng); err != nil {
		return 0, err
	}
	c, err := h3.LatLngToCell(h3.NewLatLng(p.Lat, p.Lng), res)
	if err != nil {
		return 0, fmt.Errorf("cell of resolution %d: %w", res, err)
	}
	return Cell(c), nil
}

// TileAt returns the tile that holds p.
func TileAt(p Point) (Cell, error) { return CellAt(p, TileResolution) }

// Cells returns the cells that hold p, from MinResolution to MaxResolution,
// each computed from the point itself.
func Cells(p Point) ([]Cell, error) {
	cells := make([]Cell, 0, MaxResolution-MinResolution+1)
	for res := MinResolution; res <= MaxResolution; res++ {
		c, err := CellAt(p, res)
		if err != nil {
			return nil, err
		}
		cells = append(cells, c)
	}
	return cells, nil
}

// ParseCell reads the hexadecimal text form. The error wraps [ErrCell].
func ParseCell(s string) (Cell, error) {
	if len(s) != 15 {
		return 0, fmt.Errorf("%w: 15 hexadecimal digits expected", ErrCell)
	}
	n, err := strconv.ParseUint(s, 16, 64)
	if err != nil || !h3.Cell(n).IsValid() {
		return 0, ErrCell
	}
	return Cell(n), nil
}

// String returns the 15 lower-case hexadecimal digits of c.
func (c Cell) String() string { return strconv.FormatUint(uint64(c), 16) }

// Resolution returns the resolution of c, 0 to 15.
func (c Cell) Resolution() int { return h3.Cell(c).Resolution() }

// Center returns the centre of c; c must be valid.
func (c Cell) Center() Point {
	ll, err := h3.CellToLatLng(h3.Cell(c))
	if err != nil {
		return Point{}
	}
	return Point{Lat: ll.Lat, Lng: ll.Lng}
}

// MarshalText writes the hexadecimal form.
func (c Cell) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the hexadecimal form; the error wraps [ErrCell].
func (c *Cell) UnmarshalText(b []byte) (err error) {
	*c, err = ParseCell(string(b))
	return err
}
