// Package indexertest holds a writer for tests of the indexer: it keeps what
// it is given in memory, and can be told to fail.
package indexertest

import (
	"context"
	"fmt"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// A Writer keeps listings in memory. Published holds what the last successful
// Publish made live; it never changes before that.
type Writer struct {
	Published   []directory.Listing
	Checks      directory.Checks // of the last Publish
	Batches     []int            // sizes of the calls of Add of the last build
	Discarded   int              // calls of Discard
	FailAdd     error            // what Add answers, if set
	FailPublish error            // what Publish answers, if set

	generations int
	building    []directory.Listing
}

// Add takes listings of the build.
func (w *Writer) Add(_ context.Context, listings []directory.Listing) error {
	if w.FailAdd != nil {
		return w.FailAdd
	}
	if len(w.building) == 0 {
		w.Batches = nil
	}
	w.Batches = append(w.Batches, len(listings))
	w.building = append(w.building, listings...)
	return nil
}

// Generation is the id of the next generation.
func (w *Writer) Generation() string { return fmt.Sprintf("g%d", w.generations+1) }

// Publish makes the build live and returns "g1", "g2" and so on.
func (w *Writer) Publish(_ context.Context, c directory.Checks) (string, error) {
	if w.FailPublish != nil {
		return "", w.FailPublish
	}
	w.generations++
	w.Checks, w.Published, w.building = c, w.building, nil
	return fmt.Sprintf("g%d", w.generations), nil
}

// Discard drops the build.
func (w *Writer) Discard(context.Context) error {
	w.Discarded++
	w.building = nil
	return nil
}

// Of returns the published listings of one physician, in order.
func (w *Writer) Of(npi directory.NPI) []directory.Listing {
	return slices.DeleteFunc(slices.Clone(w.Published), func(l directory.Listing) bool { return l.Physician.NPI != npi })
}
