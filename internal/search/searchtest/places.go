package searchtest

import (
	"math"
	"math/rand/v2"

	"github.com/physicianfinder/finder/internal/geo"
)

// towns are centres that random listings and origins gather around: dense and
// lonely ones, and every place where the map has a seam.
var towns = []geo.Point{
	{Lat: 40.71, Lng: -74.01},
	{Lat: 34.05, Lng: -118.24},
	{Lat: 41.88, Lng: -87.63},
	{Lat: 29.76, Lng: -95.37},
	{Lat: 44.98, Lng: -93.27},
	{Lat: 46.88, Lng: -96.79},
	{Lat: 30.27, Lng: -97.74},
	{Lat: 25.76, Lng: -80.19},
	{Lat: 47.61, Lng: -122.33},
	{Lat: 39.74, Lng: -104.99},
	{Lat: 48.23, Lng: -101.30},
	{Lat: 31.76, Lng: -106.49},
}

// seams are the places where a cover or a distance is most likely to go wrong.
var seams = []geo.Point{
	{Lat: 50.10, Lng: -143.48},                             // H3 vertex of the icosahedron south of Alaska
	{Lat: 23.72, Lng: -67.13},                              // the one north of Puerto Rico
	{Lat: 61.22, Lng: -149.90}, {Lat: 71.29, Lng: -156.79}, // Alaska
	{Lat: 51.88, Lng: -176.65}, {Lat: 52.94, Lng: 172.91}, // the Aleutians, on both sides of
	{Lat: 51.95, Lng: 179.98}, {Lat: 51.95, Lng: -179.98}, // the antimeridian
	{Lat: 21.31, Lng: -157.86}, {Lat: 19.72, Lng: -155.08}, // Hawaii
	{Lat: 18.47, Lng: -66.11}, {Lat: 18.34, Lng: -64.93}, // Puerto Rico, Virgin Islands
	{Lat: 13.44, Lng: 144.79}, {Lat: -14.27, Lng: -170.70}, // Guam, American Samoa
}

// near returns a point up to about km kilometres from p.
func near(rng *rand.Rand, p geo.Point, km float64) geo.Point {
	dLat := (rng.Float64()*2 - 1) * km / 111.2
	dLng := (rng.Float64()*2 - 1) * km / 111.2 / math.Max(0.05, math.Cos(p.Lat*math.Pi/180))
	return geo.Point{Lat: math.Max(-90, math.Min(90, p.Lat+dLat)), Lng: wrap(p.Lng + dLng)}
}

func wrap(lng float64) float64 {
	switch {
	case lng > 180:
		return lng - 360
	case lng < -180:
		return lng + 360
	}
	return lng
}

// anywhere returns a point of the country, seams included, or (one time in
// fifty) of the whole globe.
func anywhere(rng *rand.Rand) geo.Point {
	switch n := rng.IntN(100); {
	case n < 55:
		return near(rng, towns[rng.IntN(len(towns))], 60)
	case n < 75:
		return near(rng, seams[rng.IntN(len(seams))], 80)
	case n < 98:
		return geo.Point{Lat: 25 + rng.Float64()*24, Lng: -124 + rng.Float64()*57}
	}
	return geo.Point{Lat: math.Asin(rng.Float64()*2-1) * 180 / math.Pi, Lng: rng.Float64()*360 - 180}
}

// onBorder returns two points near p that lie on both sides of the border of
// two tiles, 90 km halved so many times apart; both are p if no border is found
// around it.
func onBorder(rng *rand.Rand, p geo.Point, halvings int) (geo.Point, geo.Point) {
	a, b := p, near(rng, p, 90)
	tileA, errA := geo.TileAt(a)
	tileB, errB := geo.TileAt(b)
	if errA != nil || errB != nil || tileA == tileB || math.Abs(a.Lng-b.Lng) > 90 {
		return p, p
	}
	for range halvings {
		mid := geo.Point{Lat: (a.Lat + b.Lat) / 2, Lng: (a.Lng + b.Lng) / 2}
		if t, err := geo.TileAt(mid); err == nil && t == tileA {
			a = mid
		} else {
			b = mid
		}
	}
	return a, b
}
