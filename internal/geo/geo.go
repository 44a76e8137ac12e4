// Package geo measures the earth: points, great-circle distances, and the H3
// cells by which listings are found and kept. It also holds the one list of
// states.
//
// Three facts of H3 shape it. A cell does not contain its children, so the
// cells of a point are each computed from the point ([Cells]), never with a
// parent function. H3 accepts a latitude of 95 and answers a cell, so points
// are range-checked first ([NewPoint]). And a tile's points lie no farther
// than [TileReach] from its centre, which is all that [Cover] relies on.
//
// Distances are metres on a sphere of [EarthRadius]; latitudes and longitudes
// are WGS 84 degrees. This is the only package that imports h3-go.
package geo

import (
	"errors"
	"fmt"
	"math"
)

// EarthRadius is the mean earth radius in metres that every distance uses.
const EarthRadius = 6_371_000.0

// MetersPerMile is the length of the international mile.
const MetersPerMile = 1609.344

// ErrRange says that a coordinate is not on the globe, or is not a number.
var ErrRange = errors.New("coordinates out of range")

// A Point is a position in WGS 84 degrees.
type Point struct {
	Lat float64 // -90 to 90, north positive
	Lng float64 // -180 to 180, east positive
}

// NewPoint returns the point at lat, lng degrees. The error wraps [ErrRange]
// and names the coordinate at fault; it carries no value, because a person's
// place must not reach a log.
func NewPoint(lat, lng float64) (Point, error) {
	if !(lat >= -90 && lat <= 90) { // written so that NaN fails
		return Point{}, fmt.Errorf("latitude: %w", ErrRange)
	}
	if !(lng >= -180 && lng <= 180) {
		return Point{}, fmt.Errorf("longitude: %w", ErrRange)
	}
	return Point{Lat: lat, Lng: lng}, nil
}

// Distance returns the great-circle distance from p to q in metres.
func (p Point) Distance(q Point) float64 {
	return Meters(p.Vec().Chord2(q.Vec()))
}

// Round returns p with both coordinates rounded to the given number of
// decimals. One decimal is about seven miles: an "approximate area".
func (p Point) Round(decimals int) Point {
	f := math.Pow(10, float64(decimals))
	return Point{Lat: math.Round(p.Lat*f) / f, Lng: math.Round(p.Lng*f) / f}
}

// A Vec is a point as a unit vector from the earth's centre. Comparing chords
// of vectors gives the order of great-circle distances without trigonometry.
type Vec struct{ X, Y, Z float64 }

// Vec returns p as a unit vector.
func (p Point) Vec() Vec {
	lat, lng := p.Lat*math.Pi/180, p.Lng*math.Pi/180
	c := math.Cos(lat)
	return Vec{X: c * math.Cos(lng), Y: c * math.Sin(lng), Z: math.Sin(lat)}
}

// Chord2 returns the squared straight-line distance between two unit vectors,
// 0 to 4. It grows with the great-circle distance; [Meters] converts it.
func (v Vec) Chord2(w Vec) float64 {
	x, y, z := v.X-w.X, v.Y-w.Y, v.Z-w.Z
	return x*x + y*y + z*z
}

// Meters returns the great-circle distance of a squared chord.
func Meters(chord2 float64) float64 {
	return 2 * EarthRadius * math.Asin(math.Min(1, math.Sqrt(chord2)/2))
}

// Chord2 returns the squared chord of a great-circle distance in metres; a
// distance of half the earth's circumference or more gives the whole globe.
func Chord2(meters float64) float64 {
	angle := meters / EarthRadius
	if angle >= math.Pi {
		return 4
	}
	s := 2 * math.Sin(angle/2)
	return s * s
}
