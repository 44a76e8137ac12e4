package main

import (
	"slices"
	"testing"

	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestSameAnswers sees that the R-tree does the finder's work before it is
// timed beside it, and that a difference of one listing in a hundred is found.
func TestSameAnswers(t *testing.T) {
	all := listings(20_000)
	f := search.New(searchtest.NewMemory("bench", all), search.Options{})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	asOf := all[0].Location.Updated // as searchtest says of listings without a registry
	for i := range all {
		asOf = max(asOf, all[i].Location.Updated)
	}
	s := settings{queries: 40}
	if err := newTree(all, asOf).sameAnswers(t.Context(), f, s); err != nil {
		t.Error(err)
	}
	fewer := slices.Clone(all)
	for i := 99; i < len(fewer); i += 100 {
		fewer[i] = fewer[i-1]
	}
	if err := newTree(all, asOf+31).sameAnswers(t.Context(), f, s); err == nil {
		t.Error("lots of another month were taken for the same order")
	}
	if err := newTree(fewer, asOf).sameAnswers(t.Context(), f, s); err == nil {
		t.Error("a tree that lacks listings was taken for the same")
	}

	q := question{origin: all[0].Location.Position.Point, miles: 50}
	r, err := f.Search(t.Context(), finderQuery(q))
	if err != nil {
		t.Fatal(err)
	}
	tree := newTree(all, asOf)
	list := tree.nearest(q)
	if err := tree.nearestEqual(list, r); err != nil {
		t.Error(err)
	}
	if err := tree.nearestEqual(list[1:], r); err == nil {
		t.Error("the nearest listing may be left out")
	}
}
