package fhir_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// A twin is one question in both tongues.
type twin struct {
	interfaces, fhir url.Values
	family           string // kept by hand out of the interface's answer; empty: all
}

// randomTwin asks by place, and now and then by each filter that both have.
func randomTwin(rng *rand.Rand, listings []directory.Listing) twin {
	tw := twin{interfaces: url.Values{}, fhir: url.Values{}}
	from := listings[rng.IntN(len(listings))].Location.Position.Point
	lat := math.Max(-90, math.Min(90, from.Lat+rng.NormFloat64()/3))
	lng := math.Mod(from.Lng+rng.NormFloat64()/3+540, 360) - 180
	switch rng.IntN(25) {
	case 0:
		lat = 90
	case 1:
		lat = -90
	case 2:
		lng = 180
	case 3:
		lng = -180
	}
	place := fmt.Sprintf("%.5f,%.5f", lat, lng)
	tw.interfaces.Set("near", place)
	near := strings.Replace(place, ",", "|", 1)
	if rng.IntN(6) > 0 {
		km := fmt.Sprintf("%.3f", 0.5+rng.ExpFloat64()*150)
		if len(km) > 7 { // beyond 500 miles
			km = "804.672"
		}
		tw.interfaces.Set("radius", km)
		tw.interfaces.Set("unit", "km")
		near += "|" + km + []string{"", "|", "|km"}[rng.IntN(3)]
	}
	tw.fhir.Set([]string{"near", "location.near"}[rng.IntN(2)], near)
	both := func(oneIn int, name, value, other, token string) {
		if rng.IntN(oneIn) == 0 {
			tw.interfaces.Set(name, value)
			tw.fhir.Set(other, token)
		}
	}
	both(3, "specialty", "207XS0117X", "specialty", "207XS0117X")
	both(4, "specialty", "207T00000X,207X00000X", "specialty", "http://nucc.org/provider-taxonomy|207T00000X,207X00000X")
	both(4, "annular_closure", "offered", "service.service-type", "annular-closure")
	both(6, "state", "AK,HI,PR", "location.address-state", "AK,hi,PR")
	both(6, "gender", "M", "practitioner.gender", "male")
	both(6, "gender", "F,X", "practitioner.gender", "female,other")
	both(6, "language", "es", "practitioner.communication", "urn:ietf:bcp:47|es")
	both(9, "language", "es-mx,vi", "practitioner.communication", "es-MX,vi")
	if rng.IntN(5) == 0 {
		tw.family = []string{"Quillmore", "Zimmerlin", "Östlund", "Wu", "Tindle"}[rng.IntN(5)]
		tw.interfaces.Set("q", tw.family)
		tw.fhir.Set("practitioner.family", tw.family)
	}
	size := fmt.Sprint(1 + rng.IntN(100))
	tw.interfaces.Set("page_size", size)
	tw.fhir.Set("_count", size)
	return tw
}

// A row is one physician of an answer.
type row struct {
	NPI, Office string
	Meters      float64
}

// TestParity asks both faces the same over HTTP, page by page to the end: same
// people, same order, same distances, same totals.
func TestParity(t *testing.T) {
	rng := rand.New(rand.NewPCG(24, 1))
	listings := searchtest.Listings(rng, 2_500)
	r := newRig(t, listings, 0)
	people, empty, words := 0, 0, 0
	searches := 100
	if os.Getenv("FINDER_VERIFY") == "1" {
		searches = 500
	}
	for range searches {
		tw := randomTwin(rng, listings)
		want, wantTotal := r.interfaceRows(t, tw)
		got, gotTotal := r.fhirRows(t, tw)
		if diff := cmp.Diff(want, got); diff != "" || wantTotal != gotTotal {
			t.Fatalf("%s\n%s\ntotals %d and %d, (-/v1 +/fhir):\n%s", tw.interfaces.Encode(), tw.fhir.Encode(), wantTotal, gotTotal, diff)
		}
		people += len(got)
		if len(got) == 0 {
			empty++
		}
		if tw.family != "" && len(got) > 0 {
			words++
		}
	}
	t.Logf("%d searches, %d people, %d empty answers, %d found by name", searches, people, empty, words)
	if people < searches || words == 0 {
		t.Error("the questions find too few for the comparison to mean anything")
	}
}

func (r *rig) interfaceRows(t *testing.T, tw twin) (rows []row, total int) {
	t.Helper()
	v := url.Values{}
	for name, list := range tw.interfaces {
		v[name] = list
	}
	for page := 1; ; page++ {
		v.Set("page", fmt.Sprint(page))
		a := r.ok(t, "/v1/physicians?"+v.Encode())
		for _, c := range a.at("data").([]any) {
			if tw.family != "" && !strings.HasPrefix(at(c, "name.family").(string), tw.family) {
				continue
			}
			rows = append(rows, row{at(c, "npi").(string), at(c, "location.id").(string), at(c, "distance.meters").(float64)})
		}
		total = int(a.at("meta.total").(float64))
		if a.at("links.next") == nil {
			break
		}
	}
	if tw.family != "" { // near misses, practices and towns of that name are no people of that name
		total = len(rows)
	}
	return rows, total
}

func (r *rig) fhirRows(t *testing.T, tw twin) (rows []row, total int) {
	t.Helper()
	next := "/fhir/PractitionerRole?" + tw.fhir.Encode()
	for next != "" {
		a := r.ok(t, next)
		for _, e := range a.entries("match") {
			npi := strings.TrimPrefix(at(e, "resource.practitioner.reference").(string), "Practitioner/")
			km := at(e, "search.extension.0.valueDistance.value").(float64)
			rows = append(rows, row{npi, at(e, "resource.id").(string), math.Round(km * 1_000)})
		}
		total = int(a.at("total").(float64))
		next = a.link("next")
	}
	return rows, total
}
