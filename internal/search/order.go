package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A rank is a candidate with what orders it. By distance and by relevance
// all of the order is in key: tier, whole metres, NPI, from the highest bits.
type rank struct {
	key       uint64
	candidate uint32
}

// The bits of a key. Half the earth's circumference is 20,015,087 metres.
const (
	npiBits   = 32
	meterBits = 25
)

// wholeMeters is the distance that orders: to the nearest metre, half up.
func wholeMeters(meters float64) int { return int(math.Floor(meters + 0.5)) }

func keyOf(tier Tier, meters int, npi directory.NPI) uint64 {
	return uint64(tier)<<(npiBits+meterBits) | uint64(meters)<<npiBits | uint64(npi)
}

// page returns the candidates of a page in order.
func (s *scan) page(order Sort, page, size int) []candidate {
	from := (page - 1) * size
	if from >= len(s.found) {
		return nil
	}
	want := min(from+size, len(s.found))
	var first []rank
	if order == ByName {
		first = s.firstByName(want)
	} else {
		first = s.firstByKey(want, order == ByRelevance)
	}
	picked := make([]candidate, want-from)
	for i, p := range first[from:] {
		picked[i] = s.found[p.candidate]
	}
	return picked
}

// firstByKey returns the first n candidates by distance or relevance: it keeps
// the n least keys in a heap whose top is the greatest of them.
func (s *scan) firstByKey(n int, byTier bool) []rank {
	h := s.heap[:0]
	npis := s.sieve.view.npis
	last, meters := -1.0, 0
	limit, full := math.Inf(1), false
	for i := range s.found {
		c := &s.found[i]
		if !byTier && c.chord2 > limit {
			continue
		}
		if c.chord2 != last && !s.circle.whole {
			last, meters = c.chord2, wholeMeters(geo.Meters(c.chord2))
		}
		tier := c.tier
		if !byTier {
			tier = TierNone
		}
		p := rank{keyOf(tier, meters, npis[c.physician]), uint32(i)}
		switch {
		case !full:
			h = append(h, p)
			if full = len(h) == n; full {
				for j := n/2 - 1; j >= 0; j-- {
					sink(h, j)
				}
			}
		case p.key < h[0].key:
			h[0] = p
			sink(h, 0)
		default:
			continue
		}
		if full {
			limit = beyondMeter(int(h[0].key >> npiBits & (1<<meterBits - 1)))
		}
	}
	slices.SortFunc(h, func(a, b rank) int { return cmp.Compare(a.key, b.key) })
	s.heap = h
	return h
}

// beyondMeter is a squared chord that is certainly longer than any distance
// of so many whole metres.
func beyondMeter(meters int) float64 {
	return geo.Chord2(float64(meters)+0.5)*(1+chordSlack) + 1e-18
}

// sink restores the heap below j, greatest key on top.
func sink(h []rank, j int) {
	for {
		child := 2*j + 1
		if child >= len(h) {
			return
		}
		if child+1 < len(h) && h[child+1].key > h[child].key {
			child++
		}
		if h[j].key >= h[child].key {
			return
		}
		h[j], h[child] = h[child], h[j]
		j = child
	}
}

// firstByName returns the first n candidates by family, given, NPI.
func (s *scan) firstByName(n int) []rank {
	h := s.heap[:0]
	npis := s.sieve.view.npis
	for i := range s.found {
		h = append(h, rank{uint64(npis[s.found[i].physician]), uint32(i)})
	}
	slices.SortFunc(h, func(a, b rank) int {
		return cmp.Or(
			strings.Compare(s.name(&s.found[a.candidate]), s.name(&s.found[b.candidate])),
			cmp.Compare(a.key, b.key),
		)
	})
	s.heap = h
	return h[:n]
}
