package meili

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// A target is one server on which a Writer builds its generation.
type target struct {
	c     *client
	uid   string // of the index that is built
	alone bool   // no other target: errors need not say which
	lock  *lock  // nil: not begun
	kept  bool   // the index may be live, and is not to be dropped

	full    chan []byte   // batches to send
	sent    chan struct{} // closed when all batches are sent, or something failed
	tasks   []int64       // of the batches; read after sent is closed
	failure error         // of preparing or sending; read after sent is closed
	closed  bool          // full is closed
}

func newTarget(c Config, uid string, alone bool) (*target, error) {
	cl, err := newClient(c, writerPatience)
	if err != nil {
		return nil, err
	}
	return &target{c: cl, uid: uid, alone: alone, full: make(chan []byte, 1), sent: make(chan struct{})}, nil
}

// begin takes the build lock. The index is made while the caller is at its
// files; what becomes of that, the first batch finds out.
func (t *target) begin(ctx context.Context, o *WriterOptions) (err error) {
	if t.lock, err = t.c.take(ctx, strings.TrimPrefix(t.uid, listingsIndex), o); err != nil {
		return err
	}
	go func() {
		defer close(t.sent)
		if t.failure = t.prepare(ctx, o.Log); t.failure == nil {
			t.failure = t.send(context.WithoutCancel(ctx))
		}
	}()
	return nil
}

// prepare makes room and the index.
func (t *target) prepare(ctx context.Context, log *slog.Logger) error {
	if err := t.c.ensureLiveIndex(ctx); err != nil {
		return err
	}
	if err := t.c.sweep(ctx, log); err != nil {
		return err
	}
	if err := t.c.createIndex(ctx, "making "+t.uid, t.uid); err != nil {
		return err
	}
	return t.c.set(ctx, t.uid, settings)
}

// named says on which of several servers something went wrong.
func (t *target) named(err error) error {
	if err == nil || t.alone {
		return err
	}
	return fmt.Errorf("%s: %w", t.c.url, err)
}

// hand gives a batch to the sender.
func (t *target) hand(ctx context.Context, batch []byte) error {
	select {
	case t.full <- batch:
		return nil
	case <-t.sent:
		return t.named(t.failure)
	case <-ctx.Done():
		return fmt.Errorf("meili: adding listings: %w", ctx.Err())
	}
}

// send posts the batches until there are no more or one is refused. Tasks are
// only awaited in the end: Meilisearch joins what waits into larger batches.
func (t *target) send(ctx context.Context) error {
	for batch := range t.full {
		task, err := t.post(ctx, batch)
		if err != nil {
			return err
		}
		t.tasks = append(t.tasks, task)
	}
	return nil
}

func (t *target) post(ctx context.Context, batch []byte) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, batchTimeout)
	defer cancel()
	return t.c.upload(ctx, t.uid, batch)
}

// stop ends the sender.
func (t *target) stop() {
	if t.lock == nil {
		return
	}
	if !t.closed {
		t.closed = true
		close(t.full)
	}
	<-t.sent
}

// finish awaits every task, so that nothing that failed is overlooked because
// something later succeeded.
func (t *target) finish(ctx context.Context) error {
	if t.failure != nil {
		return t.failure
	}
	for _, task := range t.tasks {
		if err := t.c.await(ctx, "indexing listings", task); err != nil {
			return err
		}
	}
	return nil
}

// discard drops the index and gives the lock up.
func (t *target) discard(ctx context.Context) (err error) {
	if t.lock == nil {
		return nil
	}
	if !t.kept {
		err = t.c.dropIndex(ctx, t.uid)
	}
	return errors.Join(err, t.lock.release(ctx))
}
