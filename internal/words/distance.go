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

// townMiles is how far from the town's point an office may be that is known by
// its town alone: farther off the town is as good as the office.
const townMiles = 15

// Distance words a straight-line distance in metres: "about 12 miles", "less
// than a mile". to says how well both ends are known. Where that is not to the
// street, the distance is that of two ZIP code areas, and within one of them
// nothing more is said; an office known by its town alone is as far as the town.
// So distances in their order read as being in order. A negative or undefined
// distance gives the empty text.
func (c *Catalog) Distance(meters float64, to directory.Precision, unit Unit) string {
	if !(meters >= 0) {
		return ""
	}
	if unit != Kilometers {
		unit = Miles
	}
	n := meters / unit.Meters()
	about := max(1, int(math.Round(n)))
	precise := to == directory.PrecisionRooftop || to == directory.PrecisionStreet
	switch {
	case to == directory.PrecisionCity && n < 1:
		return c.T("distance.same_town")
	case to == directory.PrecisionCity && meters < townMiles*Miles.Meters():
		return c.T("distance.town."+string(unit), "count", about)
	case !precise && meters < 1:
		return c.T("distance.same_area")
	case precise && n < 1:
		return c.T("distance.under_one." + string(unit))
	}
	return c.T("distance.about."+string(unit), "count", about)
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
