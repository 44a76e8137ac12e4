package meili

import (
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// sampleSize is how many listings of a build are looked for again.
const sampleSize = 24

// A tally counts what is added to a build, to hold the index against it.
type tally struct {
	listings   int
	physicians map[directory.NPI]bool
	offerings  map[directory.Status]int
	tiles      map[geo.Cell]int
	sample     []directory.Listing
	stride     int // every so many listings join the sample
}

func newTally() tally {
	return tally{
		physicians: map[directory.NPI]bool{},
		offerings:  map[directory.Status]int{},
		tiles:      map[geo.Cell]int{},
		stride:     1,
	}
}

func (t *tally) add(l *directory.Listing, tile geo.Cell) {
	if t.listings%t.stride == 0 {
		t.keep(l)
	}
	t.listings++
	t.physicians[l.Physician.NPI] = true
	t.tiles[tile]++
	if l.Offering != nil {
		t.offerings[l.Offering.Status]++
	}
}

// keep adds to the sample; when it is full, every second one leaves and the
// stride doubles, so that it stays spread evenly over the build.
func (t *tally) keep(l *directory.Listing) {
	t.sample = append(t.sample, *l)
	if len(t.sample) < sampleSize {
		return
	}
	half := t.sample[:0]
	for i := 0; i < len(t.sample); i += 2 {
		half = append(half, t.sample[i])
	}
	t.sample = half
	t.stride *= 2
}
