package geo

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func TestDistance(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 1))
	for range 50_000 {
		p, q := randomPoint(rng), randomPoint(rng)
		if rng.IntN(2) == 0 { // and short distances
			q = Point{Lat: math.Max(-90, math.Min(90, p.Lat+rng.NormFloat64()*0.01)), Lng: p.Lng}
		}
		got, want := p.Distance(q), haversine(p, q)
		if want > 19_000_000 {
			continue // both formulas are ill-conditioned near the antipode
		}
		if math.Abs(got-want) > 1e-3 {
			t.Fatalf("Distance(%+v, %+v) = %f, want %f", p, q, got, want)
		}
		if back := Meters(Chord2(got)); math.Abs(back-got) > 1e-2 {
			t.Fatalf("Meters(Chord2(%f)) = %f", got, back)
		}
	}
}

func TestDistanceKnown(t *testing.T) {
	for _, c := range []struct {
		name string
		p, q Point
		want float64
	}{
		{"nowhere", Point{44.98, -93.27}, Point{44.98, -93.27}, 0},
		{"a degree of the equator", Point{0, 0}, Point{0, 1}, math.Pi * EarthRadius / 180},
		{"pole to pole", Point{90, 0}, Point{-90, 0}, math.Pi * EarthRadius},
		{"over the antimeridian", Point{0, 179.5}, Point{0, -179.5}, math.Pi * EarthRadius / 180},
		{"any longitude at the pole", Point{90, 12}, Point{90, -120}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.p.Distance(c.q); math.Abs(got-c.want) > 1e-6 {
				t.Errorf("got %f, want %f", got, c.want)
			}
		})
	}
}

func TestNewPoint(t *testing.T) {
	for _, bad := range []Point{
		{95, -93},
		{-90.0001, 0},
		{0, 180.0001},
		{0, -181},
		{math.NaN(), 0},
		{0, math.NaN()},
		{math.Inf(1), 0},
		{0, math.Inf(-1)},
	} {
		if _, err := NewPoint(bad.Lat, bad.Lng); !errors.Is(err, ErrRange) {
			t.Errorf("NewPoint(%v): %v; want ErrRange", bad, err)
		}
		if _, err := CellAt(bad, TileResolution); !errors.Is(err, ErrRange) {
			t.Errorf("CellAt(%v): %v; want ErrRange", bad, err)
		}
	}
	for _, good := range []Point{{90, 180}, {-90, -180}, {0, 0}} {
		if _, err := NewPoint(good.Lat, good.Lng); err != nil {
			t.Errorf("NewPoint(%v): %v", good, err)
		}
	}
}

// TestCells checks that every cell is computed from the point at its own
// resolution, and that the points tried include some whose finer cell lies in
// another tile than they do.
func TestCells(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	departs := 0
	for range 3000 {
		p := randomPoint(rng)
		cells, err := Cells(p)
		if err != nil {
			t.Fatal(err)
		}
		if len(cells) != MaxResolution-MinResolution+1 {
			t.Fatalf("%d cells", len(cells))
		}
		for i, c := range cells {
			if c.Resolution() != MinResolution+i {
				t.Fatalf("cell %d has resolution %d", i, c.Resolution())
			}
			again, err := CellAt(p, MinResolution+i)
			if err != nil || again != c {
				t.Fatalf("CellAt = %v, %v; Cells says %v", again, err, c)
			}
		}
		// A cell of the finer cell's centre is its parent by geometry; points
		// near borders are where it is not the point's own cell.
		if parent, err := TileAt(cells[3].Center()); err != nil || parent != cells[2] {
			departs++
		}
	}
	if departs == 0 {
		t.Error("no point differs from the tile of its child cell's centre: the trap is not covered")
	}
}

func TestCellText(t *testing.T) {
	c, err := TileAt(Point{44.98, -93.27})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(c)
	if err != nil || len(text) != 17 {
		t.Fatalf("Marshal = %s, %v", text, err)
	}
	var back Cell
	if err := json.Unmarshal(text, &back); err != nil || back != c {
		t.Errorf("Unmarshal = %v, %v; want %v", back, err, c)
	}
	for _, bad := range []string{"", "8", "842ab", "842ab57fffffffff", "zzzzzzzzzzzzzzz", "fffffffffffffff", "000000000000000"} {
		if _, err := ParseCell(bad); !errors.Is(err, ErrCell) {
			t.Errorf("ParseCell(%q): %v; want ErrCell", bad, err)
		}
	}
}

func TestBounds(t *testing.T) {
	across := Bounds{West: 170, South: 50, East: -170, North: 55}
	plain := Bounds{West: -94, South: 44, East: -93, North: 45}
	for _, c := range []struct {
		name string
		b    Bounds
		p    Point
		want bool
	}{
		{"inside", plain, Point{44.5, -93.5}, true},
		{"corner", plain, Point{44, -94}, true},
		{"west of it", plain, Point{44.5, -94.01}, false},
		{"north of it", plain, Point{45.01, -93.5}, false},
		{"east of the antimeridian", across, Point{52, -175}, true},
		{"west of the antimeridian", across, Point{52, 175}, true},
		{"on the antimeridian", across, Point{52, 180}, true},
		{"on the far side of the globe", across, Point{52, 0}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.b.Contains(c.p); got != c.want {
				t.Errorf("Contains = %v", got)
			}
		})
	}
	for _, bad := range [][4]float64{{-94, 45, -93, 44}, {-181, 0, 0, 1}, {0, -91, 1, 0}, {math.NaN(), 0, 1, 1}} {
		if _, err := NewBounds(bad[0], bad[1], bad[2], bad[3]); !errors.Is(err, ErrRange) {
			t.Errorf("NewBounds(%v): %v; want ErrRange", bad, err)
		}
	}
}

func TestRound(t *testing.T) {
	if got := (Point{44.9778, -93.265}).Round(1); got != (Point{45, -93.3}) {
		t.Errorf("Round(1) = %v", got)
	}
}
