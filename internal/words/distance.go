package words

import (
	"math"
	"strconv"

	"github.com/physicianfinder/finder/internal/directory"
)

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
// better than that. An office known by its town alone may be townMiles from the
// town's point, and what is nearer than that by so much farther.
const (
	coarseMiles = 1.5
	areaMiles   = 5
	townMiles   = 15
)

// Distance words a straight-line distance in metres: "about 12 miles", "less
// than a mile". to says how well both ends are known. Where that is not to the
// street, a short distance is worded by the size of such an area, never as
// zero. A negative or undefined distance gives the empty text.
func (c *Catalog) Distance(meters float64, to directory.Precision, unit Unit) string {
	if !(meters >= 0) {
		return ""
	}
	if unit != Kilometers {
		unit = Miles
	}
	n := meters / unit.Meters()
	precise := to == directory.PrecisionRooftop || to == directory.PrecisionStreet
	switch town := townMiles * Miles.Meters(); {
	case to == directory.PrecisionCity && meters < town: // to the next five
		return c.T("distance.within."+string(unit), "count", 5*int(math.Ceil((meters+town)/unit.Meters()/5)))
	case !precise && meters < 1:
		return c.T("distance.same_area."+string(unit), "count", areaIn(unit))
	case !precise && meters < coarseMiles*Miles.Meters():
		return c.T("distance.within."+string(unit), "count", areaIn(unit))
	case n < 1:
		return c.T("distance.under_one." + string(unit))
	}
	return c.T("distance.about."+string(unit), "count", int(math.Round(n)))
}

// Length words a whole or broken number of units.
func (c *Catalog) Length(n float64, unit Unit) string {
	if unit != Kilometers {
		unit = Miles
	}
	if n == float64(int(n)) {
		return c.T("length."+string(unit), "count", int(n))
	}
	return c.T("length."+string(unit), "count", strconv.FormatFloat(n, 'g', 4, 64))
}

// areaIn is the reach of a ZIP area in whole units.
func areaIn(unit Unit) int {
	if unit == Kilometers {
		return 8
	}
	return areaMiles
}
