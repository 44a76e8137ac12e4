package search

import (
	"sync"

	"github.com/physicianfinder/finder/internal/directory"
)

// A candidate is a physician of the result with the listing shown for them:
// the nearest that fits or, without an origin, the one with the best evidence;
// of equals the one of the lowest id.
type candidate struct {
	chord2    float64 // from the origin; without one 0
	tile, row int32
	physician uint32
	specs     uint32
	langs     uint32
	closure   uint8 // the best among the listings that fit
	tier      Tier  // likewise
}

// A scan gathers the physicians of one search. Scans are used again and again
// ([scans]): what they allocate they keep.
type scan struct {
	gen    *generation
	circle circle
	sieve  sieve
	found  []candidate
	// more lists languages of further listings of a candidate, where they are
	// not those of the first.
	more []moreLangs
	// marks holds by physician epoch<<32 | place in found.
	epoch uint32
	marks []uint64
	tally tally
	heap  []rank
}

type moreLangs struct{ candidate, langs uint32 }

// scans hands out scans that no search is using.
type scans struct{ pool sync.Pool }

func (p *scans) get(g *generation, q *Query) *scan {
	s, _ := p.pool.Get().(*scan)
	if s == nil {
		s = new(scan)
	}
	s.gen = g
	s.found, s.more = s.found[:0], s.more[:0]
	if s.epoch++; s.epoch == 0 {
		clear(s.marks)
		s.epoch = 1
	}
	s.circle = circle{whole: true}
	if q.Origin != nil {
		s.circle = newCircle(q.Origin.Point, q.Radius)
	}
	s.sieve.set(&q.Filter, g.view.Load(), g.who(q.Filter.NPI))
	s.refresh()
	return s
}

func (p *scans) put(s *scan) {
	s.gen, s.sieve.filter, s.sieve.view = nil, nil, nil
	p.pool.Put(s)
}

// refresh takes up what has been loaded since.
func (s *scan) refresh() {
	v := s.gen.view.Load()
	s.sieve.refresh(v)
	if s.sieve.npi && s.sieve.who == nobody {
		s.sieve.who = s.gen.who(s.sieve.filter.NPI)
	}
	if n := len(v.npis); n > len(s.marks) {
		s.marks = append(s.marks, make([]uint64, n-len(s.marks))...)
	}
}

// who returns the index of a physician, or nobody.
func (g *generation) who(npi directory.NPI) uint32 {
	if npi == 0 {
		return nobody
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if n, ok := g.physicians[npi]; ok {
		return n
	}
	return nobody
}

// tile gathers what fits of a tile.
func (s *scan) tile(i int) {
	t := s.gen.tiles[i].slim.Load()
	if rows, listed := s.sieve.postings(t); listed {
		s.rows(t, int32(i), rows)
		return
	}
	if s.circle.whole {
		for n := range t.rows {
			if s.sieve.keeps(t, int32(n)) {
				s.add(t, candidate{tile: int32(i), row: int32(n)})
			}
		}
		return
	}
	s.points(t, int32(i))
}

// points gathers from a whole tile, measuring each position once.
func (s *scan) points(t *slimTile, tile int32) {
	c := &s.circle
	from, to := belt(t, c.south, c.north)
	for p := from; p < to; p++ {
		chord2 := c.center.Chord2(t.vecs[p])
		if chord2 > c.limit || !c.holds(chord2) {
			continue
		}
		for n := t.first[p]; n < t.first[p+1]; n++ {
			if s.sieve.keeps(t, int32(n)) {
				s.add(t, candidate{chord2: chord2, tile: tile, row: int32(n)})
			}
		}
	}
}

// rows gathers from some rows of a tile.
func (s *scan) rows(t *slimTile, tile int32, rows []uint32) {
	for _, n := range rows {
		s.one(t, tile, int32(n), TierNone)
	}
}

// one gathers a single row, if it fits.
func (s *scan) one(t *slimTile, tile, n int32, tier Tier) {
	var chord2 float64
	if !s.circle.whole {
		if chord2 = s.circle.center.Chord2(t.vecs[t.more[n].point]); !s.circle.holds(chord2) {
			return
		}
	}
	if s.sieve.keeps(t, n) {
		s.add(t, candidate{chord2: chord2, tile: tile, row: n, tier: tier})
	}
}

// fewPoints is up to how many positions measuring all is faster than searching
// for the belt.
const fewPoints = 64

// belt returns a range of t's points that holds all between two latitudes.
func belt(t *slimTile, south, north float64) (from, to int) {
	from, to = 0, len(t.points)
	if to <= fewPoints {
		return from, to
	}
	for hi := to; from < hi; {
		if mid := (from + hi) / 2; t.points[mid].Lat < south {
			from = mid + 1
		} else {
			hi = mid
		}
	}
	for lo := from; lo < to; {
		if mid := (lo + to) / 2; t.points[mid].Lat <= north {
			lo = mid + 1
		} else {
			to = mid
		}
	}
	return from, to
}

// add takes up a row that fits: a physician, or a further listing of one.
func (s *scan) add(t *slimTile, c candidate) {
	r := &t.rows[c.row]
	mark := s.marks[r.physician]
	if uint32(mark>>32) != s.epoch {
		s.marks[r.physician] = uint64(s.epoch)<<32 | uint64(len(s.found))
		c.physician, c.specs, c.langs, c.closure = r.physician, r.specs, r.langs, uint8(r.traits.closure())
		s.found = append(s.found, c)
		return
	}
	n := uint32(mark)
	old := &s.found[n]
	old.closure = max(old.closure, uint8(r.traits.closure()))
	if c.tier != TierNone {
		old.tier = min(old.tier, c.tier)
	}
	if r.langs != old.langs && r.langs != 0 {
		if old.langs == 0 {
			old.langs = r.langs
		} else {
			s.more = append(s.more, moreLangs{n, r.langs})
		}
	}
	if s.rather(t, &c, old) {
		old.chord2, old.tile, old.row = c.chord2, c.tile, c.row
	}
}

// rather says whether a physician is shown by c rather than by old. Without an
// origin the evidence decides before the id: somebody asked for by name must
// not read as unknown because of which office comes first.
func (s *scan) rather(t *slimTile, c, old *candidate) bool {
	if s.circle.whole {
		shown := s.gen.tiles[old.tile].slim.Load()
		now, before := evidence(t.rows[c.row].traits), evidence(shown.rows[old.row].traits)
		return now > before || now == before && s.before(t, c, old)
	}
	return c.chord2 < old.chord2 || c.chord2 == old.chord2 && s.before(t, c, old)
}

// evidence ranks what is known of annular closure at an office: withdrawn is
// no more than unknown.
func evidence(t traits) int { return max(t.closure(), closureWithdrawn) }

// before says whether c has a lower id than a listing of the same physician
// that is no better. Rows of one position are in the order of ids already.
func (s *scan) before(t *slimTile, c, old *candidate) bool {
	if c.tile == old.tile && t.more[old.row].point == t.more[c.row].point && old.row < c.row {
		return false
	}
	return t.id(c.row) < s.id(old)
}

func (s *scan) id(c *candidate) string   { return s.gen.tiles[c.tile].slim.Load().id(c.row) }
func (s *scan) name(c *candidate) string { return s.gen.tiles[c.tile].slim.Load().name(c.row) }

// holds says whether a physician has been gathered.
func (s *scan) holds(physician uint32) bool {
	return uint32(s.marks[physician]>>32) == s.epoch
}
