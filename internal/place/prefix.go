package place

import (
	"slices"

	"github.com/physicianfinder/finder/internal/geo"
)

// within is the share of a prefix's ZIP codes that its precision reaches.
const within = 0.9

// prefix returns the place of the ZIP codes that share the first three digits
// of one: their middle, and the name of the town that most of them belong to.
// Nine in ten lie within the precision; all of one state count, since a prefix
// may hold an island far away.
func (g *Gazetteer) prefix(zip5 string) (Place, bool) {
	code, ok := parseZIP(zip5)
	if !ok {
		return Place{}, false
	}
	zips := slices.DeleteFunc(slices.Clone(g.between(code/100*100, code/100*100+99)), func(z zip) bool { return z.military })
	if len(zips) == 0 {
		return Place{}, false
	}
	state := most(zips, func(z zip) string { return z.state })
	zips = slices.DeleteFunc(zips, func(z zip) bool { return z.state != state })
	middle := point(median(zips, func(z zip) int32 { return z.lat }), median(zips, func(z zip) int32 { return z.lng }))
	return Place{
		Label: zip5[:3] + "xx " + most(zips, func(z zip) string { return z.name }) + ", " + state,
		Value: zip5, Kind: KindZIP3, Point: middle, Precision: reach(middle, zips), State: state,
	}, true
}

// reach returns the distance in metres within which a share of the ZIP codes lie.
func reach(middle geo.Point, zips []zip) float64 {
	distances := make([]float64, len(zips))
	for i, z := range zips {
		distances[i] = middle.Distance(point(z.lat, z.lng))
	}
	slices.Sort(distances)
	return roundUp(max(unknownReach, distances[int(within*float64(len(distances)-1))]))
}

func median(zips []zip, of func(zip) int32) int32 {
	values := make([]int32, len(zips))
	for i, z := range zips {
		values[i] = of(z)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// most returns the commonest value, the first of them where several are.
func most(zips []zip, of func(zip) string) string {
	count := make(map[string]int)
	for _, z := range zips {
		count[of(z)]++
	}
	var best string
	for _, z := range zips {
		if v := of(z); best == "" || count[v] > count[best] {
			best = v
		}
	}
	return best
}
