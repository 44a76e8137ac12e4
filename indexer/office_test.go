package indexer_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/directory"
)

// Two hospitals whose department stands on the first line keep their own
// addresses and phones, and a street without a suite becomes one suite only.
func TestOfficesAreNotMerged(t *testing.T) {
	w := &indexertest.Writer{}
	index(t, indexer.Options{
		NoRoster: true,
		NPPES: registry(t,
			surgeon(1, row{colLine1: "DEPARTMENT OF ORTHOPEDICS", colLine2: "NORTHSIDE HOSPITAL 500 ELM ST", colPhone: "6125550101"}),
			surgeon(2, row{colLine1: "100 EXAMPLE AVE", colLine2: "", colPhone: "6125550110"}),
		),
		Practices: writeCSV(t, practiceColumns,
			practice(1, "DEPARTMENT OF ORTHOPEDICS", "SOUTHSIDE HOSPITAL 900 OAK ST", "55401", "6125550102"),
			practice(2, "100 EXAMPLE AVE", "STE 1", "55401", "6125550111"),
			practice(2, "100 EXAMPLE AVE", "STE 2", "55401", "6125550112"),
		),
	}, w)
	var got []string
	for _, l := range w.Published {
		got = append(got, l.Location.Address.Line2+"|"+l.Location.Phone)
	}
	slices.Sort(got)
	want := []string{"Northside Hospital 500 Elm St|+16125550101", "Southside Hospital 900 Oak St|+16125550102", "Ste 1|+16125550111", "Ste 2|+16125550110"}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSuiteOfAnotherSource: a suite that only one source knows is shown,
// whichever comes first; the office keeps the id of the first.
func TestSuiteOfAnotherSource(t *testing.T) {
	w := &indexertest.Writer{}
	index(t, indexer.Options{
		NoRoster: true,
		NPPES: registry(t,
			surgeon(1, row{colLine1: "100 EXAMPLE AVE"}),
			surgeon(2, row{colLine1: "100 EXAMPLE AVE BLDG B"}),
			surgeon(3, row{colLine1: "100 EXAMPLE AVE STE 9"}),
			surgeon(4, row{colLine1: "100 EXAMPLE AVE"}),
			surgeon(5, row{colLine1: "NORTHSIDE HOSPITAL", colLine2: "100 EXAMPLE AVE"}),
		),
		Practices: writeCSV(t, practiceColumns,
			practice(1, "100 EXAMPLE AVENUE", "SUITE305", "55401", ""),
			practice(2, "100 EXAMPLE AVENUE", "BUILDING B SUITE 305", "55401", ""),
			practice(3, "100 EXAMPLE AVENUE", "", "55401", ""),
			practice(4, "100 EXAMPLE AVENUE", "SECOND FLOOR", "55401", ""),
			practice(5, "100 EXAMPLE AVENUE", "STE 7", "55401", ""),
		),
	}, w)
	got := map[string]string{}
	for _, l := range w.Published {
		a := l.Location.Address
		got[l.Physician.NPI.String()] += a.Line1 + "|" + a.Line2
		if first := (directory.Address{Line1: "100 EXAMPLE AVE", PostalCode: "55401"}).Key().LocationID(l.Physician.NPI); l.Physician.NPI == npi(1) && l.Location.ID != first {
			t.Errorf("the office has become %s, from %s", l.Location.ID, first)
		}
	}
	want := map[string]string{
		npi(1).String(): "100 Example Ave|Ste 305", npi(2).String(): "100 Example Ave|Bldg B Ste 305", npi(3).String(): "100 Example Ave|Ste 9",
		npi(4).String(): "100 Example Ave|Second Floor", npi(5).String(): "100 Example Ave|Ste 7",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestCountryOfTheUnitedStates: the country's name, and those of its
// territories, are written in many ways; none makes an address foreign.
func TestCountryOfTheUnitedStates(t *testing.T) {
	var rows []row
	countries := []string{"", "US", "USA", "UNITED STATES", "United States", "UNITED STATES OF AMERICA", "U.S.", "U.S.A.", "U S A", "EE.UU.", "ESTADOS UNIDOS", "PR", "PUERTO RICO", "VIRGIN ISLANDS", "US VIRGIN ISLANDS", "GUAM", "AMERICAN SAMOA", "NORTHERN MARIANA ISLANDS"}
	for i, c := range countries {
		rows = append(rows, surgeon(i+1, row{colCountry: c}))
	}
	for i, c := range []string{"CA", "CANADA", "MX", "MEXICO", "GERMANY", "GEORGIA", "DE", "UNITED KINGDOM"} {
		rows = append(rows, surgeon(100+i, row{colCountry: c}))
	}
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{NoRoster: true, NPPES: registry(t, rows...)}, w)
	if len(w.Published) != len(countries) || r.Quarantined != 8 {
		t.Errorf("%d listings, %d wanted; %d quarantined, 8 wanted", len(w.Published), len(countries), r.Quarantined)
	}
}
