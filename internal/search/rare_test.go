package search_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestRareBeyond looks across the country for what three people offer: there
// are lists of them.
func TestRareBeyond(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 2))
	var listings []directory.Listing
	for n := range 700 {
		l := one(n, geo.Point{Lat: 26 + rng.Float64()*22, Lng: -122 + rng.Float64()*50})
		l.Languages = []string{"en"}
		l.Offering = &directory.Offering{Status: directory.SelfReported, VerifiedOn: 20_500}
		switch n {
		case 30, 31, 32:
			l.Location.Position.Point = geo.Point{Lat: 47.5, Lng: -122 + float64(n-30)} // far from Florida
			l.Languages, l.Offering = []string{"haw"}, nil
		case 40, 41, 42:
			l.Location.Position.Point = geo.Point{Lat: 46.5, Lng: -121 + float64(n-40)}
			l.Offering.Status = directory.Confirmed
		case 50, 51:
			l.Location.Position.Point = geo.Point{Lat: 45.5, Lng: -120 + float64(n-50)}
			l.Offering.VerifiedOn = 20_700
		}
		listings = append(listings, l)
	}
	m := searchtest.NewMemory("one", listings)
	florida := geo.Point{Lat: 25.5, Lng: -80.5}
	f := searchtest.Loaded(t, m)
	for _, c := range []struct {
		name   string
		filter search.Filter
		want   []int // nearest to Florida first
	}{
		{"language", search.Filter{Languages: []string{"haw"}}, []int{32, 31, 30}},
		{"confirmed", search.Filter{Closure: search.ClosureConfirmed}, []int{42, 41, 40}},
		{"verified", search.Filter{VerifiedSince: 20_650}, []int{51, 50}},
		{"nobody", search.Filter{Closure: search.ClosureConfirmed, Languages: []string{"haw"}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := from(florida, 20)
			q.Filter = c.filter
			var want []directory.NPI
			for _, n := range c.want {
				want = append(want, listings[n].Physician.NPI)
			}
			r := search1(t, f, q)
			if diff := cmp.Diff(want, npis(r.Beyond)); diff != "" || r.Total != 0 {
				t.Errorf("total %d, beyond (-want +got):\n%s", r.Total, diff)
			}
		})
	}
}
