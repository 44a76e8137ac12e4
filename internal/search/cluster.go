package search

import (
	"cmp"
	"slices"

	"github.com/physicianfinder/finder/internal/geo"
)

// A Cluster counts the physicians of the whole result whose card stands in one
// cell.
type Cluster struct {
	Cell       geo.Cell
	Center     geo.Point // the middle of their offices
	Physicians int
	Offering   int // those of them who are known to offer annular closure
}

// clusters counts who was found by the cells of a resolution, most first.
func (s *scan) clusters(resolution int) ([]Cluster, error) {
	at := map[uint32]geo.Cell{} // by point, which many share
	type sum struct {
		Cluster
		vec geo.Vec
	}
	sums := map[geo.Cell]*sum{}
	for i := range s.found {
		c := &s.found[i]
		point := s.snap.details[c.row].point
		cell, known := at[point]
		if !known {
			var err error
			if cell, err = geo.CellAt(s.snap.points[point], resolution); err != nil {
				return nil, err
			}
			at[point] = cell
		}
		in := sums[cell]
		if in == nil {
			in = &sum{Cluster: Cluster{Cell: cell}}
			sums[cell] = in
		}
		in.Physicians++
		if c.closure >= closureSelfReported {
			in.Offering++
		}
		v := s.snap.vecs[point]
		in.vec = geo.Vec{X: in.vec.X + v.X, Y: in.vec.Y + v.Y, Z: in.vec.Z + v.Z}
	}
	all := make([]Cluster, 0, len(sums))
	for _, in := range sums {
		in.Center = in.vec.Point().Round(5)
		all = append(all, in.Cluster)
	}
	slices.SortFunc(all, func(a, b Cluster) int {
		return cmp.Or(cmp.Compare(b.Physicians, a.Physicians), cmp.Compare(a.Cell, b.Cell))
	})
	return all, nil
}
