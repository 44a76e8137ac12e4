package search

import (
	"context"
	"fmt"
	"time"
)

// How much work a Finder takes on at once, whatever face of the service asks.
// Beyond it searches are refused at once: waiting in line would only make all of
// them late.
const (
	MaxWork  = 256 // searches
	MaxWaits = 64  // of them, those with words, which wait for the index
)

// Patience is how long one search may take, waiting for the index included.
const Patience = 5 * time.Second

// ErrBusy says that more is asked than can be worked on now. It wraps
// [ErrUnavailable].
var ErrBusy = fmt.Errorf("%w: more searches than can be worked on", ErrUnavailable)

// A gate lets a fixed number of searches through at a time.
type gate struct{ work, waits chan struct{} }

func newGate() gate {
	return gate{work: make(chan struct{}, MaxWork), waits: make(chan struct{}, MaxWaits)}
}

// enter takes the places that q needs and bounds its time. leave gives all back;
// the error is ErrBusy.
func (g gate) enter(ctx context.Context, q *Query) (bounded context.Context, leave func(), err error) {
	places := []chan struct{}{g.work}
	if q.Text != "" {
		places = append(places, g.waits)
	}
	for i, p := range places {
		select {
		case p <- struct{}{}:
		default:
			for _, taken := range places[:i] {
				<-taken
			}
			return nil, nil, ErrBusy
		}
	}
	bounded, cancel := context.WithTimeout(ctx, Patience)
	return bounded, func() {
		cancel()
		for _, p := range places {
			<-p
		}
	}, nil
}
