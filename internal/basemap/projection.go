package basemap

import (
	"math"

	"github.com/paulmach/orb"

	"github.com/physicianfinder/finder/internal/geo"
)

// xy is a position in the plane: metres east and north of the centre of a
// projection, or frame units right and down of the frame's corner.
type xy struct{ x, y float64 }

func (p xy) orb() orb.Point { return orb.Point{p.x, p.y} }

// A projection is azimuthal equidistant: distances and directions from its
// centre are true.
type projection struct {
	center, east, north geo.Vec
}

func newProjection(center geo.Point) projection {
	lat, lng := center.Lat*math.Pi/180, center.Lng*math.Pi/180
	return projection{
		center: center.Vec(),
		east:   geo.Vec{X: -math.Sin(lng), Y: math.Cos(lng)},
		north:  geo.Vec{X: -math.Sin(lat) * math.Cos(lng), Y: -math.Sin(lat) * math.Sin(lng), Z: math.Cos(lat)},
	}
}

// plane returns v in metres east and north of the centre. The antipode of the
// centre, which has no direction, lands on the centre's north.
func (p projection) plane(v geo.Vec) xy {
	e, n := dot(p.east, v), dot(p.north, v)
	length := math.Hypot(e, n)
	distance := geo.Meters(p.center.Chord2(v))
	if length == 0 {
		if distance < 1 {
			return xy{}
		}
		return xy{0, distance}
	}
	return xy{distance * e / length, distance * n / length}
}

// globe is the inverse of plane.
func (p projection) globe(at xy) geo.Point {
	d := math.Hypot(at.x, at.y)
	if d == 0 {
		return pointOf(p.center)
	}
	sin, cos := math.Sincos(d / geo.EarthRadius)
	e, n := sin*at.x/d, sin*at.y/d
	return pointOf(geo.Vec{
		X: cos*p.center.X + e*p.east.X + n*p.north.X,
		Y: cos*p.center.Y + e*p.east.Y + n*p.north.Y,
		Z: cos*p.center.Z + e*p.east.Z + n*p.north.Z,
	})
}

func pointOf(v geo.Vec) geo.Point {
	return geo.Point{
		Lat: math.Asin(max(-1, min(1, v.Z))) * 180 / math.Pi,
		Lng: math.Atan2(v.Y, v.X) * 180 / math.Pi,
	}
}

func dot(a, b geo.Vec) float64 { return a.X*b.X + a.Y*b.Y + a.Z*b.Z }

// A window is the part of the plane that the frame shows.
type window struct {
	projection
	scale  float64 // frame units a metre
	x0, y0 float64 // plane position of the frame's top left corner
	middle geo.Vec // what the frame's middle shows
	reach  float64 // metres from middle to the farthest corner, and a margin
}

// newWindow returns the window about center that shows every one of points,
// with pad frame units around them, and is at least least metres wide.
func newWindow(center geo.Point, points []geo.Point, least float64) window {
	w := window{projection: newProjection(center)}
	west, south, east, north := 0.0, 0.0, 0.0, 0.0
	for i, p := range points {
		at := w.plane(p.Vec())
		if i == 0 {
			west, east, south, north = at.x, at.x, at.y, at.y
		}
		west, east = min(west, at.x), max(east, at.x)
		south, north = min(south, at.y), max(north, at.y)
	}
	w.scale = min(Width/least, (Width-2*pad)/max(1, east-west), (Height-2*pad)/max(1, north-south))
	w.x0 = (west+east)/2 - Width/2/w.scale
	w.y0 = (south+north)/2 + Height/2/w.scale
	middle := w.globe(xy{(west + east) / 2, (south + north) / 2})
	w.middle = middle.Vec()
	for _, c := range [4]xy{{0, 0}, {Width, 0}, {Width, Height}, {0, Height}} {
		w.reach = max(w.reach, 1.1*middle.Distance(w.show(c)))
	}
	return w
}

// frame returns v in frame units.
func (w *window) frame(v geo.Vec) xy {
	at := w.plane(v)
	return xy{(at.x - w.x0) * w.scale, (w.y0 - at.y) * w.scale}
}

// show is the inverse of frame.
func (w *window) show(at xy) geo.Point {
	return w.globe(xy{w.x0 + at.x/w.scale, w.y0 - at.y/w.scale})
}

// sees reports whether any part of l may lie in the frame.
func (w *window) sees(l *line) bool {
	return len(l.points) > 0 && geo.Meters(w.middle.Chord2(l.center)) <= w.reach+l.reach
}

// bounds returns a rectangle that holds what the frame shows: the corners and
// the points between them, widened a little for the bend of the edges.
func (w *window) bounds() geo.Bounds {
	middle := pointOf(w.middle)
	b := geo.Bounds{West: 180, South: 90, East: -180, North: -90}
	for i := range 24 {
		t := float64(i%6) / 6
		var c xy
		switch i / 6 {
		case 0:
			c = xy{t * Width, 0}
		case 1:
			c = xy{Width, t * Height}
		case 2:
			c = xy{(1 - t) * Width, Height}
		default:
			c = xy{0, (1 - t) * Height}
		}
		p := w.show(c)
		lng := middle.Lng + math.Remainder(p.Lng-middle.Lng, 360)
		b.West, b.East = min(b.West, lng), max(b.East, lng)
		b.South, b.North = min(b.South, p.Lat), max(b.North, p.Lat)
	}
	if b.East-b.West >= 180 { // a view over a pole, or of half the globe
		return geo.Bounds{West: -180, South: -90, East: 180, North: 90}
	}
	b.West, b.East = math.Remainder(b.West, 360), math.Remainder(b.East, 360)
	return b
}
