package search

import (
	"context"
	"fmt"
	"sync/atomic"
)

// MaxCalls is how often one question may ask the index, all searches that
// answer it together.
const MaxCalls = 20

// reserve is how many calls are left for what comes after the choice of words:
// the search for those kept, and those beyond the radius.
const reserve = 4

// ErrCalls says that a question has asked the index often enough. It wraps
// [ErrBusy].
var ErrCalls = fmt.Errorf("%w: the question has asked the index often enough", ErrBusy)

type callsKey struct{}

// Bounded returns ctx for one question: what is searched under it asks the
// index [MaxCalls] times at most. A search under a context that is not bounded
// has as many for itself.
func Bounded(ctx context.Context) context.Context {
	if _, ok := ctx.Value(callsKey{}).(*atomic.Int32); ok {
		return ctx
	}
	left := new(atomic.Int32)
	left.Store(MaxCalls)
	return context.WithValue(ctx, callsKey{}, left)
}

// CallsLeft returns how often the index may still be asked under ctx.
func CallsLeft(ctx context.Context) int {
	if left, ok := ctx.Value(callsKey{}).(*atomic.Int32); ok {
		return int(max(0, left.Load()))
	}
	return MaxCalls
}

// TakeCall counts one call of the index under ctx. An [Index] takes one for
// each request that it makes for a match; the error is [ErrCalls].
func TakeCall(ctx context.Context) error {
	if left, ok := ctx.Value(callsKey{}).(*atomic.Int32); ok && left.Add(-1) < 0 {
		return ErrCalls
	}
	return nil
}

// SpareCalls reports whether an [Index] may spend more than one call under ctx
// on one match, to find it better.
func SpareCalls(ctx context.Context) bool { return CallsLeft(ctx) > MaxCalls/2 }
