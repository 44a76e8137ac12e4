package basemap

import (
	"math"
	"strconv"
)

// Borders are clipped to the frame and a margin, so that the strokes along the
// cut lie outside it.
const (
	margin = 6.0
	left   = -margin
	top    = -margin
	right  = Width + margin
	bottom = Height + margin
)

// tolerance returns how far in frame units a drawn line may be from its
// border: more where the frame shows so much that there are many lines.
func (w *window) tolerance() float64 {
	switch wide := Width / w.scale; { // metres
	case wide > 2_500_000:
		return 2
	case wide > 1_000_000:
		return 1.1
	}
	return 0.6
}

// Grid is the number of path units in one frame unit: paths hold whole
// numbers of half units, so a group scaled by 1/Grid draws them in place.
const Grid = 2

// land returns the path of the land in view, as closed rings.
func (a *Atlas) land(w *window) string {
	path := pathWriter{tolerance: w.tolerance()}
	var ring, clipped []xy
	for _, numbers := range a.rings {
		ring = a.ring(w, numbers, ring[:0])
		clipped = clipRing(ring, clipped[:0])
		if len(clipped) > 2 && extent(clipped) > 2*w.tolerance() {
			path.ring(clipped)
		}
	}
	return path.String()
}

// extent is how wide or high a ring is, whichever is more.
func extent(ring []xy) float64 {
	low, high := ring[0], ring[0]
	for _, p := range ring[1:] {
		low = xy{min(low.x, p.x), min(low.y, p.y)}
		high = xy{max(high.x, p.x), max(high.y, p.y)}
	}
	return max(high.x-low.x, high.y-low.y)
}

// ring appends a ring of the land to dst. A border that lies outside the frame
// is drawn as the straight line between its ends, which lies outside too.
func (a *Atlas) ring(w *window, numbers []int, dst []xy) []xy {
	for _, n := range numbers {
		backwards := n < 0
		if backwards {
			n = ^n
		}
		b := &a.borders[n]
		last := len(b.points) - 1
		step := 1
		if !w.sees(b) {
			step = max(1, last)
		}
		for i := 0; i < last; i += step {
			at := i
			if backwards {
				at = last - i
			}
			dst = append(dst, w.frame(b.points[at]))
		}
	}
	return dst
}

// lines returns the path of the borders of one kind in view.
func (a *Atlas) lines(w *window, k kind) string {
	path := pathWriter{tolerance: w.tolerance()}
	var run []xy
	for i := range a.borders {
		b := &a.borders[i]
		if b.kind != k || !w.sees(b) {
			continue
		}
		run = run[:0]
		var before xy
		for j, v := range b.points {
			at := w.frame(v)
			if j > 0 {
				p, q, in := clipSegment(before, at)
				switch {
				case !in:
					path.line(run)
					run = run[:0]
				case len(run) == 0:
					run = append(run, p, q)
				default:
					run = append(run, q)
				}
				if in && q != at {
					path.line(run)
					run = run[:0]
				}
			}
			before = at
		}
		path.line(run)
	}
	return path.String()
}

// clipSegment cuts the segment p-q to the frame and its margin (Liang-Barsky).
func clipSegment(p, q xy) (from, to xy, in bool) {
	t0, t1 := 0.0, 1.0
	dx, dy := q.x-p.x, q.y-p.y
	for _, edge := range [4][2]float64{{-dx, p.x - left}, {dx, right - p.x}, {-dy, p.y - top}, {dy, bottom - p.y}} {
		d, room := edge[0], edge[1]
		switch {
		case d == 0 && room < 0:
			return p, q, false
		case d < 0:
			t0 = max(t0, room/d)
		case d > 0:
			t1 = min(t1, room/d)
		}
	}
	if t0 > t1 {
		return p, q, false
	}
	from, to = p, q
	if t0 > 0 {
		from = xy{p.x + t0*dx, p.y + t0*dy}
	}
	if t1 < 1 {
		to = xy{p.x + t1*dx, p.y + t1*dy}
	}
	return from, to, true
}

// clipRing appends to dst the part of a ring inside the frame and its margin,
// edge by edge (Sutherland-Hodgman). Parts of a ring that is not convex may be
// joined along the margin, where nothing is seen of it.
func clipRing(ring, dst []xy) []xy {
	dst = append(dst, ring...)
	for edge := range 4 {
		if len(dst) == 0 {
			return dst
		}
		in := append([]xy(nil), dst...)
		dst = dst[:0]
		before := in[len(in)-1]
		for _, at := range in {
			a, b := room(edge, before), room(edge, at)
			if (a < 0) != (b < 0) {
				t := a / (a - b)
				dst = append(dst, xy{before.x + t*(at.x-before.x), before.y + t*(at.y-before.y)})
			}
			if b >= 0 {
				dst = append(dst, at)
			}
			before = at
		}
	}
	return dst
}

// room says how far inside an edge of the frame and its margin p lies.
func room(edge int, p xy) float64 {
	switch edge {
	case 0:
		return p.x - left
	case 1:
		return right - p.x
	case 2:
		return p.y - top
	default:
		return bottom - p.y
	}
}

// simplify appends to dst the points of line that keep it within tolerance
// (Douglas-Peucker).
func simplify(line, dst []xy, tolerance float64) []xy {
	if len(line) < 3 {
		return append(dst, line...)
	}
	first, last := line[0], line[len(line)-1]
	at, worst := 0, tolerance
	for i := 1; i < len(line)-1; i++ {
		if d := toSegment(line[i], first, last); d > worst {
			at, worst = i, d
		}
	}
	if at == 0 {
		return append(dst, first, last)
	}
	dst = simplify(line[:at+1], dst, tolerance)
	return simplify(line[at:], dst[:len(dst)-1], tolerance)
}

// toSegment returns the distance of p from the segment a-b.
func toSegment(p, a, b xy) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = max(0, min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/l))
	}
	return math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy)
}

// A pathWriter writes SVG path data in whole path units, as short as they go:
// an absolute move, then relative steps.
type pathWriter struct {
	b         []byte
	spare     []xy
	tolerance float64
}

func (w *pathWriter) String() string { return string(w.b) }

func (w *pathWriter) line(points []xy) { w.write(points, false) }

func (w *pathWriter) ring(points []xy) { w.write(append(points, points[0]), true) }

func (w *pathWriter) write(points []xy, closed bool) {
	if len(points) < 2 {
		return
	}
	start := len(w.b)
	w.spare = simplify(points, w.spare[:0], w.tolerance)
	var x, y, steps int
	for i, p := range w.spare {
		px, py := int(math.Round(p.x*Grid)), int(math.Round(p.y*Grid))
		switch {
		case i == 0:
			w.b = append(w.b, 'M')
			w.number(px, false)
			w.number(py, true)
			w.b = append(w.b, 'l')
		case px == x && py == y:
			continue
		default:
			w.number(px-x, steps > 0)
			w.number(py-y, true)
			steps++
		}
		x, y = px, py
	}
	if steps == 0 {
		w.b = w.b[:start] // shorter than half a unit: nothing to see
		return
	}
	if closed {
		w.b = append(w.b, 'z')
	}
}

// number appends n, with a space before it where a sign does not part it from
// the number before.
func (w *pathWriter) number(n int, follows bool) {
	if follows && n >= 0 {
		w.b = append(w.b, ' ')
	}
	w.b = strconv.AppendInt(w.b, int64(n), 10)
}
