package query_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

// TestRegionIsSearchedWhole: whatever the radius, a region is searched as far
// as it reaches, and that is said in both languages.
func TestRegionIsSearchedWhole(t *testing.T) {
	const reach = 55 // miles, of Long Island
	for _, c := range []struct {
		near, radius, unit string
		miles              float64
	}{
		{"Long Island, NY", "", "", reach},
		{"Long Island, NY", "10", "", reach},
		{"Long Island, NY", "100", "", 100},
		{"Long Island, NY", "20", "km", reach},
		{"Austin, TX", "10", "", 10},
	} {
		values := url.Values{"near": {c.near}}
		for name, v := range map[string]string{"radius": c.radius, "unit": c.unit} {
			if v != "" {
				values.Set(name, v)
			}
		}
		req, err := newParser(false).Parse(values)
		if err != nil {
			t.Fatal(err)
		}
		if got := req.Search.Radius / geo.MetersPerMile; got < c.miles-0.001 || got > c.miles+0.001 {
			t.Errorf("%+v: radius %v miles", c, got)
		}
		said := slices.ContainsFunc(req.Warnings, func(w query.Warning) bool { return w.Code == "place_region" })
		if region := strings.HasPrefix(c.near, "Long Island"); said != region {
			t.Errorf("%+v: warnings %+v", c, req.Warnings)
		}
		for _, w := range req.Warnings {
			for _, lang := range []words.Lang{"en", "es"} {
				if text := w.In(words.For(lang)); !strings.Contains(text, "Long Island, NY") {
					t.Errorf("%s: %q", lang, text)
				}
			}
		}
	}
}

// TestUnknownRegionIsSaid in both languages, and is a place that is not known.
func TestUnknownRegionIsSaid(t *testing.T) {
	for _, values := range []url.Values{{"near": {"Dallas County TX"}}, {"q": {"spine surgeon near western Kansas"}}} {
		_, err := newParser(false).Parse(values)
		var faults *query.Faults
		if !errors.As(err, &faults) || !faults.Has(query.UnknownRegion) {
			t.Errorf("%v: %v", values, err)
			continue
		}
		for lang, want := range map[words.Lang]string{"en": "region", "es": "región"} {
			if text := faults.List[0].In(words.For(lang)); !strings.Contains(text, want) || strings.Contains(text, "fault.") {
				t.Errorf("%s: %q", lang, text)
			}
		}
	}
}
