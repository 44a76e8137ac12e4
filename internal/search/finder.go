package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// Options set up a Finder. Zero fields take the defaults named.
type Options struct {
	// TileBytes is the memory in bytes for full cards; 256 MB. Slim forms,
	// some 90 bytes a listing, come on top and always stay.
	TileBytes int64
	// Poll is how often Run asks which generation is live, and so how soon
	// answers out of memory say that the index is away; 250 ms.
	Poll time.Duration
	// Retry is how long the index is left alone after it failed to answer;
	// 500 ms. Until then what needs it is refused at once.
	Retry time.Duration
	// Timeout bounds every call of the index; 10 s.
	Timeout time.Duration
	// TurnOver bounds how long the live generation waits to be loaded behind
	// the one that still answers; 1 minute. It must be less than the time for
	// which an index keeps a generation that is no longer live.
	TurnOver time.Duration
	// Warmers is how many calls load tiles behind the traffic at once; 2.
	Warmers int
	// Warmed is called when every tile of a generation has become resident: a
	// moment to give back the memory that loading took. By default nothing.
	Warmed func()
	Now    func() time.Time // time.Now
	Log    *slog.Logger     // discarded
}

func (o Options) withDefaults() Options {
	set(&o.TileBytes, 256<<20)
	set(&o.Poll, 250*time.Millisecond)
	set(&o.Retry, 500*time.Millisecond)
	set(&o.Timeout, 10*time.Second)
	set(&o.TurnOver, time.Minute)
	set(&o.Warmers, 2)
	if o.Warmed == nil {
		o.Warmed = func() {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// maxFetches is how many calls for tiles the index gets at once.
const maxFetches = 4

// A Finder answers queries out of an Index. It is safe for concurrent use and
// answers from the first call on; [Finder.Run] makes it follow new generations
// and load tiles ahead of the traffic.
type Finder struct {
	options Options
	guard   *guard
	cards   *cardCache
	scans   scans
	slots   chan struct{} // taken by calls for tiles

	current    atomic.Pointer[generation]
	turn       sync.Mutex  // held to change current and next
	next       *generation // being loaded behind current
	foreground atomic.Int64
	fetches    atomic.Int64
	hits       atomic.Int64 // tiles that a search found in memory
	misses     atomic.Int64 // tiles that a search had to wait for
}

// New returns a Finder over index.
func New(index Index, o Options) *Finder {
	o = o.withDefaults()
	return &Finder{
		options: o,
		guard:   &guard{index: index, timeout: o.Timeout, retry: o.Retry, now: o.Now},
		cards:   &cardCache{budget: o.TileBytes},
		slots:   make(chan struct{}, maxFetches),
	}
}

// maxRestarts is how often a search starts over because its generation was
// dropped under it.
const maxRestarts = 3

// Search answers q out of one generation.
//
// The error wraps ErrQuery when q is outside the limits, ErrUnavailable when
// the index is needed and cannot be reached, ErrNoGeneration when nothing is
// published, or the error of ctx.
func (f *Finder) Search(ctx context.Context, q Query) (*Result, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	if err := f.settle(ctx, &q.Filter); err != nil {
		return nil, err
	}
	return onGeneration(ctx, f, func(g *generation) (*Result, error) {
		return f.answer(ctx, g, &q)
	})
}

// settle decides whether a number that can be both is an NPI or a phone.
func (f *Finder) settle(ctx context.Context, filter *Filter) error {
	if filter.OrPhone == "" || filter.NPI == 0 {
		return nil
	}
	_, _, _, err := f.Physician(ctx, filter.NPI)
	if errors.Is(err, ErrNotFound) {
		filter.NPI, filter.Phone = 0, filter.OrPhone
		err = nil
	}
	filter.OrPhone = ""
	return err
}

// Physician returns the card of one physician, the generation it is of, and
// whether it was answered from memory while the index is away. It shows the
// office that a search without an origin shows: the one of the lowest id among
// those with the best evidence. The error wraps ErrNotFound when no listed
// physician has the NPI; else see [Finder.Search].
func (f *Finder) Physician(ctx context.Context, npi directory.NPI) (Card, *Generation, bool, error) {
	if npi == 0 {
		return Card{}, nil, false, ErrNotFound
	}
	r, err := f.Search(ctx, Query{Filter: Filter{NPI: npi}, Sort: ByName, Page: 1, Size: 1})
	if err != nil {
		return Card{}, nil, false, err
	}
	if len(r.Cards) == 0 {
		return Card{}, r.Generation, r.Degraded, ErrNotFound
	}
	return r.Cards[0], r.Generation, r.Degraded, nil
}

// onGeneration calls do with the current generation, and again with the next
// one if the index has dropped it meanwhile.
func onGeneration[T any](ctx context.Context, f *Finder, do func(*generation) (T, error)) (T, error) {
	var none T
	for range maxRestarts {
		g, err := f.acquire(ctx)
		if err != nil {
			return none, err
		}
		answer, err := do(g)
		if !errors.Is(err, ErrGone) {
			return answer, err
		}
		if err := f.replace(ctx, g); err != nil {
			return none, err
		}
	}
	return none, fmt.Errorf("%w: its generations are dropped faster than they can be read", ErrUnavailable)
}
