package search

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A breaker stands before the index. It bounds the calls that searches wait
// for, and once the index has failed to answer it refuses them at once, until
// the question which generation is live is answered again. Only [Finder.Run]
// asks that, so no search ever finds out by waiting whether the index is back.
type breaker struct {
	index   Index
	timeout time.Duration // of Match

	mu    sync.Mutex
	away  bool
	empty bool // nothing was published when last asked
}

// liveTimeout bounds the question which generation is live: a small answer,
// and the first to tell that the index hangs.
const liveTimeout = 2 * time.Second

func (b *breaker) live(ctx context.Context) (*Generation, error) {
	info, err := guarded(ctx, b, liveTimeout, b.index.Live)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.empty = errors.Is(err, ErrNoGeneration)
	return info, err
}

// match asks the index for matches. The error wraps ErrUnavailable where the
// index is away or no longer has the generation.
func (b *breaker) match(ctx context.Context, g *Generation, text string, narrow Narrow, limit int) ([]Match, error) {
	if b.isAway() {
		return nil, ErrUnavailable
	}
	return guarded(ctx, b, b.timeout, func(ctx context.Context) ([]Match, error) {
		return b.index.Match(ctx, g, text, narrow, limit)
	})
}

// guarded makes a call within a time and notes what its end says about the
// index.
func guarded[T any](ctx context.Context, b *breaker, timeout time.Duration, call func(context.Context) (T, error)) (T, error) {
	var none T
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	answer, err := call(bounded)
	if err = b.note(ctx, err); err != nil {
		return none, err
	}
	return answer, nil
}

// note keeps what the error of a call says about the index, and returns it as
// one of ours.
func (b *breaker) note(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		// The caller gave up; that says nothing about the index.
		return fmt.Errorf("search: asking the index: %w", ctx.Err())
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		err = fmt.Errorf("%w: no answer in time", ErrUnavailable)
	}
	if errors.Is(err, ErrCalls) {
		return err // it was not asked
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.away = errors.Is(err, ErrUnavailable)
	return err
}

// isEmpty reports whether nothing was published when last asked.
func (b *breaker) isEmpty() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.empty
}

// isAway reports whether the index failed to answer when last asked.
func (b *breaker) isAway() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.away
}
