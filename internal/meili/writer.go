package meili

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/physicianfinder/finder/internal/directory"
)

// The bounds of one batch of documents, and of how long handing over one may
// take while the server is busy with the one before.
const (
	firstBytes     = 2 << 20 // of the first, which a server with nothing to do waits for
	batchBytes     = 8 << 20
	batchDocuments = 10_000
	batchTimeout   = 10 * time.Minute
)

// writerPatience is how long a Writer waits for an answer: a server that
// indexes may be slow to give one, and a build has time.
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
	// LockTTL is how long another indexer may be silent before it counts as
	// dead; 0 is DefaultLockTTL.
	LockTTL time.Duration
	// TakeOver takes every other indexer for dead. One that lives finds out
	// before it publishes.
	TakeOver bool
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger     // nil: silent

	patience time.Duration // with a server that is away while it turns; 0 is settleTimeout
}

func (o *WriterOptions) fill() {
	if o.Grace == 0 {
		o.Grace = DefaultGrace
	}
	if o.LockTTL == 0 {
		o.LockTTL = DefaultLockTTL
	}
	if o.patience == 0 {
		o.patience = settleTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// A Writer builds the next generation, on one server or on several. It
// implements indexer.Writer; its methods are for one goroutine. Discard must be
// called in the end, and does nothing after a successful Publish.
type Writer struct {
	o       WriterOptions
	id      string // of the generation
	targets []*target
	seen    tally

	docs    *documenter // whose output is the batch
	inBatch int
	room    int  // bytes that the batch may have
	closed  bool // no more batches
	over    bool // published or discarded
}

// NewWriter takes the build lock of every server, and goes on to remove what
// interrupted builds have left there and to make the index of the next
// generation, which bears the same id on all of them. While another indexer
// builds on one, the error is a *[BusyError].
func NewWriter(ctx context.Context, on []Config, o WriterOptions) (*Writer, error) {
	o.fill()
	w := &Writer{o: o, id: generationID(o.Now().UTC()), seen: newTally(), docs: newDocumenter(), room: firstBytes}
	for _, c := range on {
		t, err := newTarget(c, listingsIndex+w.id, len(on) == 1)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(w.targets, func(other *target) bool { return other.c.url == t.c.url }) {
			return nil, fmt.Errorf("meili: %s is given twice", t.c.url)
		}
		w.targets = append(w.targets, t)
	}
	for _, t := range w.targets {
		if err := t.begin(ctx, &w.o); err != nil {
			return nil, errors.Join(t.named(err), w.Discard(ctx))
		}
	}
	return w, nil
}

// generationTime is how the id of a generation begins.
const generationTime = "20060102T150405"

// generationID returns a name that sorts by time and is never used twice.
func generationID(now time.Time) string {
	var random [3]byte
	_, _ = rand.Read(random[:]) // never fails (crypto/rand)
	return now.Format(generationTime) + fmt.Sprintf("%03dZ-%x", now.Nanosecond()/1e6, random)
}

// Generation is the id that the build has, and will go live under.
func (w *Writer) Generation() string { return w.id }

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
		if w.inBatch >= batchDocuments || w.docs.out.Len() >= w.room {
			if err := w.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush hands the batch to every target.
func (w *Writer) flush(ctx context.Context) error {
	if w.inBatch == 0 {
		return nil
	}
	batch := w.docs.take()
	w.inBatch, w.room = 0, batchBytes
	for _, t := range w.targets {
		if err := t.hand(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// finish sends what is left and awaits every task.
func (w *Writer) finish(ctx context.Context) error {
	err := w.flush(ctx)
	w.stop()
	if err != nil {
		return err
	}
	return w.each(ctx, (*target).finish)
}

// stop ends the senders.
func (w *Writer) stop() {
	w.closed = true
	for _, t := range w.targets {
		t.stop()
	}
}

// each calls do for all targets at once. The first error ends the others.
func (w *Writer) each(ctx context.Context, do func(*target, context.Context) error) error {
	all, ctx := errgroup.WithContext(ctx)
	for _, t := range w.targets {
		all.Go(func() error { return t.named(do(t, ctx)) })
	}
	return all.Wait()
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
	var errs []error
	for _, t := range w.targets {
		errs = append(errs, t.named(t.discard(ctx)))
	}
	return errors.Join(errs...)
}
