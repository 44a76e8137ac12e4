package place

import (
	"math"

	"github.com/physicianfinder/finder/internal/geo"
)

// borderFactor is how many times nearer than anything of a state something of
// another state must be for a point to be taken to lie outside: along borders
// the nearest ZIP code is often the neighbour's.
const borderFactor = 2

// MayLie reports whether p can lie in a state: no ZIP code and no town of
// another state is less than half as far from it as the nearest of that state.
// It says false for a state without any.
func (g *Gazetteer) MayLie(p geo.Point, state string) bool {
	grid, at := g.grid(), p.Vec()
	own, other := math.Inf(1), math.Inf(1)
	look := func(m *landmark) {
		if d := at.Chord2(m.vec); m.state == state {
			own = min(own, d)
		} else {
			other = min(other, d)
		}
	}
	around := square(p)
	for row := around[0] - 1; row <= around[0]+1; row++ {
		for column := around[1] - 1; column <= around[1]+1; column++ {
			for _, i := range grid.squares[[2]int{row, column}] {
				look(&grid.all[i])
			}
		}
	}
	if reach := geo.Chord2(insideSquares * math.Cos(p.Lat*math.Pi/180)); !(own < reach) {
		for i := range grid.all { // what is nearest may lie farther than was looked
			look(&grid.all[i])
		}
	}
	return !math.IsInf(own, 1) && borderFactor*borderFactor*other >= own
}

// A landmark is a ZIP code or a town, of which the state is known.
type landmark struct {
	vec   geo.Vec
	state string
}

// A grid holds landmarks in squares of a quarter of a degree. The middle of a
// ZIP code may lie far from its town, as that of 54880 does from Superior, WI,
// so that towns whose people were counted are landmarks too.
type grid struct {
	squares map[[2]int][]int32
	all     []landmark
}

// insideSquares is how far in metres the squares around a point reach at
// least, on the equator.
const insideSquares = 27_000

func square(p geo.Point) [2]int {
	return [2]int{int(math.Floor(p.Lat * 4)), int(math.Floor(p.Lng * 4))}
}

func (g *Gazetteer) makeGrid() *grid {
	out := &grid{squares: map[[2]int][]int32{}}
	add := func(p geo.Point, state string) {
		out.squares[square(p)] = append(out.squares[square(p)], int32(len(out.all)))
		out.all = append(out.all, landmark{p.Vec(), state})
	}
	for i := range g.zips {
		if z := &g.zips[i]; !z.military {
			add(point(z.lat, z.lng), z.state)
		}
	}
	for i := range g.towns {
		if t := &g.towns[i]; t.people > 0 && !t.section {
			add(point(t.lat, t.lng), t.state)
		}
	}
	return out
}
