package search

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// match asks the index for the listings whose words match, near the origin if
// there is one. If no listing of the whole directory holds all the words,
// those that match nothing by themselves are dropped, and then the commonest,
// of equal ones the last, until something is found.
func (s *asking) match(ctx context.Context) error {
	s.text = s.query.Text
	found, err := s.matchNear(ctx)
	if err != nil || found {
		return err
	}
	kept, dropped, err := s.drop(ctx, wordsAsTyped(s.query.Text))
	if err != nil || len(dropped) == 0 {
		return err
	}
	s.text, s.dropped = strings.Join(kept, " "), dropped
	if len(kept) == 0 {
		s.matches = nil
		return nil
	}
	_, err = s.matchNear(ctx)
	return err
}

// matchNear fills matches for text and says whether there are any.
func (s *asking) matchNear(ctx context.Context) (bool, error) {
	narrow := s.narrow()
	narrow.Tiles = s.matchTiles()
	if s.matches = map[int32][]Match{}; narrow.Tiles != nil && len(narrow.Tiles) == 0 {
		return false, nil
	}
	found, err := s.guard.match(ctx, s.gen.info, s.text, narrow, MaxMatches+1)
	if err != nil {
		return false, err
	}
	if s.capped = len(found) > MaxMatches; s.capped {
		found = found[:MaxMatches]
	}
	s.matches = s.byTile(found)
	return len(found) > 0, nil
}

// narrow says what the index may leave out because the filter would.
func (s *asking) narrow() Narrow {
	f := &s.query.Filter
	return Narrow{
		Specialties: f.Specialties,
		Offered:     f.Closure != ClosureAny || f.VerifiedSince != 0,
		States:      f.States,
		All:         true,
	}
}

// matchTiles returns the cells that words are searched in, or nil for all.
func (s *asking) matchTiles() []geo.Cell {
	q := s.query
	if q.Origin == nil && q.Filter.Bounds == nil && !s.limited {
		return nil
	}
	near := s.area()
	if len(near) == len(s.gen.tiles) {
		return nil
	}
	cells := make([]geo.Cell, len(near))
	for n, i := range near {
		cells[n] = s.gen.tiles[i].cell
	}
	return cells
}

func (s *asking) byTile(found []Match) map[int32][]Match {
	tiles := make(map[int32][]Match)
	for _, m := range found {
		if i, ok := s.gen.index[m.Tile]; ok {
			tiles[i] = append(tiles[i], m)
		}
	}
	return tiles
}

// drop splits words into those to search for and those to leave out. It drops
// nothing while the directory holds a listing with all of them: then it is the
// place or the filters that nobody fits. Without a word to search for nobody
// matches, unless the query is loose.
func (s *asking) drop(ctx context.Context, words []string) (kept, dropped []string, err error) {
	some := func(words ...string) (bool, error) {
		found, err := s.guard.match(ctx, s.gen.info, strings.Join(words, " "), Narrow{All: true}, 1)
		return len(found) > 0, err
	}
	loose := s.query.Loose && s.query.Origin != nil
	if ok, err := some(words...); ok || err != nil || len(words) == 1 && !loose {
		return words, nil, err
	}
	for _, w := range words {
		ok, err := some(w)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			kept = append(kept, w)
		} else {
			dropped = append(dropped, w)
		}
	}
	if len(kept) == 0 && !loose {
		return words, nil, nil
	}
	var common []int // how many listings match each word, once it is asked
	for len(kept) > 1 {
		ok, err := some(kept...)
		if ok || err != nil {
			return kept, dropped, err
		}
		if common == nil {
			if common, err = s.common(ctx, kept); err != nil {
				return nil, nil, err
			}
		}
		most := 0
		for i := range kept {
			if common[i] >= common[most] {
				most = i
			}
		}
		dropped = append(dropped, kept[most])
		kept, common = slices.Delete(kept, most, most+1), slices.Delete(common, most, most+1)
	}
	return kept, dropped, nil
}

// common counts the listings that each word matches, up to MaxMatches: of
// "john kowalski" who is not there the Kowalskis are better than the Johns.
func (s *asking) common(ctx context.Context, words []string) ([]int, error) {
	counts := make([]int, len(words))
	for i, w := range words {
		found, err := s.guard.match(ctx, s.gen.info, w, Narrow{All: true}, MaxMatches)
		if err != nil {
			return nil, err
		}
		counts[i] = len(found)
	}
	return counts, nil
}

// gatherMatches gathers what fits of the matches of a tile.
func (s *asking) gatherMatches(scan *scan, tile int) error {
	t := s.gen.tiles[tile].slim.Load()
	for _, m := range s.matches[int32(tile)] {
		n, err := s.gen.find(int32(tile), m.NPI, m.Listing)
		if err != nil {
			return err
		}
		scan.one(t, int32(tile), n, m.Tier)
	}
	return nil
}

// find returns the row of a listing in a resident tile.
func (g *generation) find(tile int32, npi directory.NPI, id string) (int32, error) {
	t := g.tiles[tile].slim.Load()
	g.mu.Lock()
	defer g.mu.Unlock()
	for r := range g.chain(npi) {
		if r.tile() == tile && t.id(r.row()) == id {
			return r.row(), nil
		}
	}
	return 0, fmt.Errorf("%w: a match that its tile does not hold", errAnswer)
}

// wordsAsTyped cuts text at white space and leaves out what holds no word.
func wordsAsTyped(text string) []string {
	return slices.DeleteFunc(strings.Fields(text), func(w string) bool { return len(Words(w)) == 0 })
}
