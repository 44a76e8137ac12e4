package api

import (
	"slices"
)

// collection is the answer as GeoJSON: one point for each card, those of
// whom it is not known and those beyond the radius last and marked.
func collection(s *SearchAnswer) *FeatureCollection {
	out := &FeatureCollection{
		Type: "FeatureCollection", Features: make([]Feature, 0, len(s.Data)+len(s.Unknown)+len(s.Beyond)),
		Meta: s.Meta, Query: s.Query, Warnings: s.Warnings, Links: s.Links, RequestID: s.RequestID,
	}
	for i := range s.Data {
		out.Features = append(out.Features, feature(&s.Data[i], false, false))
	}
	for i := range s.Unknown {
		out.Features = append(out.Features, feature(&s.Unknown[i], true, false))
	}
	for i := range s.Beyond {
		out.Features = append(out.Features, feature(&s.Beyond[i], false, true))
	}
	out.Bbox = bounds(out.Features)
	return out
}

func feature(c *Card, unknown, beyond bool) Feature {
	at := c.Location.Position
	return Feature{
		Type: "Feature", ID: c.NPI,
		Geometry:   PointGeometry{Type: "Point", Coordinates: []float64{at.Lng, at.Lat}},
		Properties: CardFeature{Card: *c, Unknown: unknown, Beyond: beyond},
	}
}

// bounds is the smallest box around the features (RFC 7946, 5): the meridians
// that bound the widest empty stretch of the globe, so that points on both
// sides of the antimeridian get a box with west above east.
func bounds(features []Feature) []float64 {
	if len(features) == 0 {
		return nil
	}
	lngs := make([]float64, len(features))
	south, north := 90.0, -90.0
	for i, f := range features {
		lngs[i] = f.Geometry.Coordinates[0]
		south, north = min(south, f.Geometry.Coordinates[1]), max(north, f.Geometry.Coordinates[1])
	}
	slices.Sort(lngs)
	last := len(lngs) - 1
	west, east, widest := lngs[0], lngs[last], lngs[0]+360-lngs[last]
	for i := range last {
		if gap := lngs[i+1] - lngs[i]; gap > widest {
			west, east, widest = lngs[i+1], lngs[i], gap
		}
	}
	return []float64{west, south, east, north}
}
