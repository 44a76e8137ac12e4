package meili

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// Publish implements indexer.Writer: it waits for the index, verifies it
// against c, against what was added and against the live generation, writes
// the pointer, and drops generations that nobody reads any more. Of several
// servers all have verified before the first pointer is written.
//
// An error wraps [ErrUnsettled] when it is not known what is live in the end.
func (w *Writer) Publish(ctx context.Context, c directory.Checks) (string, error) {
	if w.over {
		return "", errors.New("meili: the build is over")
	}
	if err := w.finish(ctx); err != nil {
		return "", err
	}
	g := &search.Generation{
		ID: w.id, DataAsOf: c.DataAsOf, Sources: c.Sources, MissingDays: c.MissingDays, Built: w.o.Now().UTC(),
		Listings: w.seen.listings, Physicians: len(w.seen.physicians),
		Offerings: w.seen.offerings,
	}
	if err := w.verify(ctx, g, c); err != nil {
		return "", err
	}
	if err := w.point(ctx, newSummary(g)); err != nil {
		return "", err
	}
	w.over = true
	w.o.Log.Info("generation published", "generation", w.id, "listings", g.Listings, "physicians", g.Physicians, "servers", len(w.targets))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardTimeout)
	defer cancel()
	for _, t := range w.targets {
		if err := t.cleanUp(ctx, w.o.Log); err != nil {
			w.o.Log.Warn("cleaning up after publication", "err", t.named(err))
		}
	}
	return w.id, nil
}

// cleanUp drops what the new pointer no longer names. The generation is live
// whatever comes of it; what is left over, the next build removes.
func (t *target) cleanUp(ctx context.Context, log *slog.Logger) error {
	err := t.lock.check(ctx) // or it would sweep away what somebody else builds
	if err == nil {
		err = t.c.sweep(ctx, log)
	}
	return errors.Join(err, t.lock.release(ctx))
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
	task, err := c.sdk.Index(liveIndex).DeleteDocument(ctx, id, nil)
	if err != nil {
		return translate(doing, err)
	}
	return c.await(ctx, doing, task.TaskUID)
}
