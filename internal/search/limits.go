package search

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// The longest texts that a query may hold, in characters.
const (
	maxText     = 100
	maxCode     = 10 // a whole taxonomy code
	maxLanguage = 35 // BCP 47, RFC 5646 section 4.4.1
)

// check holds q against the limits of this package. The error wraps ErrQuery
// and names the field, never its value.
func (q *Query) check() error {
	refuse := func(field string) error { return fmt.Errorf("%w: %s", ErrQuery, field) }
	if q.Origin != nil {
		if _, err := geo.NewPoint(q.Origin.Point.Lat, q.Origin.Point.Lng); err != nil {
			return refuse("origin")
		}
		if !(q.Radius > 0 && q.Radius <= MaxRadius) { // written so that NaN fails
			return refuse("radius")
		}
	}
	if q.Page < 1 || q.Page > MaxPage {
		return refuse("page")
	}
	if q.Size < 1 || q.Size > MaxPageSize {
		return refuse("page size")
	}
	if utf8.RuneCountInString(q.Text) > maxText {
		return refuse("text")
	}
	switch q.Sort {
	case "", ByRelevance, ByName:
	case ByDistance:
		if q.Origin == nil {
			return refuse("order by distance without origin")
		}
	default:
		return refuse("order")
	}
	if q.Clustered && q.Filter.Bounds == nil {
		return refuse("clusters without bounds")
	}
	if field := q.Filter.check(); field != "" {
		return refuse(field)
	}
	return nil
}

// check returns the name of a field that is outside the limits, or "".
func (f *Filter) check() string {
	switch {
	case len(f.NPIs) > MaxNPIs:
		return "NPIs"
	case !someOf(f.Specialties, func(s string) bool { return s != "" && len(s) <= maxCode }):
		return "specialties"
	case !someOf(f.Languages, func(s string) bool { return s != "" && len(s) <= maxLanguage }):
		return "languages"
	case !someOf(f.States, func(s string) bool { return len(s) == 2 }):
		return "states"
	case !someOf(f.ZIPs, func(s string) bool { return zipNumber(s) != 0 }):
		return "ZIP codes"
	case !someOf(f.Genders, func(g directory.Gender) bool { return slices.Contains(genderCodes[:], g) }):
		return "genders"
	case !someOf(f.Accepting, func(a directory.Accepting) bool { return slices.Contains(acceptingCodes[:], a) }):
		return "accepting"
	case f.Closure != ClosureAny && f.Closure != ClosureOffered && f.Closure != ClosureConfirmed:
		return "annular closure"
	case f.VerifiedSince < 0:
		return "verified since"
	case f.Phone != "" && phoneNumber(f.Phone) == 0:
		return "phone"
	}
	if b := f.Bounds; b != nil {
		if _, err := geo.NewBounds(b.West, b.South, b.East, b.North); err != nil {
			return "bounds"
		}
	}
	return ""
}

// someOf reports whether a filter's values are few and each is good.
func someOf[T any](values []T, good func(T) bool) bool {
	return len(values) <= MaxAnyOf && !slices.ContainsFunc(values, func(v T) bool { return !good(v) })
}

// order returns the order of q, the default one if it names none.
func (q *Query) order() Sort {
	switch {
	case q.Sort != "":
		return q.Sort
	case q.Text != "":
		return ByRelevance
	case q.Origin != nil:
		return ByDistance
	}
	return ByName
}

// A circle is the part of the globe that a query asks about. Rows outside it
// are not in the result; without an origin every row is inside.
type circle struct {
	whole  bool // no origin
	center geo.Vec
	radius float64 // metres
	// Squared chords below sure are inside, those above limit outside; what is
	// between is measured, so that "inside" is what the distance shown says.
	sure, limit  float64
	south, north float64 // latitudes that it can reach
}

// chordSlack is far more than the rounding errors of a squared chord.
const chordSlack = 1e-9

func newCircle(p geo.Point, radius float64) circle {
	c2 := geo.Chord2(radius)
	belt := radius/geo.EarthRadius*180/math.Pi + 1e-6
	return circle{
		center: p.Vec(), radius: radius,
		sure: c2 * (1 - chordSlack), limit: c2*(1+chordSlack) + 1e-18,
		south: p.Lat - belt, north: p.Lat + belt,
	}
}

// holds reports whether a squared chord from the centre is inside.
func (c *circle) holds(chord2 float64) bool {
	return chord2 <= c.sure || chord2 <= c.limit && geo.Meters(chord2) <= c.radius
}
