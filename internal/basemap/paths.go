package basemap

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/simplify"
)

// Borders are clipped to the frame and a margin, so that the strokes along the
// cut lie outside it.
const margin = 6.0

var paper = orb.Bound{Min: orb.Point{-margin, -margin}, Max: orb.Point{Width + margin, Height + margin}}

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
	path := pathWriter{simplify.DouglasPeucker(w.tolerance()), nil}
	for _, numbers := range a.rings {
		clipped := clip.Ring(paper, a.ring(w, numbers))
		if box := clipped.Bound(); max(box.Right()-box.Left(), box.Top()-box.Bottom()) > 2*w.tolerance() {
			path.write(orb.LineString(clipped), true)
		}
	}
	return path.String()
}

// ring returns a ring of the land. A border that lies outside the frame is
// drawn as the straight line between its ends, which lies outside too.
func (a *Atlas) ring(w *window, numbers []int) (ring orb.Ring) {
	for _, n := range numbers {
		backwards := n < 0
		if backwards {
			n = ^n
		}
		b := &a.borders[n]
		last := len(b.points) - 1
		step := 1
		if !w.sees(&b.line) {
			step = max(1, last)
		}
		for i := 0; i < last; i += step {
			at := i
			if backwards {
				at = last - i
			}
			ring = append(ring, w.frame(b.points[at]).orb())
		}
	}
	return append(ring, ring[0])
}

// borderLines returns the path of the borders of one kind in view.
func (a *Atlas) borderLines(w *window, k kind) string {
	path := pathWriter{simplify.DouglasPeucker(w.tolerance()), nil}
	for i := range a.borders {
		if b := &a.borders[i]; b.kind == k {
			path.clipped(w, &b.line)
		}
	}
	return path.String()
}

// lines returns the path of lines in view.
func (w *window) lines(all []line) string {
	path := pathWriter{simplify.DouglasPeucker(w.tolerance()), nil}
	for i := range all {
		path.clipped(w, &all[i])
	}
	return path.String()
}

// areas returns the path of closed lines in view, as rings; those that would be
// a speck are left out.
func (w *window) areas(all []line) string {
	path := pathWriter{simplify.DouglasPeucker(w.tolerance()), nil}
	for i := range all {
		if !w.sees(&all[i]) {
			continue
		}
		clipped := clip.Ring(paper, append(orb.Ring(w.drawn(&all[i])), w.frame(all[i].points[0]).orb()))
		if box := clipped.Bound(); len(clipped) > 0 && max(box.Right()-box.Left(), box.Top()-box.Bottom()) > speck {
			path.write(orb.LineString(clipped), true)
		}
	}
	return path.String()
}

// speck is the size in frame units of what is too small to draw.
const speck = 4.0

// drawn returns the points of l in frame units.
func (w *window) drawn(l *line) orb.LineString {
	all := make(orb.LineString, len(l.points))
	for i, v := range l.points {
		all[i] = w.frame(v).orb()
	}
	return all
}

// A pathWriter writes SVG path data in whole path units, as short as they go:
// an absolute move, then relative steps.
type pathWriter struct {
	simplifier *simplify.DouglasPeuckerSimplifier
	b          []byte
}

func (w *pathWriter) String() string { return string(w.b) }

// clipped adds what the frame shows of l, and returns its parts.
func (p *pathWriter) clipped(w *window, l *line) orb.MultiLineString {
	if !w.sees(l) {
		return nil
	}
	parts := clip.LineString(paper, w.drawn(l))
	for _, part := range parts {
		p.write(part.Clone(), false)
	}
	return parts
}

// write adds a line, which it changes, or a ring.
func (w *pathWriter) write(points orb.LineString, closed bool) {
	start := len(w.b)
	var x, y, steps int
	for i, p := range w.simplifier.LineString(points) {
		px, py := int(math.Round(p.X()*Grid)), int(math.Round(p.Y()*Grid))
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
