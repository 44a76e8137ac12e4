package geo

import "fmt"

// Bounds is a rectangle of latitudes and longitudes in degrees, borders
// included. West > East crosses the antimeridian.
type Bounds struct{ West, South, East, North float64 }

// NewBounds checks the four coordinates; the error wraps [ErrRange].
func NewBounds(west, south, east, north float64) (Bounds, error) {
	if _, err := NewPoint(south, west); err != nil {
		return Bounds{}, fmt.Errorf("south-west corner: %w", err)
	}
	if _, err := NewPoint(north, east); err != nil {
		return Bounds{}, fmt.Errorf("north-east corner: %w", err)
	}
	if south > north {
		return Bounds{}, fmt.Errorf("south above north: %w", ErrRange)
	}
	return Bounds{West: west, South: south, East: east, North: north}, nil
}

// Contains reports whether p lies in b or on its border.
func (b Bounds) Contains(p Point) bool {
	if p.Lat < b.South || p.Lat > b.North {
		return false
	}
	if b.West <= b.East {
		return p.Lng >= b.West && p.Lng <= b.East
	}
	return p.Lng >= b.West || p.Lng <= b.East
}
