package search_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

func TestListed(t *testing.T) {
	listings := searchtest.Listings(rand.New(rand.NewPCG(5, 6)), 300)
	var want []directory.NPI
	for _, l := range listings {
		want = append(want, l.Physician.NPI)
	}
	slices.Sort(want)
	want = slices.Compact(want)
	f := searchtest.Loaded(t, searchtest.NewMemory("g", listings))
	got, err := f.Listed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("NPIs (-want +got):\n%s", diff)
	}
}

func TestListedAway(t *testing.T) {
	m := searchtest.NewMemory("g", searchtest.Listings(rand.New(rand.NewPCG(5, 6)), 10))
	f := search.New(m, search.Options{})
	if _, err := f.Listed(t.Context()); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("error %v, want ErrUnavailable", err)
	}
}
