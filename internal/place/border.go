package place

import (
	"math"

	"github.com/physicianfinder/finder/internal/geo"
)

// borderFactor is how many times nearer than any ZIP code of a state one of
// another state must be for a point to be taken to lie outside: along borders
// the nearest ZIP code is often the neighbour's.
const borderFactor = 2

// MayLie reports whether p can lie in a state: no ZIP code of another state is
// less than half as far from it as the nearest of that state. It says false
// for a state without ZIP codes.
func (g *Gazetteer) MayLie(p geo.Point, state string) bool {
	grid, at := g.grid(), p.Vec()
	own, other := math.Inf(1), math.Inf(1)
	look := func(i int32) {
		d := at.Chord2(grid.vecs[i])
		switch z := &g.zips[i]; {
		case z.military:
		case z.state == state:
			own = min(own, d)
		default:
			other = min(other, d)
		}
	}
	around := square(p)
	for row := around[0] - 1; row <= around[0]+1; row++ {
		for column := around[1] - 1; column <= around[1]+1; column++ {
			for _, i := range grid.squares[[2]int{row, column}] {
				look(i)
			}
		}
	}
	if reach := geo.Chord2(insideSquares * math.Cos(p.Lat*math.Pi/180)); !(own < reach) {
		for i := range g.zips { // what is nearest may lie farther than was looked
			look(int32(i))
		}
	}
	return !math.IsInf(own, 1) && borderFactor*borderFactor*other >= own
}

// A grid holds the ZIP codes in squares of a quarter of a degree.
type grid struct {
	squares map[[2]int][]int32
	vecs    []geo.Vec // of the ZIP codes
}

// insideSquares is how far in metres the squares around a point reach at
// least, on the equator.
const insideSquares = 27_000

func square(p geo.Point) [2]int {
	return [2]int{int(math.Floor(p.Lat * 4)), int(math.Floor(p.Lng * 4))}
}

func (g *Gazetteer) makeGrid() *grid {
	out := &grid{squares: map[[2]int][]int32{}, vecs: make([]geo.Vec, len(g.zips))}
	for i := range g.zips {
		p := point(g.zips[i].lat, g.zips[i].lng)
		out.vecs[i] = p.Vec()
		out.squares[square(p)] = append(out.squares[square(p)], int32(i))
	}
	return out
}
