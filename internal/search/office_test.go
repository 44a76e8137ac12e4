package search_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

func TestOffice(t *testing.T) {
	listings := searchtest.Listings(rand.New(rand.NewPCG(5, 6)), 300)
	f := searchtest.Loaded(t, searchtest.NewMemory("g", listings))
	for i := range listings {
		want := listings[i]
		got, g, err := f.Office(t.Context(), want.Physician.NPI, want.ID())
		if err != nil || g.ID != "g" {
			t.Fatalf("%s: %v, generation %v", want.ID(), err, g)
		}
		if got.ID() != want.ID() || got.Accepting != want.Accepting {
			t.Fatalf("listing (-want +got):\n%s", cmp.Diff(want, got))
		}
		if diff := cmp.Diff(want.Location.Address, got.Location.Address); diff != "" {
			t.Fatalf("address (-want +got):\n%s", diff)
		}
	}
	a, b := listings[0], listings[len(listings)-1]
	if _, _, err := f.Office(t.Context(), a.Physician.NPI, b.ID()); !errors.Is(err, search.ErrNotFound) {
		t.Errorf("an office of somebody else: %v, want ErrNotFound", err)
	}
	if _, _, err := f.Office(t.Context(), 1234567893, a.ID()); !errors.Is(err, search.ErrNotFound) {
		t.Errorf("nobody: %v, want ErrNotFound", err)
	}
}
