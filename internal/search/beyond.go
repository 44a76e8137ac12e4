package search

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/physicianfinder/finder/internal/geo"
)

// beyond returns the need nearest physicians who fit but for the radius and
// whom listed does not hold. It goes through the tiles by the least distance that
// they can have, and stops when what it holds is nearer than the next can be.
func (a *asking) beyond(ctx context.Context, scan, listed *scan, need int) ([]candidate, error) {
	b := &outward{asking: a, scan: scan, listed: listed, need: need, limit: math.Inf(1)}
	if !a.hasText {
		b.walk()
	} else if err := b.walkMatches(ctx); err != nil {
		return nil, err
	}
	list := make([]candidate, len(b.best))
	for i := range b.best {
		list[i] = b.best[i].candidate
		if i > 0 && b.snap.details[list[i-1].row].point == b.snap.details[list[i].row].point {
			list[i-1].tied, list[i].tied = true, true
		}
	}
	return list, nil
}

// nearTiles is how many tiles a walk looks at before it tries lists of the
// whole country.
const nearTiles = 64

// outward is the walk from an origin to the nearest outside the radius.
type outward struct {
	*asking
	scan   *scan
	listed *scan // who is in the result
	need   int
	best   []far
	limit  float64 // squared chord beyond which nothing can be among the best
}

type far struct {
	candidate
	meters int
}

// walk looks at every tile, nearest first. Where a rare filter leaves the near
// ones empty, it looks at all rows of the country that the filter can keep.
func (b *outward) walk() {
	f := &b.scan.filter
	passed := 0
	for i, least := range b.snap.cover.Nearest(b.query.Origin.Point) {
		if b.done(least) {
			return
		}
		if passed++; passed > nearTiles && f.limited {
			for _, r := range f.listed {
				b.row(r, TierNone)
			}
			return
		}
		if !b.mayHold(i) {
			continue
		}
		from, to := b.snap.tiles[i].row, b.snap.tiles[i+1].row
		if f.limited {
			for _, r := range between(f.listed, from, to) {
				b.row(r, TierNone)
			}
			continue
		}
		for r := from; r < to; r++ {
			b.row(r, TierNone)
		}
	}
}

// done reports whether nothing at a distance of least metres or more can be
// among the best.
func (b *outward) done(least float64) bool {
	return len(b.best) == b.need && least > float64(b.best[b.need-1].meters+1)
}

// row takes up one row if it fits, is of nobody in the result, and is near
// enough.
func (b *outward) row(n uint32, tier Tier) {
	physician := b.snap.rows[n].physician
	chord2 := b.scan.circle.center.Chord2(b.snap.vec(n))
	if chord2 > b.limit || !b.scan.filter.keeps(n) || b.listed.holds(physician) {
		return
	}
	f := far{
		candidate: candidate{chord2: chord2, row: n, physician: physician, tier: tier},
		meters:    wholeMeters(geo.Meters(chord2)),
	}
	if i := slices.IndexFunc(b.best, func(o far) bool { return o.physician == physician }); i < 0 {
		b.best = append(b.best, f)
	} else if old := &b.best[i]; f.chord2 < old.chord2 || f.chord2 == old.chord2 && b.snap.idBefore(n, old.row) {
		*old = f
	}
	slices.SortFunc(b.best, func(x, y far) int {
		return cmp.Or(cmp.Compare(x.meters, y.meters), cmp.Compare(x.physician, y.physician))
	})
	if len(b.best) >= b.need {
		b.best = b.best[:b.need]
		b.limit = beyondMeter(b.best[b.need-1].meters)
	}
}
