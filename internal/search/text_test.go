package search_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// called returns a listing like [one] of a physician with the name.
func called(n int, given, family string, p geo.Point) directory.Listing {
	l := one(n, p)
	l.Physician.Name = directory.Name{Given: given, Family: family}
	return l
}

func TestTextDropsWords(t *testing.T) {
	f := searchtest.Loaded(t, searchtest.NewMemory("one", []directory.Listing{
		called(1, "Ana", "Quillmore", minneapolis), called(2, "Bram", "Ashdrake", minneapolis),
		called(3, "Cleo", "Ashdrake", anchorage), called(4, "Ana", "Zimmerlin", anchorage),
	}))
	for _, c := range []struct {
		name, text    string
		total, beyond int
		dropped       []string
	}{
		{"all match", "ana quillmore", 1, 0, nil},
		{"a word of no record", "Ana Xqzvkw Quillmore", 1, 0, []string{"Xqzvkw"}},
		{"the first word of no record", "xqzvkw ashdrake", 1, 1, []string{"xqzvkw"}},
		{"all match, but elsewhere", "ana zimmerlin", 0, 1, nil},
		{"each matches, never together", "quillmore bram", 1, 0, []string{"bram"}},
		{"the commonest is dropped", "ashdrake quillmore", 1, 0, []string{"ashdrake"}},
		{"of equally common ones the last", "ashdrake ana bram", 1, 0, []string{"ana"}},
		{"none matches", "xqzvkw yyqqzz", 0, 0, nil},
		{"one word that matches nothing", "xqzvkw", 0, 0, nil},
		{"signs are no words", "ana & quillmore !", 1, 0, nil},
		{"only signs: a search without words", "?!", 2, 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := search1(t, f, withText(from(minneapolis, 50), c.text))
			if c.beyond == 0 {
				c.beyond = len(r.Beyond) // not looked at
			}
			if r.Total != c.total || len(r.Beyond) != c.beyond || !r.TotalExact {
				t.Errorf("total %d, %d beyond, exact %v; want %d and %d", r.Total, len(r.Beyond), r.TotalExact, c.total, c.beyond)
			}
			if diff := cmp.Diff(c.dropped, r.Dropped); diff != "" {
				t.Errorf("dropped (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTextFilters checks that words are not dropped because a filter leaves
// nobody.
func TestTextFilters(t *testing.T) {
	f := searchtest.Loaded(t, searchtest.NewMemory("one", []directory.Listing{called(1, "Ana", "Quillmore", minneapolis), called(2, "Ana", "Ashdrake", minneapolis)}))
	q := withText(search.Query{Page: 1, Size: 5}, "ana quillmore")
	q.Filter.Specialties = []string{"2086"}
	if r := search1(t, f, q); r.Total != 0 || r.Dropped != nil {
		t.Errorf("total %d, dropped %q", r.Total, r.Dropped)
	}
}

func TestTextCounts(t *testing.T) {
	var listings []directory.Listing
	for n := range search.MaxMatches + 40 {
		at := geo.Point{Lat: minneapolis.Lat + float64(n%200)*1e-4, Lng: minneapolis.Lng}
		listings = append(listings, called(n, "Ana", "Quillmore", at))
	}
	f := searchtest.Loaded(t, searchtest.NewMemory("one", listings))
	q := withText(from(minneapolis, 50), "ana")
	if r := search1(t, f, q); r.TotalExact || r.Total != search.MaxMatches {
		t.Errorf("of more than can be counted: total %d, exact %v", r.Total, r.TotalExact)
	}
	// All matches are far: the nearest are found ring by ring.
	far := withText(from(anchorage, 50), "ana")
	r := search1(t, f, far)
	if r.Total != 0 || !r.TotalExact || len(r.Beyond) != 3 {
		t.Fatalf("far: total %d, exact %v, %d beyond", r.Total, r.TotalExact, len(r.Beyond))
	}
	plain := search1(t, f, from(anchorage, 50))
	if diff := cmp.Diff(npis(plain.Beyond), npis(r.Beyond)); diff != "" {
		t.Errorf("beyond (-without words +with):\n%s", diff)
	}
}

// TestNearestOfACommonName has more matches in the country than are counted,
// spread wide, and looks for the nearest.
func TestNearestOfACommonName(t *testing.T) {
	var listings []directory.Listing
	for n := range 1200 {
		at := geo.Point{Lat: 26 + float64(n%40)*0.55, Lng: -122 + float64(n/40)*1.6}
		listings = append(listings, called(n, "Ana", "Quillmore", at))
	}
	f := searchtest.Loaded(t, searchtest.NewMemory("one", listings))
	for _, at := range []geo.Point{minneapolis, anchorage, {Lat: 25.2, Lng: -80.9}} {
		plain, words := search1(t, f, from(at, 1)), search1(t, f, withText(from(at, 1), "ana quillmore"))
		if diff := cmp.Diff(npis(plain.Beyond), npis(words.Beyond)); diff != "" || len(words.Beyond) != 3 {
			t.Errorf("beyond (-without words +with):\n%s", diff)
		}
	}
}

func TestTextOrder(t *testing.T) {
	near, far := minneapolis, geo.Point{Lat: 45.2, Lng: -93.27}
	listings := []directory.Listing{
		called(1, "Ana", "Brackwall", near), called(2, "Ana", "Brackwells", near), called(3, "Ana", "Brackwell", far), called(4, "Ilka", "Brackwell", far),
	}
	f := searchtest.Loaded(t, searchtest.NewMemory("one", listings))
	for order, want := range map[search.Sort][]int{
		"": {3, 2, 1, 0}, search.ByRelevance: {3, 2, 1, 0}, search.ByDistance: {0, 1, 3, 2}, search.ByName: {0, 2, 3, 1},
	} {
		q := withText(from(minneapolis, 50), "brackwell")
		q.Sort = order
		var npisWanted []directory.NPI
		for _, n := range want {
			npisWanted = append(npisWanted, listings[n].Physician.NPI)
		}
		if got := npis(search1(t, f, q).Cards); !slices.Equal(got, npisWanted) {
			t.Errorf("order %q: %v, want %v", order, got, npisWanted)
		}
	}
}

// TestNumbers finds by NPI and by phone number.
func TestNumbers(t *testing.T) {
	var listings []directory.Listing
	for n := range 50 {
		l := one(n, geo.Point{Lat: 30 + float64(n)/3, Lng: -100})
		l.Location.Phone = fmt.Sprintf("+1612555%04d", 100+n/2)
		listings = append(listings, l)
	}
	f := searchtest.Loaded(t, searchtest.NewMemory("one", listings))
	q := search.Query{Page: 1, Size: 10, Filter: search.Filter{Phone: "+16125550107"}}
	if got := npis(search1(t, f, q).Cards); !slices.Equal(got, []directory.NPI{listings[14].Physician.NPI, listings[15].Physician.NPI}) {
		t.Errorf("by phone: %v", got)
	}
	q.Filter = search.Filter{NPI: listings[9].Physician.NPI}
	if got := npis(search1(t, f, q).Cards); !slices.Equal(got, []directory.NPI{listings[9].Physician.NPI}) {
		t.Errorf("by NPI: %v", got)
	}
	near := from(listings[9].Location.Position.Point, 1)
	near.Filter.Phone = "+16125550999"
	if r := search1(t, f, near); r.Total != 0 || len(r.Beyond) != 0 {
		t.Errorf("by a number of nobody: %d and %d", r.Total, len(r.Beyond))
	}
}
