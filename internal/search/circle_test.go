package search_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestBorderOfTheCircle asks with the very distance that a card shows: the
// listing is inside, and outside of the next smaller radius.
func TestBorderOfTheCircle(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 2))
	for range 200 {
		at := geo.Point{Lat: 44 + rng.Float64(), Lng: -94 + rng.Float64()}
		f := searchtest.Loaded(t, searchtest.NewMemory("one", []directory.Listing{one(1, at)}))
		q := from(minneapolis, 100)
		shown := search1(t, f, q).Cards[0].Meters
		if q.Radius = shown; search1(t, f, q).Total != 1 {
			t.Fatalf("a listing %v m away is outside a radius of as much", shown)
		}
		if q.Radius = math.Nextafter(shown, 0); search1(t, f, q).Total != 0 {
			t.Fatalf("a listing %v m away is inside a radius of less", shown)
		}
	}
}

// TestCrowdedTile has thousands of positions in one tile and circles that cut
// through it.
func TestCrowdedTile(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 2))
	var listings []directory.Listing
	for n := range 3000 {
		listings = append(listings, one(n, geo.Point{Lat: 44.8 + rng.Float64()*0.4, Lng: -93.5 + rng.Float64()*0.5}))
	}
	f := searchtest.Loaded(t, searchtest.NewMemory("one", listings))
	for range 300 {
		at := geo.Point{Lat: 44.7 + rng.Float64()*0.6, Lng: -93.6 + rng.Float64()*0.7}
		q := from(at, 0.2+rng.Float64()*25)
		want := 0
		for _, l := range listings {
			if greatCircle(at, l.Location.Position.Point) <= q.Radius {
				want++
			}
		}
		if got := search1(t, f, q).Total; got != want {
			t.Fatalf("within %.0f m: %d, want %d", q.Radius, got, want)
		}
	}
}

// greatCircle is the distance by the spherical law of cosines.
func greatCircle(p, q geo.Point) float64 {
	const degree = math.Pi / 180
	c := math.Sin(p.Lat*degree)*math.Sin(q.Lat*degree) + math.Cos(p.Lat*degree)*math.Cos(q.Lat*degree)*math.Cos((p.Lng-q.Lng)*degree)
	return 6_371_000 * math.Acos(math.Max(-1, math.Min(1, c)))
}
