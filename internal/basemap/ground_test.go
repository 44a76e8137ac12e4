package basemap

import (
	"math"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
)

// layers are the paths of m.
func layers(m *Map) map[string]string {
	return map[string]string{
		"neighbors": m.Neighbors, "shared": m.Shared, "land": m.Land, "urban": m.Urban, "counties": m.Counties,
		"rivers": m.Rivers, "lakes": m.Lakes, "states": m.States, "roads": m.Roads,
	}
}

// TestGround asks what is drawn at places whose nature is known. Lakes go over
// the land, it goes over what is shared, and that over the neighbors.
func TestGround(t *testing.T) {
	a := atlas(t)
	at := func(m *Map, path string) bool { return inside(polylines(t, path), m.Origin.X, m.Origin.Y) }
	for _, tt := range []struct {
		name     string
		lat, lng float64
		want     string
	}{
		{"Minneapolis", 44.96, -93.27, "town"},
		{"Houston", 29.76, -95.37, "town"},
		{"Anchorage", 61.19, -149.87, "town"},
		{"San Juan PR", 18.38, -66.07, "town"},
		{"a field in Kansas", 38.50, -98.90, "land"},
		{"the Everglades", 25.90, -80.90, "land"},
		{"Great Salt Lake", 41.10, -112.50, "water"},
		{"Lake Okeechobee", 26.95, -80.80, "water"},
		{"Lake of the Woods", 49.20, -94.80, "water"},
		{"Lake Superior", 47.50, -87.50, "water"},
		{"Lake Superior, beyond the frontier", 48.20, -86.50, "water"},
		{"Lake Erie", 42.10, -81.20, "water"},
		{"Gulf of Mexico", 27.50, -90.00, "water"},
		{"Ontario", 44.80, -79.00, "abroad"},
		{"Sonora", 30.50, -111.00, "abroad"},
		{"the Yukon", 63.00, -138.00, "abroad"},
		{"Vancouver Island", 49.50, -125.60, "abroad"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := geo.Point{Lat: tt.lat, Lng: tt.lng}
			for _, radius := range []float64{20_000, 60_000, 160_000} {
				m := a.Draw(Scene{Origin: &p, Radius: radius, RingUnit: geo.MetersPerMile})
				got := "water"
				switch {
				case at(m, m.Lakes):
				case at(m, m.Land) && at(m, m.Urban):
					got = "town"
				case at(m, m.Land):
					got = "land"
				case at(m, m.Shared):
				case at(m, m.Neighbors):
					got = "abroad"
				}
				if got != tt.want {
					t.Errorf("radius %.0f m: %s, want %s", radius, got, tt.want)
				}
			}
		})
	}
}

// TestRivers looks for rivers where towns stand on them, within what lines of
// 1:50,000,000 are off by, and for none in a desert.
func TestRivers(t *testing.T) {
	for _, tt := range []struct {
		name     string
		lat, lng float64
		want     bool
	}{
		{"Memphis", 35.15, -90.06, true},
		{"Saint Louis", 38.63, -90.18, true},
		{"Bismarck", 46.81, -100.83, true},
		{"the Mojave", 35.20, -115.90, false},
		{"the Nebraska Sandhills", 42.20, -101.70, false},
	} {
		p := geo.Point{Lat: tt.lat, Lng: tt.lng}
		m := atlas(t).Draw(Scene{Origin: &p, Radius: 20_000, RingUnit: geo.MetersPerMile})
		if got := nearest(polylines(t, m.Rivers), *m.Origin) < 8_000*m.scale(20_000); got != tt.want {
			t.Errorf("%s: river %v, want %v", tt.name, got, tt.want)
		}
	}
}

// scale is how many frame units a metre takes, by the ring of a radius.
func (m *Map) scale(radius float64) float64 {
	return float64(m.Rings[len(m.Rings)-1].Radius) / radius
}

// nearest is how far from a spot the nearest of the lines passes.
func nearest(lines [][]xy, s Spot) float64 {
	best := math.Inf(1)
	for _, l := range lines {
		for i := 1; i < len(l); i++ {
			dx, dy := l[i].x-l[i-1].x, l[i].y-l[i-1].y
			t := 0.0
			if n := dx*dx + dy*dy; n > 0 {
				t = max(0, min(1, ((s.X-l[i-1].x)*dx+(s.Y-l[i-1].y)*dy)/n))
			}
			best = min(best, math.Hypot(s.X-l[i-1].x-t*dx, s.Y-l[i-1].y-t*dy))
		}
	}
	return best
}

// TestRoads draws roads from town to town where so much is seen that this is
// true enough, numbers them upon them, and draws none in a city.
func TestRoads(t *testing.T) {
	a := atlas(t)
	fargo := geo.Point{Lat: 46.877, Lng: -96.790}
	s := Scene{Origin: &fargo, Radius: 200_000, RingUnit: geo.MetersPerMile}
	s.Pins = []Pin{{Number: 1, Point: fargo}, {Number: 2, Point: geo.Point{Lat: 46.81, Lng: -98.71}}, {Number: 3, Point: geo.Point{Lat: 45.28, Lng: -92.98}}}
	s.Towns = func(geo.Bounds, int) []Town {
		return []Town{{"Fargo", fargo}, {"Jamestown", geo.Point{Lat: 46.91, Lng: -98.70}}}
	}
	m := a.Draw(s)
	roads := polylines(t, m.Roads)
	if far := nearest(roads, *m.Origin); far > 4 {
		t.Errorf("the roads pass Fargo at %g units", far)
	}
	names := map[string]bool{}
	for _, r := range m.Routes {
		if names[r.Name] {
			t.Errorf("%s is numbered twice", r.Name)
		}
		names[r.Name] = true
		if far := nearest(roads, r.Spot); far > 1 {
			t.Errorf("%s stands %g units from any road", r.Name, far)
		}
		for _, p := range m.Pins {
			if math.Abs(p.X-r.X) < pinRadius+20 && math.Abs(p.Y-r.Y) < pinRadius+8 {
				t.Errorf("pin %d covers %s", p.Number, r.Name)
			}
		}
	}
	if !names["I-29"] || !names["I-94"] {
		t.Errorf("numbers %v, want I-29 and I-94 among them", names)
	}
	city := geo.Point{Lat: 44.98, Lng: -93.27}
	if m := a.Draw(Scene{Origin: &city, Radius: 30_000, RingUnit: geo.MetersPerMile}); m.Roads != "" || m.Routes != nil {
		t.Errorf("roads in a city: %q, %v", m.Roads, m.Routes)
	}
}
