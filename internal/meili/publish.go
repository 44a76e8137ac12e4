package meili

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// Publish implements indexer.Writer: it waits for the index, verifies it
// against c, against what was added and against the live generation, writes
// the pointer, and drops generations that nobody reads any more.
func (w *Writer) Publish(ctx context.Context, c directory.Checks) (string, error) {
	if w.over {
		return "", errors.New("meili: the build is over")
	}
	if err := w.finish(ctx); err != nil {
		return "", err
	}
	g := &search.Generation{
		ID: w.id, DataAsOf: c.DataAsOf, Built: w.o.Now().UTC(),
		Listings: w.seen.listings, Physicians: len(w.seen.physicians),
		Offerings: w.seen.offerings, Tiles: w.seen.sortedTiles(),
	}
	if err := w.verify(ctx, g, c); err != nil {
		return "", err
	}
	before, err := w.c.pointer(ctx)
	if err != nil && !errors.Is(err, search.ErrNoGeneration) {
		return "", err
	}
	if err := w.lock.check(ctx); err != nil {
		return "", err
	}
	if err := w.c.point(ctx, before.next(w.id, w.o.Now().UTC(), w.o.Grace), newSummary(g)); err != nil {
		return "", err
	}
	w.over = true
	w.o.Log.Info("generation published", "generation", w.id, "listings", g.Listings, "physicians", g.Physicians)
	w.cleanUp(ctx)
	return w.id, nil
}

// cleanUp drops what the new pointer no longer names. The generation is live
// whatever comes of it; what is left over, the next build removes.
func (w *Writer) cleanUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardTimeout)
	defer cancel()
	if err := errors.Join(w.c.sweep(ctx, w.o.Log), w.lock.release(ctx)); err != nil {
		w.o.Log.Warn("cleaning up after publication", "err", err)
	}
}

// sweep drops every index of listings that the pointer does not name, and
// what was said about it. The build lock must be held.
func (c *client) sweep(ctx context.Context, log *slog.Logger) error {
	p, err := c.pointer(ctx)
	if err != nil && !errors.Is(err, search.ErrNoGeneration) {
		return err
	}
	named := map[string]bool{}
	for _, id := range p.names() {
		named[id] = true
	}
	uids, err := c.indexes(ctx)
	if err != nil {
		return err
	}
	for _, uid := range uids {
		id, ok := strings.CutPrefix(uid, listingsIndex)
		if !ok || named[id] {
			continue
		}
		log.Info("dropping a generation", "generation", id)
		if err := c.dropIndex(ctx, uid); err != nil {
			return err
		}
		if err := c.forget(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// forget removes the summary of a generation.
func (c *client) forget(ctx context.Context, id string) error {
	doing := "forgetting " + id
	task, err := c.sdk.Index(liveIndex).DeleteDocumentWithContext(ctx, id, nil)
	if err != nil {
		return translate(doing, err)
	}
	return c.await(ctx, doing, task.TaskUID)
}

// ErrNoPrevious says that no earlier generation is kept to roll back to.
var ErrNoPrevious = errors.New("meili: no earlier generation to go back to")

// Rollback makes the generation before the live one live again and returns
// its id. The one that was live is kept in its place: rolling back twice
// returns. While an indexer builds, the error is a *[BusyError].
func Rollback(ctx context.Context, c Config, o WriterOptions) (generation string, err error) {
	o.fill()
	cl, err := newClient(c, writerPatience)
	if err != nil {
		return "", err
	}
	l, err := cl.acquire(ctx, o.Now().UTC(), o.LockTTL)
	if err != nil {
		return "", err
	}
	defer func() {
		err = errors.Join(err, l.release(context.WithoutCancel(ctx)))
	}()
	p, err := cl.pointer(ctx)
	if err != nil {
		return "", err
	}
	if len(p.Kept) == 0 {
		return "", ErrNoPrevious
	}
	back := p.back(o.Now().UTC())
	g, err := cl.generation(ctx, back.Generation)
	if err != nil {
		return "", err
	}
	if err := cl.verifyCount(ctx, g); err != nil {
		return "", err
	}
	if err := l.check(ctx); err != nil {
		return "", err
	}
	if err := cl.point(ctx, back); err != nil {
		return "", err
	}
	o.Log.Info("rolled back", "generation", back.Generation, "from", p.Generation)
	return back.Generation, nil
}

// facets asks how many documents have each value of the attributes.
func (c *client) facets(ctx context.Context, generation string, attributes ...string) (map[string]map[string]int, error) {
	one := int64(0)
	doing := "counting listings of " + generation
	raw, err := c.sdk.Index(listingsIndex+generation).SearchRawWithContext(ctx, "", &meilisearch.SearchRequest{
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
