package geo

import "math"

// clusterSpans are the largest spans in metres of a box for which points are
// clustered by cells of a resolution: some twenty cells lie side by side in it.
var clusterSpans = []struct {
	meters     float64
	resolution int
}{{100_000, 6}, {270_000, 5}, {700_000, 4}, {1_900_000, 3}}

// ClusterResolution is the resolution of the cells by which points within b are
// clustered: the larger the box, the coarser.
func (b Bounds) ClusterResolution() int {
	degrees := b.East - b.West
	if degrees < 0 {
		degrees += 360
	}
	widest := 0.0 // the parallel of the box that is nearest to the equator
	if b.South > 0 || b.North < 0 {
		widest = math.Min(math.Abs(b.South), math.Abs(b.North))
	}
	const perDegree = EarthRadius * math.Pi / 180
	span := perDegree * math.Max(b.North-b.South, degrees*math.Cos(widest*math.Pi/180))
	for _, s := range clusterSpans {
		if span <= s.meters {
			return s.resolution
		}
	}
	return MinResolution
}

// Point returns the point under v, of any length but 0.
func (v Vec) Point() Point {
	return Point{Lat: math.Atan2(v.Z, math.Hypot(v.X, v.Y)) * 180 / math.Pi, Lng: math.Atan2(v.Y, v.X) * 180 / math.Pi}
}
