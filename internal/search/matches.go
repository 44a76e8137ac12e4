package search

import (
	"context"
	"errors"
	"fmt"

	"github.com/physicianfinder/finder/internal/geo"
)

// matched is a row that the words of a query match.
type matched struct {
	row  uint32
	tier Tier
}

// rowsOf finds the rows of matches.
func (s *snapshot) rowsOf(found []Match) ([]matched, error) {
	rows := make([]matched, len(found))
	for i, m := range found {
		r, ok := s.find(m.NPI, m.Listing)
		if !ok {
			return nil, fmt.Errorf("%w: a match that no listing has", errAnswer)
		}
		rows[i] = matched{r, m.Tier}
	}
	return rows, nil
}

// firstRing is how many tiles a first call asks for a common word; each next
// call asks twice as many.
const firstRing = 128

// walkMatches looks at the matches of the whole directory. Where it has more
// than MaxMatches, tiles are asked for theirs ring by ring. When the question
// may ask no more, those found so far are the nearest there are, though fewer
// than wanted.
func (b *outward) walkMatches(ctx context.Context) error {
	if err := b.walkAll(ctx); !errors.Is(err, ErrCalls) {
		return err
	}
	return nil
}

func (b *outward) walkAll(ctx context.Context) error {
	narrow := b.narrow()
	found, err := b.breaker.match(ctx, b.snap.info, b.text, narrow, MaxMatches+1)
	if err != nil || len(found) <= MaxMatches {
		return b.look(found, err)
	}
	var ring []geo.Cell
	var least []float64
	for i, m := range b.snap.cover.Nearest(b.query.Origin.Point) {
		if b.mayHold(i) {
			ring, least = append(ring, b.snap.cells[i]), append(least, m)
		}
	}
	for size := firstRing; len(ring) > 0 && !b.done(least[0]); size *= 2 {
		size = min(size, len(ring))
		narrow.Tiles = ring[:size]
		if err := b.look(b.breaker.match(ctx, b.snap.info, b.text, narrow, MaxMatches)); err != nil {
			return err
		}
		ring, least = ring[size:], least[size:]
	}
	return nil
}

// look takes up matches, unless asking for them failed.
func (b *outward) look(found []Match, err error) error {
	if err != nil {
		return err
	}
	rows, err := b.snap.rowsOf(found)
	for _, m := range rows {
		b.row(m.row, m.tier)
	}
	return err
}
