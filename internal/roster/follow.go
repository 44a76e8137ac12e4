package roster

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// PollEvery is how often a replica looks for what was added to the roster.
const PollEvery = time.Second

// patience is how long a look waits for the store, which then counts as away.
const patience = 3 * time.Second

// FollowOptions set up a Follower.
type FollowOptions struct {
	Dir    string // where what was read last is kept for the next start; empty: nowhere
	Expire int    // days, see [Fold]
	// Show is told what counts: nil while the roster holds nothing, so that
	// what the documents say counts.
	Show func(*Evidence)
	Log  *slog.Logger
}

// A Follower keeps the evidence of a replica as new as the store.
type Follower struct {
	store   *Store
	options FollowOptions

	mu      sync.Mutex
	begun   bool // something has been shown
	unread  bool // neither the store nor what was kept has been read yet
	seq     int64
	all     []Attestation
	reviews []Review
	book    *Book // of all and reviews
	away    atomic.Bool
}

// NewFollower returns a follower of store.
func NewFollower(store *Store, o FollowOptions) *Follower {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Follower{store: store, options: o}
}

// Run looks until ctx ends, whenever tick tells it to.
func (f *Follower) Run(ctx context.Context, tick <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			f.Look(ctx)
		}
	}
}

// Away reports whether the store did not answer the last look.
func (f *Follower) Away() bool { return f.away.Load() }

// Look reads what was added and shows what counts now. The first look shows
// something in any case: while the store is away what was kept by an earlier
// one, and without that [NoEvidence]. Later, what is shown stays while the
// store is away. The error is the store's.
func (f *Follower) Look(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	ended := ctx
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	all, reviews, seq, err := f.store.Since(ctx, f.seq)
	if err == nil && seq < f.seq { // a backup was put back
		f.seq, f.all, f.reviews, f.begun = 0, nil, nil, false
		all, reviews, seq, err = f.store.Since(ctx, 0)
	}
	if ended.Err() != nil {
		return ended.Err()
	}
	if away := err != nil; away != f.away.Swap(away) {
		if away {
			f.options.Log.Warn("roster: the store is away; the evidence stays as it was", slog.String("error", err.Error()))
		} else {
			f.options.Log.Info("roster: the store answers again")
		}
	}
	switch {
	case err != nil && !f.begun:
		f.begun = true
		f.restore()
	case err == nil && (seq != f.seq || f.unread || !f.begun):
		f.begun, f.unread = true, false
		f.seq, f.all, f.reviews = seq, append(f.all, all...), append(f.reviews, reviews...)
		f.show()
		if err := f.keep(); err != nil {
			f.options.Log.Warn("roster: keeping the evidence for the next start", slog.String("error", err.Error()))
		}
	}
	return err
}

func (f *Follower) show() {
	f.book = NewBook(f.all, f.reviews, f.options.Expire)
	if len(f.all) == 0 {
		f.options.Show(nil)
		return
	}
	f.options.Show(f.book.Evidence)
}

// Book returns the roster as it was read last, for those who only show it; one of
// nothing where nothing could be read yet.
func (f *Follower) Book() *Book {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.book == nil {
		return NewBook(nil, nil, f.options.Expire)
	}
	return f.book
}

// Read looks and returns the roster as it stands, for those who keep it. The
// error is the store's.
func (f *Follower) Read(ctx context.Context) (*Book, error) {
	if err := f.Look(ctx); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.book, nil
}

// restore shows what an earlier run has kept. What it read is taken up, so that
// the next look asks for what came after.
func (f *Follower) restore() {
	k, err := readKept(f.options.Dir)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			f.options.Log.Warn("roster: reading the evidence that was kept", slog.String("error", err.Error()))
		}
		f.unread = true
		f.options.Show(NoEvidence())
		return
	}
	f.seq, f.all, f.reviews = k.Seq, k.Attestations, k.Reviews
	f.show()
}

// keptFile holds the roster as it was read last, in FINDER_DIR.
const keptFile = "roster"

func (f *Follower) keep() error {
	if f.options.Dir == "" {
		return nil
	}
	text, err := kept{f.seq, f.all, f.reviews}.text()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.options.Dir, 0o700); err != nil {
		return err
	}
	next, err := os.CreateTemp(f.options.Dir, keptFile+".*")
	if err != nil {
		return err
	}
	_, err = next.Write(text)
	if err = errors.Join(err, next.Close()); err == nil {
		err = os.Rename(next.Name(), filepath.Join(f.options.Dir, keptFile))
	}
	if err != nil {
		os.Remove(next.Name())
	}
	return err
}
