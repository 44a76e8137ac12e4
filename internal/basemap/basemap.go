package basemap

import (
	"math"

	"github.com/physicianfinder/finder/internal/geo"
)

// The frame, in its own units (an SVG viewBox "0 0 600 400").
const (
	Width  = 600.0
	Height = 400.0
)

const (
	pad       = 44.0    // frame units kept free around what must be seen
	leastView = 24_000. // metres: the closest look that borders of this grain bear
	maxTowns  = 8
	roadView  = 200_000. // metres: the closest look in which roads go from town to town
	maxRoutes = 8
	// leadingTowns are the towns, most people first, that are named even where
	// their spot is covered.
	leadingTowns = 3
	// maxCounties is the most bytes of county lines: where there are more,
	// counties are so small in the frame that they are a smear, and heavy.
	maxCounties = 10_000
)

// A Scene says what to draw.
type Scene struct {
	// Origin is the point searched from; nil draws no rings.
	Origin *geo.Point
	// Radius of the search in metres, 0 for none. With an Origin and no pins
	// the frame shows the whole circle.
	Radius float64
	// Pins in the order of their numbers; near ones are drawn apart.
	Pins []Pin
	// Towns returns the towns of a rectangle, most people first, at most
	// limit; nil draws none.
	Towns func(b geo.Bounds, limit int) []Town
	// RingUnit is the length in metres of the unit that rings are whole
	// numbers of (a mile or a kilometre).
	RingUnit float64
	// Group draws pins of one position whose numbers follow one another as one,
	// large enough for a finger where the frame is 350 pixels wide.
	Group bool
}

// A Pin is a numbered position.
type Pin struct {
	Number int
	Point  geo.Point
	Beyond bool // outside the radius: drawn lighter
}

// A Town is a name for orientation.
type Town struct {
	Name  string
	Point geo.Point
}

// A Map is a drawing in frame units. Path data is in path units: see [Grid].
type Map struct {
	Neighbors string // closed rings: land beyond the frontiers
	Shared    string // closed rings: lakes on it that Land goes over
	Land      string // closed rings
	Urban     string // closed rings
	Counties  string // lines
	Rivers    string // lines; they run on through lakes
	Lakes     string // closed rings
	States    string // lines
	Roads     string // lines; empty in a close look, which would show that they are straight
	Routes    []Route
	Rings     []Ring
	Towns     []Label
	Pins      []Placed
	Origin    *Spot
}

// A Route is the number of a road, in its middle.
type Route struct {
	Spot
	Name string
}

// A Spot is a position in the frame, right and down of its corner.
type Spot struct{ X, Y float64 }

// A Ring is a circle about the origin.
type Ring struct {
	Spot         // centre
	Radius int   // frame units
	Units  int   // radius in Scene.RingUnit
	Label  *Spot // middle of the label's base line; nil where it would not be seen
	Search bool  // this is the radius searched
}

// A Label is a town's name beside its dot.
type Label struct {
	Spot  // the dot
	Name  string
	Left  bool // the name ends left of the dot, else it begins right of it
	Apart bool // pins cover the town: the name stands near it, and the dot with it says nothing
}

// A Placed is a pin in the frame.
type Placed struct {
	Spot        // where the number is drawn
	At     Spot // where the position is
	Moved  bool // drawn apart from At, because other pins are there
	Number int
	Last   int // the last of the numbers that stand together; Number of one alone
	Beyond bool
	// Half is half the width of the mark, in frame units.
	Half float64
}

// Draw returns the map of a scene, or nil when there is nothing to show: no
// origin and no pins.
func (a *Atlas) Draw(s Scene) *Map {
	center, points, ok := s.extent()
	if !ok {
		return nil
	}
	w := newWindow(center, points, leastView)
	m := &Map{
		Neighbors: w.areas(a.neighbors),
		Shared:    w.areas(a.shared),
		Land:      a.land(&w),
		Urban:     w.areas(a.urban),
		Counties:  a.borderLines(&w, county),
		Rivers:    w.lines(a.rivers),
		Lakes:     w.areas(a.lakes),
		States:    a.borderLines(&w, state),
	}
	if len(m.Counties) > maxCounties {
		m.Counties = ""
	}
	m.place(&w, s.Pins, s.Group)
	if s.Origin != nil {
		o := round(w.frame(s.Origin.Vec()))
		m.Origin = &o
		m.rings(&w, s)
	}
	var taken []rect
	if s.Towns != nil {
		taken = m.name(&w, s.Towns(w.bounds(), 6*maxTowns))
	}
	if Width/w.scale >= roadView {
		m.drive(&w, a.roads, taken)
	}
	return m
}

// extent returns the centre to project about and the points to show.
func (s *Scene) extent() (geo.Point, []geo.Point, bool) {
	var points []geo.Point
	for _, p := range s.Pins {
		points = append(points, p.Point)
	}
	if s.Origin == nil {
		if len(points) == 0 {
			return geo.Point{}, nil, false
		}
		return middle(points), points, true
	}
	points = append(points, *s.Origin)
	if len(s.Pins) == 0 && s.Radius > 0 {
		p := newProjection(*s.Origin)
		for _, at := range [4]xy{{s.Radius, 0}, {0, s.Radius}, {-s.Radius, 0}, {0, -s.Radius}} {
			points = append(points, p.globe(at))
		}
	}
	return *s.Origin, points, true
}

// middle returns the point in the midst of points, on the globe.
func middle(points []geo.Point) geo.Point {
	var sum geo.Vec
	for _, p := range points {
		v := p.Vec()
		sum = geo.Vec{X: sum.X + v.X, Y: sum.Y + v.Y, Z: sum.Z + v.Z}
	}
	n := math.Sqrt(dot(sum, sum))
	if n < 1e-9 { // spread evenly over the globe: any of them will do
		return points[0]
	}
	return pointOf(geo.Vec{X: sum.X / n, Y: sum.Y / n, Z: sum.Z / n})
}

// round gives a position to half a frame unit.
func round(p xy) Spot {
	return Spot{math.Round(p.x*2) / 2, math.Round(p.y*2) / 2}
}

func (s Spot) distance(t Spot) float64 { return math.Hypot(s.X-t.X, s.Y-t.Y) }
