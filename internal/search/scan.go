package search

import "sync"

// A candidate is a physician of the result with the listing shown for them:
// the nearest that fits or, without an origin, the one with the best evidence;
// of equals the one of the lowest id.
type candidate struct {
	chord2      float64 // from the origin; without one 0
	row         uint32
	physician   uint32
	specialties uint32
	languages   uint32
	closure     uint8 // the best among the listings that fit
	accepting   uint8 // a bit for each code among the listings that fit
	unsure      bool  // of one of the listings that fit no language is known
	tier        Tier  // likewise
	tied        bool  // stands at one position with the one before or after
}

// A scan gathers the physicians of one search. Scans are used again and again
// ([scans]): what they allocate they keep.
type scan struct {
	snap   *snapshot
	circle circle
	filter compiledFilter
	found  []candidate
	// more lists languages of further listings of a candidate, where they are
	// not those of the first.
	more []moreLanguages
	// marks holds by physician epoch<<32 | place in found.
	epoch uint32
	marks []uint64
	tally tally
	heap  []rank
}

type moreLanguages struct{ candidate, languages uint32 }

// scans hands out scans that no search is using.
type scans struct{ pool sync.Pool }

// get returns a scan for who fits q or, with orUnknown, for those too of whom
// it is not known.
func (p *scans) get(snap *snapshot, q *Query, orUnknown bool) *scan {
	s, _ := p.pool.Get().(*scan)
	if s == nil {
		s = new(scan)
	}
	s.snap = snap
	s.found, s.more = s.found[:0], s.more[:0]
	if s.epoch++; s.epoch == 0 {
		clear(s.marks)
		s.epoch = 1
	}
	if n := len(snap.npis); n > len(s.marks) {
		s.marks = append(s.marks, make([]uint64, n-len(s.marks))...)
	}
	s.circle = circle{whole: true}
	if q.Origin != nil {
		s.circle = newCircle(q.Origin.Point, q.Radius)
	}
	s.filter.compile(&q.Filter, orUnknown, snap)
	return s
}

func (p *scans) put(s *scan) {
	s.snap, s.filter.Filter, s.filter.snap, s.filter.listed = nil, nil, nil, nil
	p.pool.Put(s)
}

// tile gathers what fits of a tile.
func (s *scan) tile(i int) {
	from, to := s.snap.tiles[i], s.snap.tiles[i+1]
	switch {
	case s.filter.limited:
		for _, r := range between(s.filter.listed, from.row, to.row) {
			s.row(r, TierNone)
		}
	case s.circle.whole:
		for r := from.row; r < to.row; r++ {
			if s.filter.keeps(r) {
				s.add(candidate{row: r})
			}
		}
	default:
		s.points(from.point, to.point)
	}
}

// points gathers from the positions of a tile, measuring each once.
func (s *scan) points(from, to uint32) {
	c := &s.circle
	from, to = s.belt(from, to)
	for p := from; p < to; p++ {
		chord2 := c.center.Chord2(s.snap.vecs[p])
		if chord2 > c.limit || !c.holds(chord2) {
			continue
		}
		for r := s.snap.first[p]; r < s.snap.first[p+1]; r++ {
			if s.filter.keeps(r) {
				s.add(candidate{chord2: chord2, row: r})
			}
		}
	}
}

// row gathers a single row, if it fits.
func (s *scan) row(r uint32, tier Tier) {
	var chord2 float64
	if !s.circle.whole {
		if chord2 = s.circle.center.Chord2(s.snap.vec(r)); !s.circle.holds(chord2) {
			return
		}
	}
	if s.filter.keeps(r) {
		s.add(candidate{chord2: chord2, row: r, tier: tier})
	}
}

// fewPoints is up to how many positions measuring all is faster than searching
// for the belt.
const fewPoints = 64

// belt returns a range of positions, among those of a tile, that holds all
// between the latitudes that the circle can reach.
func (s *scan) belt(from, to uint32) (uint32, uint32) {
	if to-from <= fewPoints {
		return from, to
	}
	points := s.snap.points
	for hi := to; from < hi; {
		if mid := (from + hi) / 2; points[mid].Lat < s.circle.south {
			from = mid + 1
		} else {
			hi = mid
		}
	}
	for lo := from; lo < to; {
		if mid := (lo + to) / 2; points[mid].Lat <= s.circle.north {
			lo = mid + 1
		} else {
			to = mid
		}
	}
	return from, to
}

// add takes up a row that fits: a physician, or a further listing of one.
func (s *scan) add(c candidate) {
	r := &s.snap.rows[c.row]
	mark := s.marks[r.physician]
	if uint32(mark>>32) != s.epoch {
		s.marks[r.physician] = uint64(s.epoch)<<32 | uint64(len(s.found))
		c.physician, c.specialties, c.languages, c.closure = r.physician, r.specialties, r.languages, uint8(r.traits.closure())
		c.accepting, c.unsure = 1<<r.traits.accepting(), r.languages == 0
		s.found = append(s.found, c)
		return
	}
	n := uint32(mark)
	old := &s.found[n]
	old.closure = max(old.closure, uint8(r.traits.closure()))
	old.accepting |= 1 << r.traits.accepting()
	old.unsure = old.unsure || r.languages == 0
	if c.tier != TierNone {
		old.tier = min(old.tier, c.tier)
	}
	if r.languages != old.languages && r.languages != 0 {
		if old.languages == 0 {
			old.languages = r.languages
		} else {
			s.more = append(s.more, moreLanguages{n, r.languages})
		}
	}
	if s.shownBefore(&c, old) {
		old.chord2, old.row = c.chord2, c.row
	}
}

// shownBefore reports whether a physician is shown by c rather than by old.
// Without an origin the evidence decides before the id: somebody asked for by
// name must not read as unknown because of which office comes first.
func (s *scan) shownBefore(c, old *candidate) bool {
	if s.circle.whole {
		now, before := evidence(s.snap.rows[c.row].traits), evidence(s.snap.rows[old.row].traits)
		return now > before || now == before && s.snap.idBefore(c.row, old.row)
	}
	return c.chord2 < old.chord2 || c.chord2 == old.chord2 && s.snap.idBefore(c.row, old.row)
}

// evidence ranks what is known of annular closure at an office: withdrawn is
// no more than unknown.
func evidence(t traits) int { return max(t.closure(), closureWithdrawn) }

// idBefore reports whether the id of row a is below that of row b, a listing
// of the same physician.
func (s *snapshot) idBefore(a, b uint32) bool { return s.details[a].order < s.details[b].order }

// holds reports whether a physician has been gathered.
func (s *scan) holds(physician uint32) bool {
	return uint32(s.marks[physician]>>32) == s.epoch
}
