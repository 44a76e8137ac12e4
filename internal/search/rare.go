package search

import "github.com/physicianfinder/finder/internal/geo"

// rareRows lists what the posting lists of all tiles list, in one piece, with
// what decides fastest: so "the nearest in the country of whom three fit" is
// one pass over a short list and not a walk through every tile.
type rareRows struct {
	offered []rareRow
	tongues []rareRow
}

type rareRow struct {
	vec    geo.Vec
	at     ref
	traits traits
}

// newRareRows gathers the posting lists of a generation that is all resident.
func newRareRows(g *generation) *rareRows {
	r := new(rareRows)
	for i := range g.tiles {
		t := g.tiles[i].slim.Load()
		r.offered = t.rare(r.offered, t.offered, int32(i))
		r.tongues = t.rare(r.tongues, t.tongues, int32(i))
	}
	g.slimBytes.Add(int64(len(r.offered)+len(r.tongues)) * 40)
	return r
}

func (t *slimTile) rare(dst []rareRow, rows []uint32, tile int32) []rareRow {
	for _, n := range rows {
		dst = append(dst, rareRow{vec: t.vecs[t.more[n].point], at: refOf(tile, int32(n)), traits: t.rows[n].traits})
	}
	return dst
}

// rareRows returns the rows of g that s can keep at most, if they are listed.
func (s *sieve) rareRows(g *generation) ([]rareRow, bool) {
	all := g.rare.Load()
	if all == nil || s.posting == postingNone {
		return nil, false
	}
	if s.posting == postingTongues {
		return all.tongues, true
	}
	return all.offered, true
}

// lookEverywhere ends a walk by looking at all rows of the country that a rare
// filter can keep. It says no where they are not listed.
func (b *outward) lookEverywhere() bool {
	s := &b.scan.sieve
	rows, listed := s.rareRows(b.gen)
	if !listed {
		return false
	}
	b.scan.refresh()
	for i := range rows {
		r := &rows[i]
		if s.byTraits && !s.traits[r.traits] || b.scan.circle.center.Chord2(r.vec) > b.limit {
			continue
		}
		tile := r.at.tile()
		b.row(b.gen.tiles[tile].slim.Load(), tile, r.at.row(), TierNone)
	}
	return true
}
