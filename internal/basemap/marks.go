package basemap

import (
	"math"
	"strconv"
)

// Sizes that marks keep free of one another, in frame units. They fit the
// largest that the styles draw them: on a phone, where the frame is small.
const (
	pinRadius = 15.0
	// fingerRadius makes 24 pixels of a frame that is 350 wide.
	fingerRadius = 21.0
	digitWidth   = 11.0
	townLetter   = 10.8 // width of a letter
	townHeight   = 20.0
	townOffset   = 7.0  // from the dot to the name
	townApart    = 66.0 // farthest that a name stands apart from its town
	labelWidth   = 56.0
	labelHeight  = 18.0
)

// place puts the pins in the frame. A pin that would cover another moves to
// the nearest free spot on a widening circle; the lower number keeps its place.
func (m *Map) place(w *window, pins []Pin, group bool) {
	radius := pinRadius
	if group {
		radius = fingerRadius
	}
	for i := 0; i < len(pins); {
		p := pins[i]
		last := p.Number
		for i++; group && i < len(pins) && pins[i] == (Pin{Number: last + 1, Point: p.Point, Beyond: p.Beyond}); i++ {
			last++
		}
		at := round(w.frame(p.Point.Vec()))
		placed := Placed{At: at, Number: p.Number, Last: last, Beyond: p.Beyond, Half: radius}
		if last > p.Number {
			placed.Half += digitWidth / 2 * float64(len(strconv.Itoa(p.Number))+len(strconv.Itoa(last)))
		}
		placed.Spot = m.free(at, placed.Half, radius)
		placed.Moved = placed.Spot.distance(at) > pinRadius/2
		m.Pins = append(m.Pins, placed)
	}
}

// free returns the spot nearest to at where a pin of a half width and a radius
// covers no other.
func (m *Map) free(at Spot, half, radius float64) Spot {
	for away := 0.0; away < Width; away += 4 {
		steps := max(1, int(2*math.Pi*away/8))
		for i := range steps {
			sin, cos := math.Sincos(2*math.Pi*float64(i)/float64(steps) - math.Pi/2)
			spot := round(xy{at.X + away*cos, at.Y + away*sin})
			if m.open(spot, half, radius) {
				return spot
			}
		}
	}
	return at
}

func (m *Map) open(spot Spot, half, radius float64) bool {
	if spot.X < half || spot.X > Width-half || spot.Y < radius || spot.Y > Height-radius {
		return false
	}
	for _, p := range m.Pins {
		// What is wider than round ends in half circles.
		beside := max(0, math.Abs(spot.X-p.X)-(half-radius)-(p.Half-radius))
		if math.Hypot(beside, spot.Y-p.Y) < 2*radius+1 {
			return false
		}
	}
	return true
}

// rings draws the circles of whole units that the frame shows well, and the
// radius of the search.
func (m *Map) rings(w *window, s Scene) {
	search := 0
	if s.Radius > 0 {
		search = int(math.Round(s.Radius / s.RingUnit))
	}
	kept := 0.0 // frame units of the ring before
	for _, units := range [...]int{1, 2, 5, 10, 25, 50, 100, 200, 300, 500, 1000, 2000} {
		if search > 0 && units >= search {
			break
		}
		r := float64(units) * s.RingUnit * w.scale
		if r < 45 || r < 1.7*kept || r > Width {
			continue
		}
		m.ring(r, units, false)
		kept = r
	}
	if r := s.Radius * w.scale; search > 0 && r < 2*Width {
		m.ring(r, search, true)
	}
}

func (m *Map) ring(r float64, units int, search bool) {
	ring := Ring{Spot: *m.Origin, Radius: int(math.Round(r)), Units: units, Search: search}
	label := Spot{m.Origin.X, m.Origin.Y - float64(ring.Radius) - 4}
	if label.Y < labelHeight { // above the frame: try below
		label.Y = m.Origin.Y + float64(ring.Radius) + 14
	}
	box := rect{label.X - labelWidth/2, label.Y - labelHeight + 4, label.X + labelWidth/2, label.Y + 4}
	if box.framed() && !m.covers(box) {
		ring.Label = &label
	}
	m.Rings = append(m.Rings, ring)
}

// name labels the towns that find room, the largest first. The largest of all
// are what people know a region by: where pins cover one, its name stands
// apart, as near as there is room. It returns the boxes of the names.
func (m *Map) name(w *window, towns []Town) (taken []rect) {
	open := func(box rect) bool { return box.framed() && !m.covers(box) && !touchesAny(taken, box) }
	for i, t := range towns {
		if len(m.Towns) == maxTowns {
			break
		}
		at := round(w.frame(t.Point.Vec()))
		width := townLetter*float64(len([]rune(t.Name))) + townOffset
		for _, l := range candidates(at, width, i < leadingTowns) {
			if open(l.box) {
				m.Towns = append(m.Towns, Label{Spot: l.at, Name: t.Name, Left: l.left, Apart: l.apart})
				taken = append(taken, l.box)
				break
			}
		}
	}
	return taken
}

// A candidate is a place for a town's name.
type candidate struct {
	at          Spot
	box         rect // of the name, and of the dot unless apart
	left, apart bool
}

// candidates lists the places for the name of a town at a spot, best first:
// right and left of the dot, and apart from it if that may be.
func candidates(at Spot, width float64, apart bool) []candidate {
	all := []candidate{
		{at: at, box: rect{at.X - 3, at.Y - townHeight/2, at.X + width, at.Y + townHeight/2}},
		{at: at, box: rect{at.X - width, at.Y - townHeight/2, at.X + 3, at.Y + townHeight/2}, left: true},
	}
	if !apart {
		return all
	}
	for gap := townHeight; gap <= townApart; gap += 6 {
		for i := range 16 {
			// Around a rectangle about the spot, so that a long name comes as near as a short one.
			sin, cos := math.Sincos(2*math.Pi*float64(i)/16 + math.Pi/2)
			begin := round(xy{at.X + cos*(gap+width/2) - width/2, at.Y + sin*gap})
			all = append(all, candidate{
				at: begin, apart: true,
				box: rect{begin.X + townOffset - 3, begin.Y - townHeight/2, begin.X + width, begin.Y + townHeight/2},
			})
		}
	}
	return all
}

// covers reports whether a pin, the origin or a ring's label is drawn in box.
func (m *Map) covers(box rect) bool {
	if m.Origin != nil && box.grown(9).holds(*m.Origin) {
		return true
	}
	for _, p := range m.Pins {
		if box.grown(p.Half).holds(p.Spot) {
			return true
		}
	}
	for _, r := range m.Rings {
		if l := r.Label; l != nil && box.touches(rect{l.X - labelWidth/2, l.Y - labelHeight + 4, l.X + labelWidth/2, l.Y + 4}) {
			return true
		}
	}
	return false
}

// A rect is a box in the frame, left, top, right, bottom.
type rect struct{ x0, y0, x1, y1 float64 }

func (r rect) grown(by float64) rect { return rect{r.x0 - by, r.y0 - by, r.x1 + by, r.y1 + by} }
func (r rect) holds(s Spot) bool     { return s.X > r.x0 && s.X < r.x1 && s.Y > r.y0 && s.Y < r.y1 }

func (r rect) touches(other rect) bool {
	return r.x0 < other.x1 && other.x0 < r.x1 && r.y0 < other.y1 && other.y0 < r.y1
}

func (r rect) framed() bool { return r.x0 > 2 && r.y0 > 2 && r.x1 < Width-2 && r.y1 < Height-2 }

func touchesAny(taken []rect, box rect) bool {
	for _, t := range taken {
		if t.touches(box) {
			return true
		}
	}
	return false
}
