package search

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/record"
)

const (
	// maxDifferent is how many physicians two generations may hold otherwise
	// for the difference to be kept: some 25 MB at most.
	maxDifferent = 20_000
	// readingTime is how long a generation may take to be read again.
	readingTime = 5 * time.Minute
)

// errDifferent says that two generations have too little in common.
var errDifferent = fmt.Errorf("%w: more than %d physicians differ", ErrGone, maxDifferent)

// A difference holds what an earlier generation held of everybody whom a
// snapshot holds otherwise.
type difference struct {
	from *Generation
	// before has the records of physicians that differ, by id of the listing;
	// none: they were not listed.
	before map[directory.NPI][]string
}

// newDifference compares the records of a generation with now.
func newDifference(from *Generation, records iter.Seq2[string, error], now *snapshot) (*difference, error) {
	d := &difference{from, map[directory.NPI][]string{}}
	same := make([]bool, len(now.rows))
	n := 0
	for text, err := range records {
		if err != nil {
			return nil, err
		}
		n++
		text, l, err := present(text)
		if err != nil {
			return nil, fmt.Errorf("search: a listing of generation %s: %w", from.ID, err)
		}
		if row, ok := now.find(l.Physician.NPI, l.ID()); ok && now.records[row] == text {
			same[row] = true
			continue
		}
		d.before[l.Physician.NPI] = append(d.before[l.Physician.NPI], strings.Clone(text)) // not the whole page that it came in
		if len(d.before) > maxDifferent {
			return nil, errDifferent
		}
	}
	if n != from.Listings {
		return nil, fmt.Errorf("%w: %d listings in place of %d", errAnswer, n, from.Listings)
	}
	for row, same := range same {
		npi := now.npis[now.rows[row].physician]
		if _, known := d.before[npi]; !same && !known {
			d.before[npi] = nil // an office came
		}
	}
	if len(d.before) > maxDifferent {
		return nil, errDifferent
	}
	for npi, texts := range d.before {
		if p, listed := now.physician(npi); listed {
			for _, row := range now.officesOf(p) {
				if same[row] {
					texts = append(texts, now.records[row])
				}
			}
		}
		slices.SortFunc(texts, func(a, b string) int { return strings.Compare(record.ID(a), record.ID(b)) })
		d.before[npi] = texts
	}
	return d, nil
}

// everyRecord yields the records of s.
func (s *snapshot) everyRecord() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, r := range s.records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// A differences holds those from generations that the index keeps to the current one.
// The one from the generation that was current before is made when the next
// comes; others are read when they are asked for, each once.
type differences struct {
	mu   sync.Mutex
	to   string // the current generation
	held map[string]*reading
}

// A reading is a difference on its way; done is closed once the rest is set.
type reading struct {
	done chan struct{}
	d    *difference
	err  error
}

// put begins anew with the difference between two generations that are in memory.
func (ds *differences) put(before, now *snapshot) {
	d, err := newDifference(before.info, before.everyRecord(), now)
	r := &reading{done: make(chan struct{}), d: d, err: err}
	close(r.done)
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.to, ds.held = now.info.ID, map[string]*reading{before.info.ID: r}
}

// difference returns that from generation id to now. The error wraps ErrGone
// when it cannot be told, and ErrUnavailable when it cannot be told yet.
func (f *Finder) difference(ctx context.Context, id string, now *snapshot) (*difference, error) {
	if id == now.info.ID {
		return &difference{from: now.info}, nil
	}
	r := f.reading(ctx, id, now)
	wait, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	select {
	case <-r.done:
		return r.d, r.err
	case <-wait.Done():
		return nil, fmt.Errorf("%w: generation %s is still being read", ErrUnavailable, id)
	}
}

func (f *Finder) reading(ctx context.Context, id string, now *snapshot) *reading {
	ds := &f.differences
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if ds.to != now.info.ID {
		ds.to, ds.held = now.info.ID, map[string]*reading{}
	}
	if r := ds.held[id]; r != nil {
		return r
	}
	r := &reading{done: make(chan struct{})}
	ds.held[id] = r
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readingTime) // whoever asks next finds it
		defer cancel()
		r.d, r.err = f.read(ctx, id, now)
		close(r.done)
		if r.err != nil && !errors.Is(r.err, errDifferent) {
			ds.mu.Lock()
			defer ds.mu.Unlock()
			if ds.held[id] == r {
				delete(ds.held, id)
			}
		}
	}()
	return r
}

// read reads a generation that the index keeps, and compares it with now.
func (f *Finder) read(ctx context.Context, id string, now *snapshot) (*difference, error) {
	if f.breaker.isAway() {
		return nil, ErrUnavailable
	}
	from, err := guarded(ctx, f.breaker, liveTimeout, func(ctx context.Context) (*Generation, error) {
		return f.breaker.index.Generation(ctx, id)
	})
	if err != nil {
		return nil, err
	}
	return newDifference(from, f.records(ctx, from), now)
}
