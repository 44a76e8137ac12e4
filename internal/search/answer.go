package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/fold"
	"github.com/physicianfinder/finder/internal/geo"
)

// asking is one search under way.
type asking struct {
	*Finder
	snap  *snapshot
	query *Query

	// For a query with words:
	text    string   // the words that are searched for
	dropped []string // those that are not
	hasText bool     // words decide what is found
	matches []matched
	capped  bool // there are more than MaxMatches
}

// answer makes the result of q out of a snapshot.
func (f *Finder) answer(ctx context.Context, snap *snapshot, q *Query) (*Result, error) {
	a := &asking{Finder: f, snap: snap, query: q}
	if len(fold.Words(q.Text)) > 0 {
		if err := a.match(ctx); err != nil {
			return nil, err
		}
	}
	r := &Result{Generation: snap.info, TotalExact: !a.capped, Dropped: a.dropped}
	if err := a.list(ctx, r); err != nil {
		return nil, err
	}
	if a.hasText {
		r.Also = alsoOf(wordsAsTyped(a.text), r.Cards, r.Unknown, r.Beyond)
	}
	r.Degraded = snap.dark || f.breaker.isAway()
	return r, nil
}

// list counts, and makes the cards of the page: who fits, of whom it is not
// known, and those from beyond the radius.
func (a *asking) list(ctx context.Context, r *Result) (err error) {
	q := a.query
	from := (q.Page - 1) * q.Size
	scan := a.scans.get(a.snap, q, false)
	defer a.scans.put(scan)
	a.gather(scan)
	r.Total, r.Facets = len(scan.found), scan.facets()
	if q.Clustered {
		if r.Clusters, err = scan.clusters(q.Filter.Bounds.ClusterResolution()); err != nil {
			return err
		}
	}
	if r.Cards, err = a.cards(scan.page(q.order(), from, q.Size)); err != nil {
		return err
	}
	listed := scan // knows everybody who is not beyond
	if q.Apart && q.Filter.asksUnsure() {
		wide := a.scans.get(a.snap, q, true)
		defer a.scans.put(wide)
		a.gather(wide)
		wide.found = slices.DeleteFunc(wide.found, func(c candidate) bool { return scan.holds(c.physician) })
		r.UnknownTotal = len(wide.found)
		if r.Unknown, err = a.cards(wide.page(q.order(), max(0, from-r.Total), q.Size-len(r.Cards))); err != nil {
			return err
		}
		listed = wide
	}
	if need := MaxBeyond - r.Total - r.UnknownTotal; need > 0 && q.Page == 1 && q.Origin != nil {
		far, err := a.beyond(ctx, scan, listed, need)
		if err != nil {
			return err
		}
		if r.Beyond, err = a.cards(far); err != nil {
			return err
		}
	}
	return nil
}

// gather finds the physicians of the result.
func (a *asking) gather(scan *scan) {
	if a.hasText {
		for _, m := range a.matches {
			scan.row(m.row, m.tier)
		}
		return
	}
	for _, i := range a.area() {
		scan.tile(i)
	}
}

// area returns the tiles that the origin and the bounds leave.
func (a *asking) area() []int {
	all := make([]int, 0, 64)
	if o := a.query.Origin; o != nil {
		all = a.snap.cover.Within(all, o.Point, a.query.Radius)
	} else {
		for i := range a.snap.cells {
			all = append(all, i)
		}
	}
	if f := &a.query.Filter; f.Bounds != nil || f.asksOffer() {
		all = slices.DeleteFunc(all, func(i int) bool { return !a.mayHold(i) })
	}
	return all
}

// mayHold reports whether a tile can hold anything within the bounds and, where
// that is asked for, anybody who offers annular closure.
func (a *asking) mayHold(tile int) bool {
	f := &a.query.Filter
	return (f.Bounds == nil || a.snap.cover.Reaches(tile, *f.Bounds)) &&
		(!f.asksOffer() || len(between(a.snap.offered, a.snap.tiles[tile].row, a.snap.tiles[tile+1].row)) > 0)
}

// cards makes the cards of candidates.
func (a *asking) cards(list []candidate) ([]Card, error) {
	cards := make([]Card, len(list))
	for n := range list {
		if err := a.card(&cards[n], &list[n]); err != nil {
			return nil, fmt.Errorf("search: a listing in memory: %w", err)
		}
	}
	return cards, nil
}

func (a *asking) card(c *Card, from *candidate) (err error) {
	if c.Listing, err = a.snap.listing(from.row); err != nil {
		return err
	}
	if c.Others, err = a.others(from); err != nil {
		return err
	}
	c.Tier, c.Meters = from.tier, -1
	if a.query.Origin != nil {
		c.Meters = geo.Meters(from.chord2)
		c.Tied = from.tied && c.Listing.Location.Position.Precision == directory.PrecisionZIP
	}
	if a.query.Explain {
		c.Reasons = a.query.reasons(c)
	}
	return nil
}

// others returns the other offices of a physician, by id and, where there is
// an origin, the nearest first.
func (a *asking) others(shown *candidate) ([]directory.Location, error) {
	rows := a.snap.officesOf(shown.physician)
	if len(rows) == 1 {
		return nil, nil
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(r uint32) bool { return r == shown.row })
	if a.query.Origin != nil {
		from := a.query.Origin.Point.Vec()
		chord2 := func(r uint32) float64 { return from.Chord2(a.snap.vec(r)) }
		slices.SortStableFunc(rows, func(x, y uint32) int { return cmp.Compare(chord2(x), chord2(y)) })
	}
	others := make([]directory.Location, len(rows))
	for i, r := range rows {
		var err error
		if others[i], err = a.snap.location(r); err != nil {
			return nil, err
		}
	}
	return others, nil
}
