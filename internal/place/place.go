// Package place turns what a person types for "where" into a point on the
// map, or says what is ambiguous or unknown about it.
//
// The gazetteer behind it is embedded (data/): Census ZCTA points, GeoNames
// towns, hand-kept territories. It guesses only where one reading is plainly
// meant, and then says so.
package place

import (
	"errors"
	"fmt"

	"github.com/physicianfinder/finder/internal/geo"
)

// Kind says what sort of origin a place is.
type Kind string

// The kinds of place.
const (
	KindZIP    Kind = "zip"    // a ZIP code of the gazetteer
	KindZIP3   Kind = "zip3"   // an unknown ZIP code with a known three-digit prefix
	KindCity   Kind = "city"   // a city or town
	KindRegion Kind = "region" // a stretch of country, whose reach is its Precision
	KindCoords Kind = "coords" // "lat,lng" as given
	KindCell   Kind = "cell"   // an H3 cell, its centre
)

// A Place is a resolved origin.
type Place struct {
	Label string // "55401 Minneapolis, MN"; for coords and cells an approximate area
	Value string // what to send as "near" to get this place again
	Kind  Kind
	Point geo.Point
	// Precision is how far in metres the person may be from Point: the reach
	// of a ZIP code, a city, or a rounded coordinate.
	Precision  float64
	State      string // two letters, where the gazetteer knows it
	Population int    // of a city, else 0
}

// ErrUnknown says that the gazetteer does not know a place.
var ErrUnknown = errors.New("unknown place")

// ErrMalformed says that a text cannot be a place at all.
var ErrMalformed = errors.New("not a place")

// An AmbiguousError lists the places that a text may mean, most people first.
type AmbiguousError struct {
	Candidates []Place
	// Misspelt says that none of them is called so: their names are a slip away.
	Misspelt bool
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("place: %d places of this name", len(e.Candidates))
}

// A Notice says how a reading departs from what was typed.
type Notice string

// The notices of Resolve.
const (
	NoticeLargest  Notice = "place_largest"  // several of this name; the largest was taken
	NoticeSpelling Notice = "place_spelling" // a near miss in spelling was mended
	NoticeZIP3     Notice = "place_zip3"     // the ZIP code is unknown; its prefix was taken
	NoticeRegion   Notice = "place_region"   // a region: distances are from its middle
	NoticeWest     Notice = "place_west"     // a longitude without its minus was taken as west
)
