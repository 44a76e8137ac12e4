package place

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
)

// TestRegions asks for regions as people name them. The ZIP code named beside
// each lies in it, and so within its reach.
func TestRegions(t *testing.T) {
	g := Default()
	for _, c := range []struct{ text, label, zip string }{
		{"Long Island NY", "Long Island, NY", "11901"},
		{"long island", "Long Island, NY", "11550"},
		{"Long Island, New York", "Long Island, NY", "11937"},
		{"Big Island", "Big Island, HI", "96720"},
		{"the Big Island of Hawaii", "Big Island, HI", "96740"},
		{"Maui", "Maui, HI", "96793"},
		{"Maui, HI", "Maui, HI", "96761"},
		{"Cape Cod", "Cape Cod, MA", "02601"},
		{"cape cod massachusetts", "Cape Cod, MA", "02657"},
		{"Bay Area", "Bay Area, CA", "94103"},
		{"the Bay Area", "Bay Area, CA", "95112"},
		{"SF Bay Area", "Bay Area, CA", "94601"},
		{"Twin Cities", "Twin Cities, MN/WI", "55401"},
		{"Twin Cities MN", "Twin Cities, MN/WI", "55101"},
		{"Twin Cities, WI", "Twin Cities, MN/WI", "54016"},
		{"Northern Virginia", "Northern Virginia, VA", "22201"},
		{"NoVA", "Northern Virginia, VA", "20190"},
		{"Upstate New York", "Upstate New York, NY", "13202"},
		{"Orange County, CA", "Orange County, CA", "92701"},
		{"Chicagoland", "Chicagoland, IL/IN/WI", "60601"},
		{"Tri-Cities, WA", "Tri-Cities, WA", "99352"},
		{"tri cities tn", "Tri-Cities, TN/VA", "37601"},
		{"Eastern Shore, MD", "Eastern Shore of Maryland, MD", "21801"},
		{"Lehigh Valley", "Lehigh Valley, PA", "18101"},
		{"upper peninsula", "Upper Peninsula, MI", "49855"},
		{"DFW", "DFW, TX", "75201"},
		{"Inland Empire", "Inland Empire, CA", "92501"},
	} {
		p, notices, err := g.Resolve(c.text)
		if err != nil || p.Label != c.label || p.Kind != KindRegion || !slices.Equal(notices, []Notice{NoticeRegion}) {
			t.Errorf("%s: %q (%s), %v, %v; want %q", c.text, p.Label, p.Kind, notices, err, c.label)
			continue
		}
		zip, ok := g.ZIP(c.zip)
		if !ok {
			t.Fatalf("no ZIP code %s", c.zip)
		}
		if d := zip.Point.Distance(p.Point); d > p.Precision {
			t.Errorf("%s: %s lies %.0f km from the middle, the reach is %.0f km", c.text, c.zip, d/1000, p.Precision/1000)
		}
	}
}

// TestRegionOrTown: a town that is stated, or large, is meant before a region
// of its name; several regions of one name are asked about.
func TestRegionOrTown(t *testing.T) {
	g := Default()
	for text, label := range map[string]string{
		"New England, ND": "New England, ND", "Long Island City, NY": "Long Island City, NY", "Westchester, IL": "Westchester, IL",
		"Nantucket": "Nantucket, MA", "Cape May, NJ": "Cape May, NJ", "NYC": "New York, NY", "Vegas": "Las Vegas, NV", "Northern Cambria, PA": "Northern Cambria, PA",
		// the surroundings of a town are asked for by the town
		"Dallas area": "Dallas, TX", "greater Wichita": "Wichita, KS", "Tulsa metro area, OK": "Tulsa, OK", "Fargo metro": "Fargo, ND", "Sacramento metropolitan area": "Sacramento, CA",
	} {
		if p, _, err := g.Resolve(text); err != nil || p.Label != label || p.Kind != KindCity {
			t.Errorf("%s: %q (%s), %v; want %q", text, p.Label, p.Kind, err, label)
		}
	}
	for text, labels := range map[string]string{
		"Tri-Cities": "Tri-Cities, TN/VA; Tri-Cities, MI; Tri-Cities, WA",
		"the Valley": "Rio Grande Valley, TX; Valley of the Sun, AZ; San Fernando Valley, CA",
	} {
		_, _, err := g.Resolve(text)
		var ask *AmbiguousError
		if !errors.As(err, &ask) {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got []string
		for _, c := range ask.Candidates {
			got = append(got, c.Label)
		}
		if strings.Join(got, "; ") != labels {
			t.Errorf("%s: %q, want %q", text, got, labels)
		}
	}
}

// TestUnknownRegion: a county or a part of a state that the table lacks is
// said to be an unknown region, and no town that is spelled nearly so.
func TestUnknownRegion(t *testing.T) {
	for _, text := range []string{"Dallas County TX", "Cook County", "Cook County, Illinois", "Orleans Parish LA", "Western Kansas", "southeast Nebraska", "Oklahoma Panhandle", "condado de Orange"} {
		p, _, err := Default().Resolve(text)
		if !errors.Is(err, ErrRegion) || !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %q, %v", text, p.Label, err)
		}
	}
	for _, text := range []string{"Qwertyville", "Foenix arizona", "North Dakota", "Louisville-Jefferson County, KY", "Sun Vally ID", "West Fargo ND"} {
		if _, _, err := Default().Resolve(text); errors.Is(err, ErrRegion) {
			t.Errorf("%s is no region", text)
		}
	}
}

// TestEveryRegion sends back the value of every region, and holds that its
// middle lies near a ZIP code of one of its states.
func TestEveryRegion(t *testing.T) {
	g := Default()
	seen := map[*region]bool{}
	for _, all := range g.regions {
		for _, r := range all {
			seen[r] = true
		}
	}
	for r := range seen {
		p := r.place()
		got, _, err := g.Resolve(p.Value)
		if err != nil || got != p {
			t.Errorf("%q resolves to %q, %v", p.Value, got.Label, err)
		}
		if r.miles < 5 || p.Precision > 300*geo.MetersPerMile {
			t.Errorf("%s reaches %d miles", p.Label, r.miles)
		}
		nearest, state := 1e9, ""
		for _, z := range g.zips {
			if d := point(z.lat, z.lng).Distance(r.at); !z.military && d < nearest {
				nearest, state = d, z.state
			}
		}
		if nearest > p.Precision || !slices.Contains(r.states, state) {
			t.Errorf("%s: the nearest ZIP code lies %.0f km off, in %s", p.Label, nearest/1000, state)
		}
	}
	if len(seen) < 240 {
		t.Errorf("%d regions", len(seen))
	}
}

// TestSuggestRegions offers regions as they are typed.
func TestSuggestRegions(t *testing.T) {
	for text, want := range map[string]string{"long isl": "Long Island, NY", "bay ar": "Bay Area, CA", "the bay area": "Bay Area, CA", "twin c": "Twin Cities, MN/WI", "northern vir": "Northern Virginia, VA", "cape cod, m": "Cape Cod, MA"} {
		got := Default().Suggest(text, 7)
		if !slices.ContainsFunc(got, func(p Place) bool { return p.Label == want }) {
			t.Errorf("%q: %v", text, labels(got))
		}
	}
}
