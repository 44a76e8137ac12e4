package meili

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// The bounds of one batch of documents, and of how long handing over one may
// take while the server is busy with the one before.
const (
	batchBytes     = 8 << 20
	batchDocuments = 10_000
	batchTimeout   = 10 * time.Minute
)

// writerPatience is the silence a Writer bears: a server that indexes may be
// slow to answer, and a build has time.
const writerPatience = 30 * time.Second

// The defaults of WriterOptions.
const (
	DefaultGrace   = 10 * time.Minute
	DefaultLockTTL = time.Minute
)

// WriterOptions shape a build.
type WriterOptions struct {
	// Grace is how long a generation stays readable, for those in the middle
	// of an answer, after it was superseded; 0 is DefaultGrace. The one before
	// the live one is kept in any case.
	Grace time.Duration
	// LockTTL is how long an indexer on another machine may be silent before
	// it counts as dead; 0 is DefaultLockTTL.
	LockTTL time.Duration
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: silent
}

func (o *WriterOptions) fill() {
	if o.Grace == 0 {
		o.Grace = DefaultGrace
	}
	if o.LockTTL == 0 {
		o.LockTTL = DefaultLockTTL
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// A Writer builds the next generation. It implements indexer.Writer; its
// methods are for one goroutine. Discard must be called in the end, and does
// nothing after a successful Publish.
type Writer struct {
	c    *client
	o    WriterOptions
	lock *lock
	id   string // of the generation
	seen tally

	docs    *documenter // whose output is the batch
	inBatch int
	full    chan []byte   // batches to send
	sent    chan struct{} // closed when all batches are sent, or one failed
	tasks   []int64       // of the batches; read after sent is closed
	failure error         // of sending; read after sent is closed
	closed  bool          // full is closed
	over    bool          // published or discarded
}

// NewWriter takes the build lock, removes what interrupted builds have left,
// and makes the index of the next generation. While another indexer builds,
// the error is a *[BusyError].
func NewWriter(ctx context.Context, c Config, o WriterOptions) (*Writer, error) {
	o.fill()
	cl, err := newClient(c, writerPatience)
	if err != nil {
		return nil, err
	}
	now := o.Now().UTC()
	id := generationID(now)
	l, err := cl.acquire(ctx, id, now, o.LockTTL)
	if err != nil {
		return nil, err
	}
	w := &Writer{
		c: cl, o: o, lock: l, id: id,
		seen: newTally(), docs: newDocumenter(),
		full: make(chan []byte, 1), sent: make(chan struct{}),
	}
	if err := w.prepare(ctx); err != nil {
		close(w.sent)
		w.closed = true
		return nil, errors.Join(err, w.Discard(ctx))
	}
	go w.send(context.WithoutCancel(ctx))
	return w, nil
}

// generationID returns a name that sorts by time and is never used twice.
func generationID(now time.Time) string {
	return now.Format("20060102T150405") + fmt.Sprintf("%03dZ-", now.Nanosecond()/1e6) + token()[:6]
}

// Generation is the id that the build has, and will go live under.
func (w *Writer) Generation() string { return w.id }

func (w *Writer) prepare(ctx context.Context) error {
	if err := w.c.ensureLiveIndex(ctx); err != nil {
		return err
	}
	if err := w.c.sweep(ctx, w.o.Log); err != nil {
		return err
	}
	uid := listingsIndex + w.id
	if err := w.c.createIndex(ctx, "making "+uid, uid); err != nil {
		return err
	}
	return w.c.set(ctx, uid, settings)
}

// Add implements indexer.Writer: it encodes the listings while earlier ones
// are on their way. An error here or in an earlier call ends the build.
func (w *Writer) Add(ctx context.Context, listings []directory.Listing) error {
	if w.closed {
		return errors.New("meili: the build is over")
	}
	for i := range listings {
		l := &listings[i]
		tile, err := w.docs.append(l)
		if err != nil {
			return err
		}
		w.seen.add(l, tile)
		w.inBatch++
		if w.inBatch >= batchDocuments || w.docs.out.Len() >= batchBytes {
			if err := w.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush hands the batch to the sender.
func (w *Writer) flush(ctx context.Context) error {
	if w.inBatch == 0 {
		return nil
	}
	batch := w.docs.take()
	w.inBatch = 0
	select {
	case w.full <- batch:
		return nil
	case <-w.sent:
		return w.failure
	case <-ctx.Done():
		return fmt.Errorf("meili: adding listings: %w", ctx.Err())
	}
}

// send posts the batches until there are no more or one is refused. Tasks are
// only awaited in the end: Meilisearch joins what waits into larger batches.
func (w *Writer) send(ctx context.Context) {
	defer close(w.sent)
	for batch := range w.full {
		task, err := w.post(ctx, batch)
		if err != nil {
			w.failure = err
			return
		}
		w.tasks = append(w.tasks, task)
	}
}

func (w *Writer) post(ctx context.Context, batch []byte) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, batchTimeout)
	defer cancel()
	return w.c.upload(ctx, listingsIndex+w.id, batch)
}

// finish sends what is left and awaits every task, so that nothing that
// failed is overlooked because something later succeeded.
func (w *Writer) finish(ctx context.Context) error {
	err := w.flush(ctx)
	w.stop()
	if err = errors.Join(err, w.failure); err != nil {
		return err
	}
	for _, task := range w.tasks {
		if err := w.c.await(ctx, "indexing listings", task); err != nil {
			return err
		}
	}
	return nil
}

// stop ends the sender.
func (w *Writer) stop() {
	if !w.closed {
		w.closed = true
		close(w.full)
	}
	<-w.sent
}

// discardTimeout bounds the cleaning up, which goes on after an interrupt.
const discardTimeout = time.Minute

// Discard implements indexer.Writer. What it cannot remove, because the server
// is away, the next build removes.
func (w *Writer) Discard(ctx context.Context) error {
	if w.over {
		return nil
	}
	w.over = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardTimeout)
	defer cancel()
	w.stop()
	return errors.Join(w.c.dropIndex(ctx, listingsIndex+w.id), w.lock.release(ctx))
}
