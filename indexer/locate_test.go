package indexer_test

import (
	"testing"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A position never contradicts the address: points of the towns are as the
// Geographic Names Information System has them, to a tenth of a degree or so.
func TestPositionsAgreeWithAddresses(t *testing.T) {
	minneapolis, miami := geo.Point{Lat: 44.98, Lng: -93.27}, geo.Point{Lat: 25.77, Lng: -80.19}
	tests := []struct {
		name             string
		city, state, zip string
		lat, lng         string // of a geocode, if any
		at               geo.Point
		precision        directory.Precision // "" where the row is quarantined
		why              string
		astray           int64
	}{
		{"a ZIP code of the town", "MINNEAPOLIS", "MN", "554011234", "", "", minneapolis, "zip", "", 0},
		{"a ZIP code of another state", "MIAMI", "FL", "554011234", "", "", miami, "city", "", 0},
		{"a ZIP code of another state, no such town", "NOWHERE EXAMPLE", "FL", "55401", "", "", geo.Point{}, "", "zip_state", 0},
		{"no such ZIP code", "MINNEAPOLIS", "MN", "55400", "", "", minneapolis, "city", "", 0},
		{"no such ZIP code, town in small letters", "Minneapolis", "Minnesota", "55400", "", "", minneapolis, "city", "", 0},
		{"no such ZIP code, no such town", "NOWHERE EXAMPLE", "MN", "55400", "", "", geo.Point{}, "", "unknown_zip", 0},
		{"no such ZIP code, the town of another state", "MIAMI", "MN", "55400", "", "", geo.Point{}, "", "unknown_zip", 0},
		{"no state", "MINNEAPOLIS", "", "55401", "", "", minneapolis, "zip", "", 0},
		{"a geocode", "MINNEAPOLIS", "MN", "55401", "44.981", "-93.271", geo.Point{Lat: 44.981, Lng: -93.271}, "rooftop", "", 0},
		{"a geocode without its minus", "MINNEAPOLIS", "MN", "55401", "44.981", "93.271", minneapolis, "zip", "", 1},
		{"a geocode near by in another state", "SUPERIOR", "WI", "54880", "46.76", "-92.2", geo.Point{Lat: 46.6, Lng: -92.1}, "zip", "", 1},
		{"a geocode of another town", "MINNEAPOLIS", "MN", "55401", "46.787", "-92.1", minneapolis, "zip", "", 1},
		{"a geocode of the ZIP code that is wrong", "MIAMI", "FL", "55401", "44.981", "-93.271", miami, "city", "", 1},
		{"a geocode of the address whose ZIP code is wrong", "MIAMI", "FL", "55401", "25.775", "-80.19", geo.Point{Lat: 25.775, Lng: -80.19}, "rooftop", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := indexer.Options{NoRoster: true, NPPES: registry(t,
				surgeon(1, row{colCity: tt.city, colState: tt.state, colZIP: tt.zip}), surgeon(2, nil))}
			if tt.lat != "" {
				o.Geocodes = writeCSV(t, geocodeColumns, row{"npi": npi(1).String(), "location": tt.zip[:5], "lat": tt.lat, "lng": tt.lng, "precision": "rooftop"})
			}
			w := &indexertest.Writer{}
			r := index(t, o, w)
			listings := w.Of(npi(1))
			if tt.precision == "" {
				if len(listings) != 0 || len(r.Quarantine) != 1 || string(r.Quarantine[0].Reason) != tt.why {
					t.Errorf("%d listings, quarantine %+v, want %s", len(listings), r.Quarantine, tt.why)
				}
				return
			}
			if len(listings) != 1 {
				t.Fatalf("%d listings, quarantine %+v", len(listings), r.Quarantine)
			}
			p := listings[0].Location.Position
			if far := p.Point.Distance(tt.at); far > 8_000 || p.Precision != tt.precision {
				t.Errorf("at %+v, %.0f m from where it should be, want precision %s", p, far, tt.precision)
			}
			if side := r.Sources["geocodes"]; side != nil && (side.Reasons[indexer.FarFromAddress] != tt.astray || side.Rows != side.Used+side.Refused) {
				t.Errorf("geocodes %+v, want %d astray", side, tt.astray)
			}
		})
	}
}

// TestGeocodesOfAddresses places offices by their street address: whoever is
// there, in whatever suite, however it is spelled.
func TestGeocodesOfAddresses(t *testing.T) {
	at := func(street, zip, lat, lng, precision string) row {
		return row{"street": street, "postal_code": zip, "lat": lat, "lng": lng, "precision": precision}
	}
	office := row{"npi": npi(3).String(), "location": "55401", "lat": "44.97", "lng": "-93.26", "precision": "rooftop"}
	columns := []string{"npi", "location", "street", "postal_code", "lat", "lng", "precision"}
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{
		NoRoster: true,
		NPPES: registry(t,
			surgeon(1, row{colLine1: "100 EXAMPLE AVENUE SUITE 200"}), surgeon(2, row{colLine1: "100 Example Ave", colLine2: "# 3"}), surgeon(3, row{colLine1: "100 EXAMPLE AVE"}),
			surgeon(4, row{colLine1: "1 POOL ST"}), surgeon(5, row{colLine1: "2 LAKE RD"}), surgeon(6, row{colLine1: "5 BORDER RD"}), surgeon(7, row{colLine1: "7 ELM ST", colZIP: "55402"}),
		),
		Geocodes: writeCSV(t, columns,
			at("100 example avenue, ste 900", "55401-1234", "44.981", "-93.271", "street"), office,
			at("1 POOL ST", "55401", "44.984", "-93.269", "street"), at("2 LAKE RD", "55401", "44.984", "-93.269", "street"),
			at("5 BORDER RD", "55401", "44.981", "93.271", "street"), at("7 ELM ST", "55401", "44.981", "-93.275", "street"),
		),
	}, w)
	want := map[int]directory.Position{
		1: {Point: geo.Point{Lat: 44.981, Lng: -93.271}, Precision: "street"},
		2: {Point: geo.Point{Lat: 44.981, Lng: -93.271}, Precision: "street"},
		3: {Point: geo.Point{Lat: 44.97, Lng: -93.26}, Precision: "rooftop"}, // better known
		4: {Point: geo.Point{Lat: 44.984, Lng: -93.269}, Precision: "zip"},   // one point for two streets
		5: {Point: geo.Point{Lat: 44.984, Lng: -93.269}, Precision: "zip"},
	}
	for n, p := range want {
		if got := w.Of(npi(n))[0].Location.Position; got != p {
			t.Errorf("physician %d stands at %+v, want %+v", n, got, p)
		}
	}
	for _, n := range []int{6, 7} { // astray; of another ZIP code
		if got := w.Of(npi(n))[0].Location.Position.Precision; got != "zip" {
			t.Errorf("physician %d: %s", n, got)
		}
	}
	side := r.Sources["geocodes"]
	if side.Rows != 6 || side.Used != 4 || side.Reasons[indexer.FarFromAddress] != 1 || side.Reasons[indexer.NoSuchOffice] != 1 {
		t.Errorf("geocodes %+v", side)
	}
}
