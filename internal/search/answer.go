package search

import (
	"context"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// answer makes the result of q out of g.
func (f *Finder) answer(ctx context.Context, g *generation, q *Query) (*Result, error) {
	s := &asking{Finder: f, gen: g, query: q}
	if err := s.ask(ctx); err != nil {
		return nil, err
	}
	tiles := s.cover()
	if err := f.wantSlim(ctx, g, tiles); err != nil {
		return nil, err
	}
	r := &Result{Generation: g.info, TotalExact: !s.capped, Dropped: s.dropped}
	list, shown, err := s.compute(ctx, tiles, r)
	if err != nil {
		return nil, err
	}
	cards, err := s.cards(ctx, list, r)
	if err != nil {
		return nil, err
	}
	r.Cards, r.Beyond = cards[:shown:shown], cards[shown:]
	r.Degraded = s.partial || f.guard.isAway()
	return r, nil
}

// compute counts what resident tiles hold and returns the candidates of the
// page and, after the first shown of them, those from beyond the radius.
func (s *asking) compute(ctx context.Context, tiles []int, r *Result) (list []candidate, shown int, err error) {
	q := s.query
	scan := s.scans.get(s.gen, q)
	defer s.scans.put(scan)
	for _, i := range tiles {
		if !s.hasText() {
			scan.tile(i)
		} else if err := s.gatherMatches(scan, i); err != nil {
			return nil, 0, err
		}
	}
	r.Total, r.Facets = len(scan.found), scan.facets()
	list = scan.page(q.order(), q.Page, q.Size)
	shown = len(list)
	if need := MaxBeyond - r.Total; need > 0 && q.Page == 1 && q.Origin != nil {
		beyond, err := s.beyond(ctx, scan, need)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, beyond...)
	}
	return list, shown, nil
}

// asking is one search under way.
type asking struct {
	*Finder
	gen   *generation
	query *Query

	// only holds the tiles that can hold a listing of the NPI or phone number
	// asked for; nil: any tile can.
	only    []int32
	limited bool
	// For a query with words:
	text    string            // the words that are searched for
	dropped []string          // those that are not
	matches map[int32][]Match // by tile, within the circle at least
	capped  bool              // there are more than MaxMatches

	partial bool // beyond was left out while the index is away
}

// ask asks the index what only it knows.
func (s *asking) ask(ctx context.Context) error {
	if err := s.locate(ctx); err != nil {
		return err
	}
	if len(Words(s.query.Text)) == 0 {
		return nil
	}
	return s.match(ctx)
}

// hasText says whether words decide what is found.
func (s *asking) hasText() bool { return s.matches != nil }

// mayHold says whether a tile can hold anything of the result.
func (s *asking) mayHold(tile int) bool {
	if s.limited && !slices.Contains(s.only, int32(tile)) {
		return false
	}
	b := s.query.Filter.Bounds
	return b == nil || s.gen.cover.Reaches(tile, *b)
}

// area returns the tiles that the origin, the bounds and the number asked for
// leave.
func (s *asking) area() []int {
	all := make([]int, 0, 64)
	if o := s.query.Origin; o != nil {
		all = s.gen.cover.Within(all, o.Point, s.query.Radius)
	} else {
		for i := range s.gen.tiles {
			all = append(all, i)
		}
	}
	if s.limited || s.query.Filter.Bounds != nil {
		all = slices.DeleteFunc(all, func(i int) bool { return !s.mayHold(i) })
	}
	return all
}

// cover returns the tiles that can hold something of the result.
func (s *asking) cover() []int {
	all := s.area()
	if s.hasText() {
		all = slices.DeleteFunc(all, func(i int) bool { return len(s.matches[int32(i)]) == 0 })
	}
	return all
}

// cards makes the cards of candidates, in memory that goes back with r.
func (s *asking) cards(ctx context.Context, list []candidate, r *Result) ([]Card, error) {
	if len(list) == 0 {
		return nil, nil
	}
	tiles := make([]int32, len(list))
	for n := range list {
		tiles[n] = list[n].tile
	}
	packs, err := s.wantCards(ctx, s.gen, tiles)
	if err != nil {
		return nil, err
	}
	d := dealers.Get().(*dealer)
	r.dealer = d
	d.cards = slices.Grow(d.cards[:0], len(list))[:len(list)]
	for n := range list {
		c := &d.cards[n]
		d.listing(&c.Listing, packs[n], list[n].row)
		c.Others, c.Tier, c.Meters, c.Reasons = c.Listing.Others, list[n].tier, -1, nil
		if o := s.query.Origin; o != nil {
			c.Meters = geo.Meters(list[n].chord2)
			d.near = nearestFirst(c.Others, o.Point.Vec(), d.near[:0])
		}
		if s.query.Explain {
			c.Reasons = s.query.reasons(c)
		}
	}
	return d.cards, nil
}

// nearestFirst sorts the few offices of a physician by distance from v,
// equally near ones by id. It measures each once, in the memory of chords,
// which it returns for the next time.
func nearestFirst(offices []directory.Location, v geo.Vec, chords []float64) []float64 {
	if len(offices) < 2 {
		return chords
	}
	for i := range offices {
		chords = append(chords, v.Chord2(offices[i].Position.Point.Vec()))
		for j := i; j > 0; j-- {
			if chords[j-1] < chords[j] || chords[j-1] == chords[j] && offices[j-1].ID <= offices[j].ID {
				break
			}
			chords[j-1], chords[j] = chords[j], chords[j-1]
			offices[j-1], offices[j] = offices[j], offices[j-1]
		}
	}
	return chords
}
