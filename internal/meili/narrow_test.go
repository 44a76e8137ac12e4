package meili

import (
	"testing"

	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
)

// TestCellsNarrow holds that a search by name near a place is narrowed by the
// cells in Meilisearch's documents: whoever's document names other cells is not
// found near any more, and still is without a place.
func TestCellsNarrow(t *testing.T) {
	b := startServer(t)
	listings := randomListings(seeded(71), 200)
	id := b.publish(t, listings)
	f := search.New(b.open(t), search.Options{})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	l := listings[17]
	near := search.Query{
		Origin: &place.Place{Point: l.Location.Position.Point}, Radius: 40_000,
		Text: l.Physician.NPI.String(), Page: 1, Size: 10,
	}
	anywhere := near
	anywhere.Origin = nil
	found := func(q search.Query) int {
		r, err := f.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return r.Total
	}
	if n, m := found(near), found(anywhere); n != 1 || m != 1 {
		t.Fatalf("before: %d near, %d anywhere; want 1 and 1", n, m)
	}
	for i := range listings {
		if listings[i].Physician.NPI == l.Physician.NPI {
			b.mustUpdate(t, id, map[string]any{"id": listings[i].ID(), "cells": []string{"842a107ffffffff"}})
		}
	}
	if n, m := found(near), found(anywhere); n != 0 || m != 1 {
		t.Errorf("with other cells: %d near, %d anywhere; want 0 and 1", n, m)
	}
}
