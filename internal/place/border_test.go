package place_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

func TestMayLie(t *testing.T) {
	tests := []struct {
		name, state string
		lat, lng    float64
		want        bool
	}{
		{"in the middle of the state", "MN", 44.98, -93.27, true},
		{"in the middle of another", "WI", 44.98, -93.27, false},
		{"Superior, far from the middle of its ZIP code", "WI", 46.721, -92.104, true},
		{"Duluth across the bay", "WI", 46.783, -92.105, false},
		{"Duluth", "MN", 46.783, -92.105, true},
		{"Kansas City on either side", "KS", 39.114, -94.627, true},
		{"Rock Island on the Mississippi", "IL", 41.509, -90.578, true},
		{"no such state", "ZZ", 44.98, -93.27, false},
	}
	for _, tt := range tests {
		if got := place.Default().MayLie(geo.Point{Lat: tt.lat, Lng: tt.lng}, tt.state); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// TestMayLieHasNoExceptions holds the grid to a walk over all ZIP codes and
// towns, each of which lies in its own state.
func TestMayLieHasNoExceptions(t *testing.T) {
	g := place.Default()
	var all []place.Place
	for n := range 100_000 {
		if p, ok := g.ZIP(fmt.Sprintf("%05d", n)); ok {
			all = append(all, p)
		}
	}
	all = append(all, g.Towns(geo.Bounds{South: -90, West: -180, North: 90, East: 180}, math.MaxInt)...)
	for _, p := range all {
		if !g.MayLie(p.Point, p.State) {
			t.Errorf("%s does not lie in %s", p.Label, p.State)
		}
	}
	rounds := 400
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 20_000
	}
	rng := rand.New(rand.NewPCG(8, 9))
	outside := 0
	for range rounds {
		from := all[rng.IntN(len(all))]
		at := geo.Point{
			Lat: math.Max(-90, math.Min(90, from.Point.Lat+rng.NormFloat64()*0.3)),
			Lng: math.Remainder(from.Point.Lng+rng.NormFloat64()*0.4, 360),
		}
		own, other := math.Inf(1), math.Inf(1)
		for i := range all {
			if d := haversine(at, all[i].Point); all[i].State == from.State {
				own = math.Min(own, d)
			} else {
				other = math.Min(other, d)
			}
		}
		if math.Abs(own-2*other) < 1 {
			continue // as near as rounding
		}
		want := own < 2*other
		if !want {
			outside++
		}
		if got := g.MayLie(at, from.State); got != want {
			t.Errorf("%v in %s: %v; own %.0f m, other %.0f m", at, from.State, got, own, other)
		}
	}
	if outside < rounds/100 {
		t.Errorf("only %d of %d points lie outside", outside, rounds)
	}
	t.Logf("%d points, %d of them outside", rounds, outside)
}

func haversine(a, b geo.Point) float64 {
	const r, d = 6_371_008.8, math.Pi / 180
	h := math.Pow(math.Sin((b.Lat-a.Lat)*d/2), 2) + math.Cos(a.Lat*d)*math.Cos(b.Lat*d)*math.Pow(math.Sin((b.Lng-a.Lng)*d/2), 2)
	return 2 * r * math.Asin(math.Sqrt(h))
}
