package indexer

import (
	"cmp"
	"math"
	"slices"

	"github.com/physicianfinder/finder/internal/geo"
)

// A sighting is where a source puts a building, in ten-millionths of a degree,
// with what tells how well it is known.
type sighting struct {
	Lat, Lng int64
	Places   int64 // how many places of the building it is given for
	Shared   bool  // with another street: it is that of an area, or of a campus
}

const perDegree = 1e7

func sightingAt(lat, lng float64) sighting {
	return sighting{Lat: int64(math.Round(lat * perDegree)), Lng: int64(math.Round(lng * perDegree)), Places: 1}
}

func (s *sighting) point() geo.Point {
	return geo.Point{Lat: float64(s.Lat) / perDegree, Lng: float64(s.Lng) / perDegree}
}

// packed is the position as one number.
func (s *sighting) packed() uint64 {
	return uint64(s.Lat+90*perDegree)<<32 | uint64(s.Lng+180*perDegree)
}

// coarse reports whether the position is given to a hundredth of a degree, some
// 1.1 km, or less.
func (s *sighting) coarse() bool {
	return s.Lat%(perDegree/100) == 0 && s.Lng%(perDegree/100) == 0
}

// sightings are those of one building.
type sightings []sighting

// sort orders them, best first: not shared, given for most places, then by
// position, so that the order of rows in a file does not show.
func (all sightings) sort() {
	slices.SortFunc(all, func(a, b sighting) int {
		return cmp.Or(compareTrue(a.Shared, b.Shared), cmp.Compare(b.Places, a.Places), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lng, b.Lng))
	})
}

func (all *sightings) visit(c *coder) {
	list(c, (*[]sighting)(all), func(s *sighting) {
		c.number(&s.Lat)
		c.number(&s.Lng)
		c.number(&s.Places)
		c.flag(&s.Shared)
	})
}
