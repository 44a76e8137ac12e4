package search

import "sync"

// A dealer is the memory that the cards of one result are made in.
type dealer struct {
	decoder
	cards []Card
	near  []float64 // for nearestFirst
}

// dealtCards is how many cards a dealer has memory for at first: a usual page
// and those beyond it.
const dealtCards = 10 + MaxBeyond

var dealers = sync.Pool{New: func() any { return &dealer{decoder: *newDecoder(dealtCards)} }}

// Release gives the memory of the cards back to the searches that follow. It
// may be called once, by whoever is done with the cards and all that they
// hold; a result that is not released is left to the collector.
func (r *Result) Release() {
	if d := r.dealer; d != nil {
		r.dealer, r.Cards, r.Beyond = nil, nil, nil
		d.reset()
		dealers.Put(d)
	}
}
