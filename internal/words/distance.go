package words

import "math"

// A Unit is a unit of length that people are told distances in.
type Unit string

// The units.
const (
	Miles      Unit = "mi"
	Kilometers Unit = "km"
)

// Meters returns the length of one unit in metres; an unknown unit is a mile.
func (u Unit) Meters() float64 {
	if u == Kilometers {
		return 1000
	}
	return 1609.344
}

// Between two centroids, what is nearer than this many miles is not known
// better than that.
const (
	coarseMiles = 1.5
	areaMiles   = 5
)

// Distance words a straight-line distance in metres: "about 12 miles", "less
// than a mile". precise says that both ends are known to the street or better.
// When they are not (a ZIP code, a town), a short distance is worded by the
// size of such an area, never as zero. A negative or undefined distance gives
// the empty text.
func (c *Catalog) Distance(meters float64, precise bool, unit Unit) string {
	if !(meters >= 0) {
		return ""
	}
	if unit != Kilometers {
		unit = Miles
	}
	n := meters / unit.Meters()
	switch {
	case !precise && meters < 1:
		return c.T("distance.same_area."+string(unit), "count", areaIn(unit))
	case !precise && meters < coarseMiles*Miles.Meters():
		return c.T("distance.within."+string(unit), "count", areaIn(unit))
	case n < 1:
		return c.T("distance.under_one." + string(unit))
	}
	return c.T("distance.about."+string(unit), "count", int(math.Round(n)))
}

// areaIn is the reach of a ZIP area in whole units.
func areaIn(unit Unit) int {
	if unit == Kilometers {
		return 8
	}
	return areaMiles
}
