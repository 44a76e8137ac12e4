package search_test

import (
	"math/rand/v2"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

func minneapolis() *place.Place {
	return &place.Place{Label: "55401 Minneapolis, MN", Kind: place.KindZIP, Point: geo.Point{Lat: 44.98, Lng: -93.27}}
}

func TestSearchSmoke(t *testing.T) {
	m := searchtest.NewMemory("one", searchtest.Listings(rand.New(rand.NewPCG(1, 2)), 2000))
	f := search.New(m, search.Options{})
	r, err := f.Search(t.Context(), search.Query{Origin: minneapolis(), Radius: 80467, Page: 1, Size: 10})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d total, %d cards, facets %+v", r.Total, len(r.Cards), r.Facets)
	for _, c := range r.Cards {
		t.Log(c.Listing.ID(), c.Meters, len(c.Others))
	}
	r, err = f.Search(t.Context(), search.Query{Origin: minneapolis(), Radius: 1, Page: 1, Size: 10, Text: "quillmore xyzzyx", Filter: search.Filter{Closure: search.ClosureConfirmed}})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d total, %v, dropped %v", r.Total, len(r.Beyond), r.Dropped)
	for _, c := range r.Beyond {
		t.Log(c.Listing.ID(), c.Meters, c.Tier, c.Listing.Physician.Name)
	}
	if _, _, _, err := f.Physician(t.Context(), r.Beyond[0].Listing.Physician.NPI); err != nil {
		t.Fatal(err)
	}
}
