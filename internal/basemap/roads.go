package basemap

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// Sizes of a road's number, in frame units.
const (
	routeLetter = 10.0
	routeHeight = 20.0
	// leastRoad is the length of road that bears a number.
	leastRoad = 90.0
)

// drive draws the roads in view, and their numbers where there is room beside
// pins and names.
func (m *Map) drive(w *window, roads []road, taken []rect) {
	path := pathWriter{simplify.DouglasPeucker(w.tolerance()), nil}
	for i := range roads {
		r := &roads[i]
		parts := path.clipped(w, &r.line)
		if len(m.Routes) == maxRoutes {
			continue
		}
		half := routeLetter * float64(len(r.name)) / 2
		for _, at := range alongLongest(parts) {
			box := rect{at.X - half, at.Y - routeHeight/2, at.X + half, at.Y + routeHeight/2}
			if box.framed() && !m.covers(box) && !touchesAny(taken, box) {
				m.Routes = append(m.Routes, Route{Spot: at, Name: r.name})
				taken = append(taken, box.grown(routeHeight/2))
				break
			}
		}
	}
	m.Roads = path.String()
}

// alongLongest returns places on the longest of parts, its middle first; none
// where it is too short to bear a number.
func alongLongest(parts orb.MultiLineString) (places []Spot) {
	var longest orb.LineString
	length := leastRoad
	for _, part := range parts {
		if l := lengthOf(part); l >= length {
			longest, length = part, l
		}
	}
	if longest == nil {
		return nil
	}
	for _, share := range [...]float64{.5, .4, .6, .3, .7, .2, .8} {
		places = append(places, after(longest, share*length))
	}
	return places
}

func lengthOf(l orb.LineString) (sum float64) {
	for i := 1; i < len(l); i++ {
		sum += math.Hypot(l[i][0]-l[i-1][0], l[i][1]-l[i-1][1])
	}
	return sum
}

// after returns the place on l that lies a way along it.
func after(l orb.LineString, way float64) Spot {
	for i := 1; i < len(l); i++ {
		step := math.Hypot(l[i][0]-l[i-1][0], l[i][1]-l[i-1][1])
		if way <= step && step > 0 {
			t := way / step
			return round(xy{l[i-1][0] + t*(l[i][0]-l[i-1][0]), l[i-1][1] + t*(l[i][1]-l[i-1][1])})
		}
		way -= step
	}
	return round(xy{l[len(l)-1][0], l[len(l)-1][1]})
}
