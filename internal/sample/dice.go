package sample

import (
	"math"
	"math/rand/v2"

	"github.com/physicianfinder/finder/internal/geo"
)

// dice draws what a row is made of. Each row starts its own throw, so that a
// row depends on the seed and its number alone.
type dice struct {
	*rand.Rand
	pcg *rand.PCG
}

func newDice() dice {
	pcg := rand.NewPCG(0, 0)
	return dice{rand.New(pcg), pcg}
}

func (d dice) start(seed, n uint64) { d.pcg.Seed(seed, n) }

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// pick draws one of the texts.
func (d dice) pick(from []string) string { return from[d.IntN(len(from))] }

// A weighted list draws its items by weight.
type weighted struct {
	items []string
	upTo  []float64 // running sums of the weights
}

func (w *weighted) add(item string, weight float64) {
	if n := len(w.upTo); n > 0 {
		weight += w.upTo[n-1]
	}
	w.items, w.upTo = append(w.items, item), append(w.upTo, weight)
}

func (d dice) draw(w *weighted) string { return w.items[d.index(w.upTo)] }

// index draws an index by running sums of weights.
func (d dice) index(upTo []float64) int {
	x := d.Float64() * upTo[len(upTo)-1]
	low, high := 0, len(upTo)-1
	for low < high {
		if mid := (low + high) / 2; upTo[mid] > x {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// lognormal draws a positive number of that median, whose logarithm has that
// deviation.
func (d dice) lognormal(median, deviation float64) float64 {
	return median * math.Exp(deviation*d.NormFloat64())
}

// near draws a point so many metres from p, to five decimals.
func (d dice) near(p geo.Point, meters float64) geo.Point {
	angle := 2 * math.Pi * d.Float64()
	degree := geo.EarthRadius * math.Pi / 180
	return geo.Point{
		Lat: p.Lat + meters*math.Sin(angle)/degree,
		Lng: p.Lng + meters*math.Cos(angle)/degree/math.Cos(p.Lat*math.Pi/180),
	}.Round(5)
}

// digits draws n digits, the first not 0.
func (d dice) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + d.IntN(10))
	}
	if b[0] == '0' {
		b[0] = '7'
	}
	return string(b)
}
