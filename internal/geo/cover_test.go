package geo

import (
	"math"
	"math/rand/v2"
	"testing"
)

// hard are points where cells are smallest, largest or oddest.
var hard = []Point{
	{50.10, -143.48},
	{23.72, -67.13}, // H3 vertices of the icosahedron
	{51.95, 179.99},
	{51.95, -179.99},
	{64.7, 10.5},
	{58.157, -122.3}, // pentagon neighbourhoods
	{39.1, 122.3},
	{21.31, -157.86},
	{18.47, -66.11},
	{44.98, -93.27},
	{89.9, 0},
	{-89.9, 0},
	{0, 0},
}

func randomPoint(rng *rand.Rand) Point {
	if rng.IntN(2) == 0 {
		h := hard[rng.IntN(len(hard))]
		lng := h.Lng + rng.NormFloat64()
		if lng > 180 {
			lng -= 360
		}
		if lng < -180 {
			lng += 360
		}
		return Point{Lat: math.Max(-90, math.Min(90, h.Lat+rng.NormFloat64()*0.6)), Lng: lng}
	}
	return Point{Lat: math.Asin(rng.Float64()*2-1) * 180 / math.Pi, Lng: rng.Float64()*360 - 180}
}

// haversine is the distance by another formula than the package's.
func haversine(p, q Point) float64 {
	rad := math.Pi / 180
	a := math.Pow(math.Sin((q.Lat-p.Lat)*rad/2), 2) +
		math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*math.Pow(math.Sin((q.Lng-p.Lng)*rad/2), 2)
	return 2 * 6_371_000 * math.Atan2(math.Sqrt(a), math.Sqrt(1-a))
}

func TestCoverMissesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var points []Point
	var tiles []Cell
	index := map[Cell]int{}
	tileOf := make([]int, 0, 4000)
	for range 4000 {
		p := randomPoint(rng)
		tile, err := TileAt(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := index[tile]; !ok {
			index[tile] = len(tiles)
			tiles = append(tiles, tile)
		}
		points, tileOf = append(points, p), append(tileOf, index[tile])
	}
	cover := NewCover(tiles)
	for range 400 {
		origin, radius := randomPoint(rng), 1000*math.Exp(rng.Float64()*6.7)
		in := make([]bool, len(tiles))
		for _, i := range cover.Within(nil, origin, radius) {
			if in[i] {
				t.Fatalf("Within: tile %d twice", i)
			}
			in[i] = true
		}
		least := make([]float64, len(tiles))
		last, seen := 0.0, 0
		for i, m := range cover.Nearest(origin) {
			if m < last {
				t.Fatalf("Nearest: %.0f m after %.0f m", m, last)
			}
			least[i], last, seen = m, m, seen+1
		}
		if seen != len(tiles) {
			t.Fatalf("Nearest: %d tiles of %d", seen, len(tiles))
		}
		for i, p := range points {
			d := haversine(origin, p)
			if d <= radius && !in[tileOf[i]] {
				t.Fatalf("Within: the tile of a point %.1f m away is missing at radius %.1f m", d, radius)
			}
			if d < least[tileOf[i]]-1e-3 {
				t.Fatalf("Nearest: a point is %.1f m away in a tile said to begin at %.1f m", d, least[tileOf[i]])
			}
		}
	}
}

func TestReachesMissesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	refused := 0
	for range 20_000 {
		p := randomPoint(rng)
		tile, err := TileAt(p)
		if err != nil {
			t.Fatal(err)
		}
		b := Bounds{
			West: shift(p.Lng, -rng.ExpFloat64()*2), East: shift(p.Lng, rng.ExpFloat64()*2),
			South: math.Max(-90, p.Lat-rng.ExpFloat64()), North: math.Min(90, p.Lat+rng.ExpFloat64()),
		}
		if !b.Contains(p) {
			t.Fatalf("%+v does not contain %+v", b, p)
		}
		cover := NewCover([]Cell{tile})
		if !cover.Reaches(0, b) {
			t.Fatalf("Reaches(%v, %+v) = false, but it holds a point of it", tile, b)
		}
		q := randomPoint(rng)
		if far := (Bounds{West: q.Lng, East: q.Lng, South: q.Lat, North: q.Lat}); !cover.Reaches(0, far) {
			refused++
			if d := haversine(tile.Center(), q); d <= TileReach {
				t.Fatalf("Reaches: refused a point %.0f m from the centre", d)
			}
		}
	}
	if refused == 0 {
		t.Error("Reaches never refused")
	}
}

func shift(lng, by float64) float64 {
	lng += by
	if lng > 180 {
		return lng - 360
	}
	if lng < -180 {
		return lng + 360
	}
	return lng
}

func TestTileReach(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	farthest := 0.0
	for range 60_000 {
		p := randomPoint(rng)
		tile, err := TileAt(p)
		if err != nil {
			t.Fatal(err)
		}
		farthest = math.Max(farthest, haversine(p, tile.Center()))
	}
	if farthest > TileReach || farthest < 20_000 {
		t.Errorf("a point lies %.0f m from the centre of its tile; TileReach is %.0f", farthest, TileReach)
	}
}

func BenchmarkCoverWithin(b *testing.B) {
	rng := rand.New(rand.NewPCG(4, 1))
	seen := map[Cell]bool{}
	var tiles []Cell
	for len(tiles) < 4000 {
		tile, err := TileAt(Point{Lat: 25 + rng.Float64()*24, Lng: -124 + rng.Float64()*57})
		if err != nil {
			b.Fatal(err)
		}
		if !seen[tile] {
			seen[tile] = true
			tiles = append(tiles, tile)
		}
	}
	cover := NewCover(tiles)
	var dst []int
	b.ReportAllocs()
	for b.Loop() {
		dst = cover.Within(dst[:0], Point{44.98, -93.27}, 25*MetersPerMile)
	}
}
