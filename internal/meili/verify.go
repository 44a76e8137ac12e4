package meili

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/meilisearch/meilisearch-go"
	"golang.org/x/sync/errgroup"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

// ErrVerify says that a build is not what it should be; the text says how.
var ErrVerify = errors.New("meili: the build does not verify")

// ErrTooFew says that a build holds too little of what the live generation
// holds. [directory.Checks].MinKeep decides what is too little.
var ErrTooFew = errors.New("meili: the build is much smaller than the live generation")

// verify holds the index of every target against what was added and against
// the generation that is live there.
func (w *Writer) verify(ctx context.Context, g *search.Generation, c directory.Checks) error {
	if err := sameCounts(g, c); err != nil {
		return err
	}
	return w.each(ctx, func(t *target, ctx context.Context) error {
		if err := t.c.verifyKept(ctx, g, c.MinKeep); err != nil {
			return err
		}
		return t.c.verify(ctx, g, &w.seen)
	})
}

// verifiersAtOnce is how many questions about a build are asked at a time.
const verifiersAtOnce = 4

// verify counts what the index holds and looks for the sample in it.
func (c *client) verify(ctx context.Context, g *search.Generation, seen *tally) error {
	all, ctx := errgroup.WithContext(ctx)
	all.SetLimit(verifiersAtOnce)
	all.Go(func() error { return c.verifyFacets(ctx, g, seen.tiles) }) // one long request
	all.Go(func() error { return c.verifyCount(ctx, g) })
	x := &Index{c: c}
	for i := range seen.sample {
		all.Go(func() error { return x.verifyFound(ctx, g, &seen.sample[i]) })
	}
	return all.Wait()
}

// sameCounts holds what was added against what the indexer says it handed
// over.
func sameCounts(g *search.Generation, c directory.Checks) error {
	if g.Listings != c.Listings || g.Physicians != c.Physicians {
		return fmt.Errorf("%w: %d listings of %d physicians were added, %d of %d announced",
			ErrVerify, g.Listings, g.Physicians, c.Listings, c.Physicians)
	}
	for _, s := range []directory.Status{directory.Confirmed, directory.SelfReported, directory.Withdrawn} {
		if g.Offerings[s] != c.Offerings[s] {
			return fmt.Errorf("%w: %d listings %s were added, %d announced", ErrVerify, g.Offerings[s], s, c.Offerings[s])
		}
	}
	if g.Listings == 0 && c.MinKeep > 0 {
		return fmt.Errorf("%w: it is empty", ErrVerify)
	}
	return nil
}

// verifyKept holds the build against the live generation. Withdrawn offerings
// do not count: a roster that withdraws everything is as suspect as one that
// is cut short.
func (c *client) verifyKept(ctx context.Context, g *search.Generation, minKeep float64) error {
	p, err := c.pointer(ctx)
	if errors.Is(err, search.ErrNoGeneration) {
		return nil
	}
	if err != nil {
		return err
	}
	live, err := c.generation(ctx, p.Generation)
	if err != nil {
		return err
	}
	for _, n := range []struct {
		what      string
		have, had int
	}{
		{"listings", g.Listings, live.Listings},
		{"offerings", offered(g), offered(live)},
	} {
		if float64(n.have) < minKeep*float64(n.had) {
			return fmt.Errorf("%w: %d %s where there are %d (least share kept: %g)", ErrTooFew, n.have, n.what, n.had, minKeep)
		}
	}
	return nil
}

func offered(g *search.Generation) int {
	return g.Offerings[directory.Confirmed] + g.Offerings[directory.SelfReported]
}

// verifyCount counts the documents.
func (c *client) verifyCount(ctx context.Context, g *search.Generation) error {
	page, err := c.fetch(ctx, g.ID, fetchRequest{Fields: []string{primaryKey}})
	if err != nil {
		return err
	}
	if page.Total != g.Listings {
		return fmt.Errorf("%w: it holds %d listings, %d expected", ErrVerify, page.Total, g.Listings)
	}
	return nil
}

// verifyFacets holds the facets by which listings are found against the
// counts of the generation. Of the cells it gets the first 20,000 in the order
// of their texts, which begin with the resolution, as settings.json has it:
// those of tiles and coarser come first, and are 5,300 where every ZIP code of
// the gazetteer has listings. To ask for all takes four times as long.
func (c *client) verifyFacets(ctx context.Context, g *search.Generation, tiles map[geo.Cell]int) error {
	facets, err := c.facets(ctx, g.ID, "cells", "status")
	if err != nil {
		return err
	}
	want := make(map[string]int, len(tiles))
	for cell, count := range tiles {
		want[cell.String()] = count
	}
	have := facets["cells"]
	maps.DeleteFunc(have, func(name string, _ int) bool {
		cell, err := geo.ParseCell(name)
		return err == nil && cell.Resolution() != geo.TileResolution
	})
	if !maps.Equal(have, want) {
		return fmt.Errorf("%w: its %d tiles are not the %d expected, or hold other numbers", ErrVerify, len(have), len(want))
	}
	for s, n := range g.Offerings {
		if facets["status"][string(s)] != n {
			return fmt.Errorf("%w: it holds %d listings %s, %d expected", ErrVerify, facets["status"][string(s)], s, n)
		}
	}
	return nil
}

// verifyFound looks for one listing the ways the service and people will: its
// record, and in its tile by its NPI and by its name.
func (x *Index) verifyFound(ctx context.Context, g *search.Generation, l *directory.Listing) error {
	tile, err := geo.TileAt(l.Location.Position.Point)
	if err != nil {
		return err
	}
	want, err := record.Append(nil, l)
	if err != nil {
		return err
	}
	var have document
	err = x.c.document(ctx, "looking for a listing of "+g.ID, listingsIndex+g.ID, l.ID(), &have)
	if err != nil && !hasCode(err, codeDocumentNotFound) {
		return err
	}
	if have.Listing != string(want) {
		return fmt.Errorf("%w: listing %s is not there as it was added", ErrVerify, l.ID())
	}
	for what, text := range map[string]string{
		"NPI":  l.Physician.NPI.String(),
		"name": l.Physician.Name.Given + " " + l.Physician.Name.Family,
	} {
		found, err := x.Match(ctx, g, text, search.Narrow{Tiles: []geo.Cell{tile}, All: true}, search.MaxMatches)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(found, func(m search.Match) bool { return m.Listing == l.ID() }) {
			return fmt.Errorf("%w: listing %s is not found by its %s", ErrVerify, l.ID(), what)
		}
	}
	return nil
}

// facets asks how many documents have each value of the attributes.
func (c *client) facets(ctx context.Context, generation string, attributes ...string) (map[string]map[string]int, error) {
	one := int64(0)
	doing := "counting listings of " + generation
	raw, err := c.sdk.Index(listingsIndex+generation).SearchRaw(ctx, "", &meilisearch.SearchRequest{
		HitsPerPage: &one, Facets: attributes,
	})
	if err != nil {
		return nil, translate(doing, err)
	}
	var answer struct{ FacetDistribution map[string]map[string]int }
	if err := unmarshal(*raw, &answer); err != nil {
		return nil, fmt.Errorf("meili: %s: answer not understood", doing)
	}
	return answer.FacetDistribution, nil
}
