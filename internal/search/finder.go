package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// Options set up a Finder. Zero fields take the defaults named.
type Options struct {
	// Dir is the folder in which the snapshot is kept for the next start; by
	// default it is not kept.
	Dir string
	// Poll is how often Run asks which generation is live, and so how soon
	// answers say that the index is away; 250 ms.
	Poll time.Duration
	// Timeout bounds how long a search waits for the index; 4 s.
	Timeout time.Duration
	// Lag is how far a replica may be behind another in what it knows of the
	// evidence; 3 s.
	Lag time.Duration
	// Loaded is called when a generation has been loaded: a moment to give
	// back the memory that loading took. By default nothing.
	Loaded func()
	// Expire is the age in days beyond which what documents say of annular
	// closure and of new patients counts no more; 0: it always counts.
	Expire int
	Now    func() time.Time // time.Now
	Log    *slog.Logger     // discarded
}

func (o Options) withDefaults() Options {
	set(&o.Poll, 250*time.Millisecond)
	set(&o.Timeout, 4*time.Second)
	set(&o.Lag, 3*time.Second)
	if o.Loaded == nil {
		o.Loaded = func() {}
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

// A Finder answers queries out of an Index. It is safe for concurrent use. It
// answers once [Finder.Run] or [Finder.Load] has loaded a generation.
type Finder struct {
	options Options
	breaker *breaker
	scans   scans
	gate    gate
	current atomic.Pointer[snapshot] // what is answered from

	folding  sync.Mutex // held while evidence is folded; guards the next three
	base     *snapshot  // the generation as its records have it
	evidence Evidence   // nil: what the records say counts
	folded   directory.Date

	differences differences

	turn   sync.Mutex // held while a generation is loaded; guards failed and spoilt
	failed failure
	spoilt bool // what an earlier run has kept cannot be read
	loads  atomic.Int64
}

// New returns a Finder over index.
func New(index Index, o Options) *Finder {
	o = o.withDefaults()
	return &Finder{options: o, breaker: &breaker{index: index, timeout: o.Timeout}, gate: newGate()}
}

// Search answers q out of one generation.
//
// The error wraps ErrQuery when q is outside the limits, ErrUnavailable when
// no generation is loaded yet or the index is needed and cannot be reached,
// ErrBusy when more is asked than can be worked on, ErrNoGeneration when
// nothing is published, ErrCalls when the question that ctx is bounded for has
// asked the index often enough, or the error of ctx or of its end after [Patience].
func (f *Finder) Search(ctx context.Context, q Query) (*Result, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	ctx, leave, err := f.gate.enter(Bounded(ctx), &q)
	if err != nil {
		return nil, err
	}
	defer leave()
	for {
		snap, err := f.loaded()
		if err != nil {
			return nil, err
		}
		once := q
		snap.decideNumber(&once.Filter)
		r, err := f.answer(ctx, snap, &once)
		switch {
		case !errors.Is(err, ErrGone):
			return r, err
		case f.current.Load() == snap:
			return nil, fmt.Errorf("%w: the index no longer has the generation in memory", ErrUnavailable)
		}
	}
}

// loaded returns the current snapshot. The error says why there is none.
func (f *Finder) loaded() (*snapshot, error) {
	if s := f.current.Load(); s != nil {
		return s, nil
	}
	if f.breaker.isEmpty() {
		return nil, ErrNoGeneration
	}
	return nil, fmt.Errorf("%w: no generation is loaded yet", ErrUnavailable)
}

// decideNumber decides whether a number that can be both is an NPI or a phone.
func (s *snapshot) decideNumber(f *Filter) {
	if f.OrPhone == "" || f.NPI == 0 {
		return
	}
	if _, listed := s.physician(f.NPI); !listed {
		f.NPI, f.Phone = 0, f.OrPhone
	}
	f.OrPhone = ""
}

// Physician returns the card of one physician, the generation it is of, and
// whether it was answered while the index is away. It shows the
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

// Listed returns the NPIs of every physician of the current generation,
// sorted. The errors are those of [Finder.Search].
func (f *Finder) Listed(context.Context) ([]directory.NPI, error) {
	s, err := f.loaded()
	if err != nil {
		return nil, err
	}
	return slices.Sorted(slices.Values(s.npis)), nil
}
