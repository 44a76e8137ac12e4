package api

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestGeneralOrthopedist holds that the interface's texts call nobody a surgeon
// of the spine who does not say so, and say what to ask.
func TestGeneralOrthopedist(t *testing.T) {
	listings := searchtest.Listings(rand.New(rand.NewPCG(8, 9)), 300)
	special := map[string]bool{}
	for i := range listings {
		for _, s := range listings[i].Physician.Specialties {
			if s.Code == "207XS0117X" || strings.HasPrefix(string(s.Code), "207T") {
				special[listings[i].Physician.NPI.String()] = true
			}
		}
	}
	r := newRig(t, listings, nil)
	seen := map[bool]int{}
	for lang, says := range map[string][]string{"en": {"spine", "neuro"}, "es": {"columna", "neuro"}} {
		for page := range 3 {
			a := r.get(t, "/v1/physicians?near="+listingPlace(&listings[page*50])+"&radius=500&page_size=100&lang="+lang)
			var answer SearchAnswer
			if err := json.Unmarshal(a.body, &answer); err != nil {
				t.Fatalf("%d %s: %v", a.status, a.body, err)
			}
			for _, c := range answer.Data {
				kind := strings.ToLower(c.Kind)
				called := strings.Contains(kind, says[0]) || strings.Contains(kind, says[1])
				seen[special[c.NPI]]++
				if called != special[c.NPI] || (c.Ask == nil) != special[c.NPI] {
					t.Errorf("%s, %s: %q, to ask %v; a specialist: %v", c.NPI, lang, c.Kind, c.Ask, special[c.NPI])
				}
			}
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("specialists and others: %v", seen)
	}
}

// listingPlace is the office of a listing as a place, to a tenth of a degree.
func listingPlace(l *directory.Listing) string {
	p := l.Location.Position.Point
	return fmt.Sprintf("%.1f,%.1f", p.Lat, p.Lng)
}
