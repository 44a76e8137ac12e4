package search

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// beyond returns the need nearest physicians who fit but for the radius and
// are not in the result. It goes through the tiles by the least distance that
// they can have, and stops when what it holds is nearer than the next can be.
//
// If tiles are missing that only the index has, and it is away, a result that
// has somebody goes without (partial); one that has nobody is refused, for
// "the nearest is far away" may be false.
func (s *asking) beyond(ctx context.Context, scan *scan, need int) ([]candidate, error) {
	b := &outward{asking: s, scan: scan, need: need, limit: math.Inf(1), chunk: firstChunk}
	walk := b.walk
	if s.hasText() {
		walk = b.walkMatches
	}
	err := walk(ctx)
	if errors.Is(err, ErrUnavailable) && len(scan.found) > 0 {
		s.partial = true
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list := make([]candidate, len(b.best))
	for i := range b.best {
		list[i] = b.best[i].candidate
	}
	return list, nil
}

// How many missing tiles are loaded together while walking outward.
const (
	firstChunk = 8
	chunkLimit = MaxTilesPerCall
)

// nearTiles is how many tiles a walk looks at before it tries lists of the
// whole country.
const nearTiles = 64

// firstRing is how many tiles a first call asks for a common word; each next
// call asks twice as many.
const firstRing = 128

// outward is the walk from an origin to the nearest outside the radius.
type outward struct {
	*asking
	scan    *scan
	need    int
	best    []far
	limit   float64 // squared chord beyond which nothing can be among the best
	missing []int   // tiles passed by that are not resident yet
	least   []float64
	chunk   int
}

type far struct {
	candidate
	meters int
	npi    directory.NPI
}

// walk looks at every tile, nearest first. Where a rare filter leaves the near
// ones empty, it looks at what the filter can keep at all.
func (b *outward) walk(ctx context.Context) error {
	passed := 0
	for tile, least := range b.gen.cover.Nearest(b.query.Origin.Point) {
		if b.done(least) {
			break
		}
		if passed++; passed > nearTiles && b.lookEverywhere() {
			return nil
		}
		if b.mayHold(tile) {
			if err := b.pass(ctx, tile, least); err != nil {
				return err
			}
		}
	}
	return b.flush(ctx)
}

// walkMatches looks at the tiles in which the whole directory has matches.
// Where it has more than MaxMatches, tiles are asked for theirs ring by ring.
func (b *outward) walkMatches(ctx context.Context) error {
	narrow := b.narrow()
	found, err := b.guard.match(ctx, b.gen.info, b.text, narrow, MaxMatches+1)
	if err != nil {
		return err
	}
	everywhere := len(found) <= MaxMatches
	b.matches = b.byTile(found)
	var ring []int
	var least []float64
	for tile, m := range b.gen.cover.Nearest(b.query.Origin.Point) {
		if everywhere && len(b.matches[int32(tile)]) == 0 || !b.mayHold(tile) {
			continue
		}
		ring, least = append(ring, tile), append(least, m)
	}
	for size := firstRing; len(ring) > 0 && !b.done(least[0]); size *= 2 {
		size = min(size, len(ring))
		if !everywhere {
			narrow.Tiles = narrow.Tiles[:0]
			for _, tile := range ring[:size] {
				narrow.Tiles = append(narrow.Tiles, b.gen.tiles[tile].cell)
			}
			if found, err = b.guard.match(ctx, b.gen.info, b.text, narrow, MaxMatches); err != nil {
				return err
			}
			b.matches = b.byTile(found)
		}
		for n, tile := range ring[:size] {
			if len(b.matches[int32(tile)]) > 0 && !b.done(least[n]) {
				if err := b.pass(ctx, tile, least[n]); err != nil {
					return err
				}
			}
		}
		if err := b.flush(ctx); err != nil {
			return err
		}
		ring, least = ring[size:], least[size:]
	}
	return nil
}

// pass looks at a tile, or puts it off until enough are missing to be loaded
// together.
func (b *outward) pass(ctx context.Context, tile int, least float64) error {
	if b.gen.tiles[tile].slim.Load() != nil {
		b.scan.refresh()
		return b.look(tile)
	}
	b.missing, b.least = append(b.missing, tile), append(b.least, least)
	if len(b.missing) < b.chunk {
		return nil
	}
	b.chunk = min(2*b.chunk, chunkLimit)
	return b.flush(ctx)
}

// done says whether nothing at a distance of least metres or more can be among
// the best.
func (b *outward) done(least float64) bool {
	return len(b.best) == b.need && least > float64(b.best[b.need-1].meters+1)
}

// flush loads the tiles passed by that still matter and looks at them.
func (b *outward) flush(ctx context.Context) error {
	tiles := b.missing[:0]
	for n, tile := range b.missing {
		if !b.done(b.least[n]) {
			tiles = append(tiles, tile)
		}
	}
	b.missing, b.least = nil, nil
	if err := b.wantSlim(ctx, b.gen, tiles); err != nil {
		return err
	}
	b.scan.refresh()
	for _, tile := range tiles {
		if err := b.look(tile); err != nil {
			return err
		}
	}
	return nil
}

// look takes up what fits of a resident tile.
func (b *outward) look(tile int) error {
	t := b.gen.tiles[tile].slim.Load()
	if b.hasText() {
		for _, m := range b.matches[int32(tile)] {
			n, err := b.gen.find(int32(tile), m.NPI, m.Listing)
			if err != nil {
				return err
			}
			b.row(t, int32(tile), n, m.Tier)
		}
		return nil
	}
	if rows, listed := b.scan.sieve.postings(t); listed {
		for _, n := range rows {
			b.row(t, int32(tile), int32(n), TierNone)
		}
		return nil
	}
	for n := range t.rows {
		b.row(t, int32(tile), int32(n), TierNone)
	}
	return nil
}

// row takes up one row if it fits, is of nobody in the result, and is near
// enough.
func (b *outward) row(t *slimTile, tile, n int32, tier Tier) {
	r := &t.rows[n]
	chord2 := b.scan.circle.center.Chord2(t.vecs[t.more[n].point])
	if chord2 > b.limit || !b.scan.sieve.keeps(t, n) || b.scan.holds(r.physician) {
		return
	}
	f := far{
		candidate: candidate{chord2: chord2, tile: tile, row: n, physician: r.physician, tier: tier},
		meters:    wholeMeters(geo.Meters(chord2)),
		npi:       b.scan.sieve.view.npis[r.physician],
	}
	if i := slices.IndexFunc(b.best, func(o far) bool { return o.physician == f.physician }); i < 0 {
		b.best = append(b.best, f)
	} else if old := &b.best[i]; f.chord2 < old.chord2 || f.chord2 == old.chord2 && t.id(n) < b.scan.id(&old.candidate) {
		*old = f
	}
	slices.SortFunc(b.best, func(x, y far) int {
		return cmp.Or(cmp.Compare(x.meters, y.meters), cmp.Compare(x.npi, y.npi))
	})
	if len(b.best) >= b.need {
		b.best = b.best[:b.need]
		b.limit = beyondMeter(b.best[b.need-1].meters)
	}
}
