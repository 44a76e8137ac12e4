package search

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"time"
)

// Run follows the live generation until ctx ends, and returns nil then. A new
// one is loaded whole while the current one goes on answering, and takes its
// place in one step. One Run at a time.
func (f *Finder) Run(ctx context.Context) error {
	var before error
	for {
		err := f.Load(ctx)
		if ctx.Err() != nil {
			return nil
		}
		f.logChange(before, err)
		before = err
		if !sleep(ctx, f.options.Poll) {
			return nil
		}
	}
}

func (f *Finder) logChange(before, now error) {
	switch {
	case now != nil && (before == nil || before.Error() != now.Error()):
		f.options.Log.Warn("search: cannot follow the live generation", slog.String("error", now.Error()))
	case now == nil && before != nil:
		f.options.Log.Info("search: following the live generation again")
	}
}

// Load makes the live generation current, unless it is. While the index is
// away and nothing is in memory, it takes what an earlier run has kept. After
// an error the current generation is as before.
func (f *Finder) Load(ctx context.Context) error {
	f.turn.Lock()
	defer f.turn.Unlock()
	f.foldToday()
	info, err := f.breaker.live(ctx)
	current := f.current.Load()
	if err != nil {
		if current == nil && errors.Is(err, ErrUnavailable) {
			f.restore("")
		}
		return err
	}
	if current != nil && current.info.ID == info.ID || current == nil && f.restore(info.ID) {
		f.failed = failure{}
		return nil
	}
	if f.failed.holds(info.ID, f.options.Now()) {
		return f.failed.err
	}
	err = f.loadFrom(ctx, info)
	f.failed.note(info.ID, err, f.options.Now(), f.options.Poll)
	return err
}

// loadFrom loads a generation from the index and makes it current.
func (f *Finder) loadFrom(ctx context.Context, info *Generation) error {
	begin := f.options.Now()
	snap, err := newSnapshot(info, f.records(ctx, info))
	if err != nil {
		return err
	}
	if before := f.held(); before != nil {
		f.differences.put(before, snap)
	}
	f.install(snap, begin, "index")
	if err := snap.keep(f.options.Dir); err != nil {
		f.options.Log.Warn("search: keeping the generation for the next start", slog.String("error", err.Error()))
	}
	return nil
}

// records are those of the index, whose failures the breaker is told of.
func (f *Finder) records(ctx context.Context, info *Generation) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for r, err := range f.breaker.index.Records(ctx, info) {
			if err != nil {
				err = f.breaker.note(ctx, err)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// install makes snap current.
func (f *Finder) install(snap *snapshot, begin time.Time, from string) {
	f.showGeneration(snap)
	f.loads.Add(1)
	f.options.Log.Info("search: generation is current", slog.String("generation", snap.info.ID), slog.String("from", from),
		slog.Int("listings", snap.info.Listings), slog.Int("tiles", len(snap.cells)), slog.Int64("bytes", snap.size),
		slog.Duration("after", f.options.Now().Sub(begin)))
	f.options.Loaded()
}

// longestWait is how long a generation that could not be loaded is left alone
// at most before it is tried again.
const longestWait = time.Minute

// A failure is of the generation that could not be loaded last: each try is
// followed by a longer wait.
type failure struct {
	id   string
	err  error
	wait time.Duration
	next time.Time
}

// holds reports whether it is too early to try a generation again.
func (f *failure) holds(id string, now time.Time) bool {
	return f.err != nil && f.id == id && now.Before(f.next)
}

// note keeps what became of a try.
func (f *failure) note(id string, err error, now time.Time, wait time.Duration) {
	if f.err != nil && f.id == id {
		wait = min(2*f.wait, longestWait)
	}
	*f = failure{id, err, wait, now.Add(wait)}
}

// sleep waits and reports whether ctx still goes on.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
