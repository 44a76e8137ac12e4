package meili

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/physicianfinder/finder/internal/search"
)

// ErrUnsettled says that a server went away in the instant in which it was
// told what is live, so that nobody knows whether it is. Nothing was dropped:
// whichever generation it is, it is whole.
var ErrUnsettled = errors.New("meili: it is not known which generation is live")

// settleTimeout is how long a server that went away in that instant may take
// to come back and say.
const settleTimeout = 30 * time.Second

// settlePause lies between two tries.
const settlePause = 100 * time.Millisecond

// point makes the generation live on every target. When one of them does not
// take it up, those before it go back to what they served.
func (w *Writer) point(ctx context.Context, s summary) error {
	before := make([]pointer, len(w.targets))
	for i, t := range w.targets {
		var err error
		if before[i], err = t.c.pointer(ctx); err != nil && !errors.Is(err, search.ErrNoGeneration) {
			return t.named(err)
		}
		if err := t.lock.check(ctx); err != nil {
			return t.named(err)
		}
	}
	now := w.o.Now().UTC()
	for i, t := range w.targets {
		if err := t.c.turn(ctx, w.o.patience, before[i].next(w.id, now, w.o.Grace), s); err != nil {
			t.kept = errors.Is(err, ErrUnsettled)
			errs := []error{t.named(err)}
			for k, done := range w.targets[:i] {
				errs = append(errs, done.named(done.turnBack(ctx, w.o.patience, before[k], w.id)))
			}
			return errors.Join(errs...)
		}
	}
	return nil
}

// turn writes the pointer, with the summaries that are given. When the answer
// is lost, it finds out what became of it, an interrupt notwithstanding; the
// error wraps ErrUnsettled when it cannot within patience.
func (c *client) turn(ctx context.Context, patience time.Duration, p pointer, summaries ...summary) error {
	err := c.point(ctx, p, summaries...)
	if err == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	live, unknown := c.settled(ctx, p.Generation)
	switch {
	case unknown != nil:
		return fmt.Errorf("%w: %w", ErrUnsettled, err)
	case live:
		return nil
	}
	return err
}

// turnBack restores the pointer to what it was before generation id.
func (t *target) turnBack(ctx context.Context, patience time.Duration, before pointer, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardTimeout)
	defer cancel()
	var err error
	if before.Generation == "" {
		err = t.c.forget(ctx, pointerID)
	} else {
		err = t.c.turn(ctx, patience, before)
	}
	if err != nil {
		t.kept = true
		return fmt.Errorf("%w: %w", ErrUnsettled, err)
	}
	return t.c.forget(ctx, id)
}

// settled waits until nothing is under way on the index of the pointer and
// says whether generation id is live. The error is that of a server that does
// not come back before ctx ends.
func (c *client) settled(ctx context.Context, id string) (live bool, err error) {
	for {
		busy, err := c.pointing(ctx)
		if err == nil && !busy {
			p, err := c.pointer(ctx)
			if err == nil || errors.Is(err, search.ErrNoGeneration) {
				return p.Generation == id, nil
			}
		}
		select {
		case <-ctx.Done():
			return false, errors.Join(err, ctx.Err())
		case <-time.After(settlePause):
		}
	}
}

// pointing reports whether a task on the index of the pointer is not done yet.
func (c *client) pointing(ctx context.Context) (bool, error) {
	const doing = "reading what is under way"
	answer, err := c.send(ctx, http.MethodGet, "/tasks?limit=1&statuses=enqueued,processing&indexUids="+liveIndex, nil)
	var tasks struct{ Results []struct{} }
	if err == nil {
		err = json.Unmarshal(answer, &tasks)
	}
	return len(tasks.Results) > 0, translate(doing, err)
}
