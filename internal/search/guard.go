package search

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A guard stands before the index. It bounds every call in time, and once the
// index has failed to answer it refuses calls at once, but for one every
// retry that finds out whether the index is back.
type guard struct {
	index   Index
	timeout time.Duration
	retry   time.Duration
	now     func() time.Time

	mu    sync.Mutex
	away  bool
	empty bool      // nothing was published when last asked
	next  time.Time // when the next call may be tried
}

// liveTimeout bounds the question which generation is live: a small answer,
// and the first to tell that the index hangs.
const liveTimeout = 2 * time.Second

func (g *guard) live(ctx context.Context) (*Generation, error) {
	info, err := guarded(ctx, g, func(ctx context.Context) (*Generation, error) {
		ctx, cancel := context.WithTimeout(ctx, liveTimeout)
		defer cancel()
		return g.index.Live(ctx)
	})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.empty = errors.Is(err, ErrNoGeneration)
	return info, err
}

func (g *guard) tiles(ctx context.Context, gen *Generation, cells []geo.Cell) ([]directory.Listing, error) {
	return guarded(ctx, g, func(ctx context.Context) ([]directory.Listing, error) {
		return g.index.Tiles(ctx, gen, cells)
	})
}

func (g *guard) match(ctx context.Context, gen *Generation, text string, narrow Narrow, limit int) ([]Match, error) {
	return guarded(ctx, g, func(ctx context.Context) ([]Match, error) {
		return g.index.Match(ctx, gen, text, narrow, limit)
	})
}

func guarded[T any](ctx context.Context, g *guard, call func(context.Context) (T, error)) (T, error) {
	var none T
	if !g.admit() {
		return none, ErrUnavailable
	}
	bounded, cancel := context.WithTimeout(ctx, g.timeout)
	defer cancel()
	answer, err := call(bounded)
	if err != nil && ctx.Err() != nil {
		// The caller gave up; that says nothing about the index.
		return none, fmt.Errorf("search: asking the index: %w", ctx.Err())
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		err = fmt.Errorf("%w: no answer in time", ErrUnavailable)
	}
	g.note(err)
	if err != nil {
		return none, err
	}
	return answer, nil
}

// admit says whether a call may go to the index.
func (g *guard) admit() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.away {
		return true
	}
	now := g.now()
	if now.Before(g.next) {
		return false
	}
	g.next = now.Add(g.retry)
	return true
}

// note keeps what the end of a call says about the index.
func (g *guard) note(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.away = errors.Is(err, ErrUnavailable)
	if g.away {
		g.next = g.now().Add(g.retry)
	}
}

// isEmpty says whether nothing was published when last asked.
func (g *guard) isEmpty() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.empty
}

// isAway says whether the index failed to answer when last asked.
func (g *guard) isAway() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.away
}
