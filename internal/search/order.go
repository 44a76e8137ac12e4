package search

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A rank is a candidate with what orders it. By distance and by relevance
// that is tier, whole metres and physician, from the highest bits: physicians
// are numbered in the order of their lots.
type rank struct {
	key       uint64
	candidate uint32
}

// The bits of a key. Half the earth's circumference is 20,015,087 metres.
const (
	physicianBits = 32
	meterBits     = 25
)

// lot decides between physicians who are equally near, the lower first: the
// first eight bytes of the SHA-256 of the NPI, a blank and the registry's month
// ("2000000101 2026-09"). It is the same in all replicas, on all pages, and for
// anybody who works it out, and falls to others next month, so that nobody is
// always first.
func (g *Generation) lot(npi directory.NPI) uint64 {
	month := ""
	if g.DataAsOf != 0 {
		month = g.DataAsOf.Time().Format("2006-01")
	}
	sum := sha256.Sum256([]byte(npi.String() + " " + month))
	return binary.BigEndian.Uint64(sum[:])
}

// wholeMeters is the distance that orders: to the nearest metre, half up.
func wholeMeters(meters float64) int { return int(math.Floor(meters + 0.5)) }

func keyOf(tier Tier, meters int, physician uint32) uint64 {
	return uint64(tier)<<(physicianBits+meterBits) | uint64(meters)<<physicianBits | uint64(physician)
}

// page returns up to size candidates in order, without the first from.
func (s *scan) page(order Sort, from, size int) []candidate {
	if from >= len(s.found) || size == 0 {
		return nil
	}
	want := min(from+size, len(s.found))
	more := min(want+1, len(s.found)) // who comes next may be tied with the last
	var first []rank
	if order == ByName {
		first = s.firstByName(more)
	} else {
		first = s.firstByKey(more, order == ByRelevance)
	}
	at := func(i int) uint32 { return s.snap.details[s.found[first[i].candidate].row].point }
	picked := make([]candidate, want-from)
	for i := range picked {
		n := from + i
		picked[i] = s.found[first[n].candidate]
		picked[i].tied = n > 0 && at(n-1) == at(n) || n+1 < more && at(n+1) == at(n)
	}
	return picked
}

// firstByKey returns the first n candidates by distance or relevance: it keeps
// the n least keys in a heap whose top is the greatest of them.
func (s *scan) firstByKey(n int, byTier bool) []rank {
	h := s.heap[:0]
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
		p := rank{keyOf(tier, meters, c.physician), uint32(i)}
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
			limit = beyondMeter(int(h[0].key >> physicianBits & (1<<meterBits - 1)))
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

// firstByName returns the first n candidates by family, given, lot.
func (s *scan) firstByName(n int) []rank {
	h := s.heap[:0]
	for i := range s.found {
		h = append(h, rank{uint64(s.snap.byName[s.found[i].physician]), uint32(i)})
	}
	slices.SortFunc(h, func(a, b rank) int { return cmp.Compare(a.key, b.key) })
	s.heap = h
	return h[:n]
}
