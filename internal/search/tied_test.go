package search_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestTiedStandsBeside puts three physicians within one metre's distance of the
// origin, the first and the last by lot in one ZIP code and the one between them
// in another. Nobody is tied then, for nobody stands beside their like; within the
// radius or beyond it, it is the same.
func TestTiedStandsBeside(t *testing.T) {
	east, west := minneapolis, minneapolis
	east.Lng += 0.2
	west.Lng -= 0.2
	find := func(miles float64, at ...geo.Point) (cards []search.Card) {
		var all []directory.Listing
		for n, p := range at {
			all = append(all, one(n+1, p))
		}
		r := search1(t, searchtest.Loaded(t, searchtest.NewMemory("one", all)), from(minneapolis, miles))
		return slices.Concat(r.Cards, r.Beyond)
	}
	lots := find(20, east, east, east)
	for _, tt := range []struct {
		name string
		at   [3]geo.Point // by lot
		want []bool
	}{
		{"all in one", [3]geo.Point{east, east, east}, []bool{true, true, true}},
		{"the first two", [3]geo.Point{east, east, west}, []bool{true, true, false}},
		{"the last two", [3]geo.Point{east, west, west}, []bool{false, true, true}},
		{"the first and the last", [3]geo.Point{east, west, east}, []bool{false, false, false}},
	} {
		at := make([]geo.Point, len(lots))
		for lot, c := range lots {
			for n := range at {
				if one(n+1, east).Physician.NPI == c.Listing.Physician.NPI {
					at[n] = tt.at[lot]
				}
			}
		}
		for name, miles := range map[string]float64{"within": 20, "beyond": 1} {
			var tied []bool
			for _, c := range find(miles, at...) {
				tied = append(tied, c.Tied)
			}
			if diff := cmp.Diff(tt.want, tied); diff != "" {
				t.Errorf("%s, %s the radius (-want +got):\n%s", tt.name, name, diff)
			}
		}
	}
}
