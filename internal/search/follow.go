package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"
)

// acquire returns the current generation, asking the index for the first one.
func (f *Finder) acquire(ctx context.Context) (*generation, error) {
	if g := f.current.Load(); g != nil {
		return g, nil
	}
	info, err := f.guard.live(ctx)
	if err != nil {
		return nil, err
	}
	f.turn.Lock()
	defer f.turn.Unlock()
	if g := f.current.Load(); g != nil {
		return g, nil
	}
	g := f.stateOf(info)
	f.install(g)
	return g, nil
}

// replace puts the live generation in the place of one that was dropped.
func (f *Finder) replace(ctx context.Context, gone *generation) error {
	if f.current.Load() != gone {
		return nil
	}
	info, err := f.guard.live(ctx)
	if err != nil {
		return err
	}
	if info.ID == gone.info.ID {
		return fmt.Errorf("%w: the live generation cannot be read", ErrUnavailable)
	}
	f.turn.Lock()
	defer f.turn.Unlock()
	if f.current.Load() == gone {
		f.install(f.stateOf(info))
	}
	return nil
}

// stateOf returns what is held of a generation, or begins to; turn is held.
func (f *Finder) stateOf(info *Generation) *generation {
	if g := f.current.Load(); g != nil && g.info.ID == info.ID {
		return g
	}
	if f.next == nil || f.next.info.ID != info.ID {
		f.abandonNext()
		f.next = newGenerationState(info)
	}
	return f.next
}

// abandonNext forgets the generation being loaded; turn is held.
func (f *Finder) abandonNext() {
	if f.next != nil {
		f.cards.retire(f.next)
		f.next = nil
	}
}

// install makes g current; turn is held.
func (f *Finder) install(g *generation) {
	old := f.current.Swap(g)
	if f.next == g {
		f.next = nil
	}
	if old != nil && old != g {
		f.cards.retire(old)
	}
	f.options.Log.Info("search: generation is current", slog.String("generation", g.info.ID),
		slog.Int("listings", g.info.Listings), slog.Int("tiles", len(g.tiles)), slog.Int64("resident", g.loaded.Load()))
}

// Run follows the live generation until ctx ends, and returns nil then. A new
// one is loaded behind the current one, which goes on answering, and takes its
// place in one step; what is not resident of the current one is loaded behind
// the traffic. One Run at a time.
func (f *Finder) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	var bringing string
	stop := func() {}
	defer func() { stop() }()
	var failed error
	for {
		info, err := f.guard.live(ctx)
		if ctx.Err() != nil {
			return nil
		}
		f.logChange(failed, err)
		failed = err
		if err == nil && info.ID != bringing {
			stop()
			bring, cancel := context.WithCancel(ctx)
			bringing, stop = info.ID, cancel
			wg.Go(func() { f.bring(bring, info) })
		}
		wait := f.options.Poll
		if errors.Is(err, ErrUnavailable) {
			wait = min(wait, f.options.Retry)
		}
		if !sleep(ctx, wait) {
			return nil
		}
	}
}

func (f *Finder) logChange(before, now error) {
	switch {
	case now != nil && before == nil:
		f.options.Log.Warn("search: cannot follow the live generation", slog.String("error", now.Error()))
	case now == nil && before != nil:
		f.options.Log.Info("search: following the live generation again")
	}
}

// bring loads a generation and makes it current.
func (f *Finder) bring(ctx context.Context, info *Generation) {
	f.turn.Lock()
	g := f.stateOf(info)
	switch f.current.Load() {
	case nil:
		f.install(g)
	case g: // rolled back before the next one was ready
		f.abandonNext()
	}
	f.turn.Unlock()
	begin := f.options.Now()
	if f.current.Load() != g {
		bounded, cancel := context.WithTimeout(ctx, f.options.TurnOver)
		f.warm(bounded, g)
		cancel()
		if ctx.Err() != nil {
			return
		}
		f.turn.Lock()
		if f.next == g {
			f.install(g)
		}
		f.turn.Unlock()
	}
	f.warm(ctx, g)
	if g.warm() {
		f.options.Log.Info("search: every tile is resident", slog.String("generation", info.ID),
			slog.Duration("after", f.options.Now().Sub(begin)))
		f.options.Warmed()
	}
}

// warmListings is how many listings a warmer asks for at once: fewer than a
// search may, because an answer takes some 3 kB a listing until it is packed.
const warmListings = 4_000

// warm loads what is missing of g, full tiles first, until all is resident,
// ctx ends, or g is dropped.
func (f *Finder) warm(ctx context.Context, g *generation) {
	order := make([]int32, len(g.tiles))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(g.tiles[b].count, g.tiles[a].count), cmp.Compare(a, b))
	})
	work := make(chan []int32)
	var wg sync.WaitGroup
	for range f.options.Warmers {
		wg.Go(func() {
			for batch := range work {
				f.warmBatch(ctx, g, batch)
			}
		})
	}
	for _, batch := range batches(g, order, warmListings) {
		work <- batch
	}
	close(work)
	wg.Wait()
}

// yieldFor is how long a warmer waits at a time, and at most, for searches
// that are waiting for tiles of their own.
const (
	yieldFor  = 2 * time.Millisecond
	yieldMost = time.Second
)

// longestWait is how long a warmer waits at most before it asks again for tiles
// that the index answers wrongly.
const longestWait = time.Minute

func (f *Finder) warmBatch(ctx context.Context, g *generation, batch []int32) {
	for waited := time.Duration(0); f.foreground.Load() > 0 && waited < yieldMost; waited += yieldFor {
		if !sleep(ctx, yieldFor) {
			return
		}
	}
	for wait := f.options.Retry; ; wait = min(2*wait, longestWait) {
		batch = slices.DeleteFunc(batch, func(i int32) bool { return !f.wants(g, i) })
		var err error
		for _, fl := range f.load(ctx, g, batch, false) {
			if e := fl.wait(ctx); e != nil {
				err = e
			}
		}
		if err == nil || ctx.Err() != nil || errors.Is(err, ErrGone) {
			return
		}
		if errors.Is(err, ErrUnavailable) {
			wait = f.options.Retry
		} else {
			f.options.Log.Error("search: loading tiles", slog.String("generation", g.info.ID), slog.String("error", err.Error()))
		}
		if !sleep(ctx, wait) {
			return
		}
	}
}

// wants says whether warming has something to load of a tile: its slim form,
// or cards for which there is room.
func (f *Finder) wants(g *generation, i int32) bool {
	t := &g.tiles[i]
	return t.slim.Load() == nil || t.cards.Load() == nil && f.cards.hasRoom()
}

// sleep waits and says whether ctx still goes on.
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
