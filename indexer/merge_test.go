package indexer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/directory"
)

func clinician(n int, line1, line2, zip, phone string) row {
	return row{
		"NPI": npi(n).String(), "Provider Last Name": "DOE", "Provider First Name": "JANE", "gndr": "F", "Cred": "MD",
		"Facility Name": "EXAMPLE SPINE LLC", "adr_ln_1": line1, "adr_ln_2": line2, "City/Town": "MINNEAPOLIS", "State": "MN",
		"ZIP Code": zip, "Telephone Number": phone,
	}
}

// outline is what a test of merging looks at: address, phone, name, and who
// vouches.
func outline(l directory.Listing) string {
	var by []string
	for _, p := range l.Location.Sources {
		by = append(by, string(p.Source))
	}
	a := l.Location.Address
	return strings.Join([]string{a.Line1, a.Line2, a.ZIP5(), l.Location.Phone, l.Location.Name, string(l.Location.Source), strings.Join(by, "+")}, "|")
}

func TestMergeOffices(t *testing.T) {
	w := &indexertest.Writer{}
	o := indexer.Options{
		NoRoster: true,
		NPPES:    registry(t, surgeon(1, row{colPhone: ""})),
		Practices: writeCSV(t, practiceColumns,
			practice(1, "100 Example Avenue", "Suite 200", "55401", "6125550101"), // the first office again, with a phone
			practice(1, "7 Other St", "", "551011234", "6515550102"),
			practice(2, "9 Nobody St", "", "55101", ""),
		),
		Clinicians: writeCSV(t, clinicianColumns,
			clinician(1, "100 EXAMPLE AVE", "", "554010000", "6125550103"), // without its suite
			clinician(1, "7 OTHER STREET", "STE 5", "55101", "6515550104"),
			clinician(1, "100 EXAMPLE AVE", "STE 300", "55401", "6125550105"), // another suite, another office
			clinician(1, "PO BOX 3", "", "55401", ""),
		),
	}
	r := index(t, o, w)
	var got []string
	for _, l := range w.Published {
		got = append(got, outline(l))
	}
	want := map[string]bool{
		"100 Example Ave|Ste 200|55401|+16125550101|Example Spine LLC|nppes|nppes+nppes-pl+dac": true,
		"100 Example Ave|Ste 300|55401|+16125550105|Example Spine LLC|dac|dac":                  true,
		"7 Other St|Ste 5|55101|+16515550102|Example Spine LLC|nppes-pl|nppes-pl+dac":           true,
	}
	for _, g := range got {
		if !want[g] {
			t.Errorf("unexpected office %s", g)
		}
		delete(want, g)
	}
	for g := range want {
		t.Errorf("missing office %s", g)
	}
	for i, l := range w.Published {
		if i > 0 && w.Published[i-1].ID() >= l.ID() {
			t.Errorf("listing %d out of order", i)
		}
	}
	practices, dac := r.Sources["practice_locations"], r.Sources["dac"]
	if practices.Rows != 3 || practices.Used != 2 || practices.Unmatched != 1 || dac.Rows != 4 || dac.Used != 4 {
		t.Errorf("practice locations %+v, dac %+v", practices, dac)
	}
}

// Of two spellings in one file the one with the unit names the office.
func TestFullerSpellingNamesTheOffice(t *testing.T) {
	w := &indexertest.Writer{}
	index(t, indexer.Options{
		NoRoster: true, NPPES: registry(t, surgeon(1, row{colLine1: "PO BOX 1"})),
		Practices: writeCSV(t, practiceColumns, practice(1, "7 Other St", "", "55101", ""), practice(1, "7 Other Street", "Suite 4", "551019999", "")),
	}, w)
	if len(w.Published) != 1 || w.Published[0].Location.Address.Line2 != "Ste 4" {
		t.Errorf("%d listings, %+v", len(w.Published), w.Published[0].Location.Address)
	}
}

// The order of rows in the secondary files does not show.
func TestMergeIgnoresRowOrder(t *testing.T) {
	practices := []row{
		practice(1, "7 Other St", "", "55101", "6515550102"), practice(1, "7 OTHER ST", "STE 4", "55101", "6515550103"),
		practice(1, "7 Other Street", "Suite 4", "551012222", ""), practice(1, "8 Other St", "", "55101", "6515550104"),
	}
	clinicians := []row{
		clinician(1, "7 OTHER ST", "STE 4", "55101", "6515550105"), clinician(1, "7 OTHER ST", "STE 6", "55101", "6515550106"),
		clinician(1, "8 OTHER ST", "", "55101", "6515550107"),
	}
	run := func(practices, clinicians []row) []directory.Listing {
		w := &indexertest.Writer{}
		index(t, indexer.Options{
			NoRoster: true, NPPES: registry(t, surgeon(1, nil)),
			Practices: writeCSV(t, practiceColumns, practices...), Clinicians: writeCSV(t, clinicianColumns, clinicians...),
		}, w)
		return w.Published
	}
	want := run(practices, clinicians)
	for i := range practices {
		turned := append(append([]row{}, practices[i:]...), practices[:i]...)
		j := i % len(clinicians)
		if diff := cmp.Diff(want, run(turned, append(append([]row{}, clinicians[j:]...), clinicians[:j]...))); diff != "" {
			t.Fatalf("rows turned by %d: %s", i, diff)
		}
	}
}

// Doctors and Clinicians fills blanks and nothing else; what contradicts the
// registry is counted.
func TestMergePerson(t *testing.T) {
	same := clinician(1, "100 EXAMPLE AVE", "", "55401", "")
	same["Provider Middle Name"], same["suff"] = "QUINN", "III"
	again := clinician(1, "5 OTHER ST", "", "55401", "") // telehealth is said of the person, in any row
	again["Telehlth"] = "Y"
	other := clinician(2, "5 FAR ST", "", "10019", "")
	other["Provider Last Name"], other["gndr"], other["Cred"], other["City/Town"], other["State"] = "ROE", "M", "DO", "NEW YORK", "NY"
	former := clinician(3, "100 EXAMPLE AVE", "", "55401", "")
	former["Provider Last Name"] = "VAN-HORN"
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{
		NoRoster: true,
		NPPES: registry(t,
			surgeon(1, row{colSex: "", colCred: ""}), surgeon(2, nil),
			surgeon(3, row{colFormer: "VAN HORN"}), surgeon(4, row{colState: "WI", colCity: "HUDSON"})),
		Clinicians: writeCSV(t, clinicianColumns, same, again, other, former),
	}, w)
	filled, kept := w.Of(npi(1))[0].Physician, w.Of(npi(2))[0].Physician
	if diff := cmp.Diff(directory.Name{Given: "Jane", Middle: "Quinn", Family: "Doe", Suffix: "III", Credentials: []string{"MD"}}, filled.Name); diff != "" || filled.Gender != "F" {
		t.Errorf("filled: %s, gender %s", diff, filled.Gender)
	}
	if diff := cmp.Diff(directory.Name{Given: "Jane", Family: "Doe", Credentials: []string{"MD"}}, kept.Name); diff != "" || kept.Gender != "F" {
		t.Errorf("kept: %s, gender %s", diff, kept.Gender)
	}
	for n := 1; n <= 3; n++ {
		for _, l := range w.Of(npi(n)) {
			if l.Physician.Telehealth != (n == 1) {
				t.Errorf("%s: telehealth %v", l.ID(), l.Physician.Telehealth)
			}
		}
	}
	want := map[indexer.ConflictKind]int64{"family_name": 1, "gender": 1, "far_apart": 1, "zip_state": 1}
	if diff := cmp.Diff(want, r.Conflicts.ByKind); diff != "" || r.Conflicts.Total != 4 || len(r.Conflicts.Examples) != 4 {
		t.Errorf("conflicts: %s, %+v", diff, r.Conflicts)
	}
}

func TestGeocodes(t *testing.T) {
	here := directory.Address{Line1: "100 EXAMPLE AVE STE 200", PostalCode: "55401"}.Key().LocationID(npi(1))
	code := func(n int, location, lat, precision string) row {
		return row{"npi": npi(n).String(), "location": location, "lat": lat, "lng": "-93.25", "precision": precision}
	}
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{
		NoRoster:  true,
		NPPES:     registry(t, surgeon(1, nil), surgeon(2, row{colZIP: "000010000"}), surgeon(3, nil), surgeon(4, row{colLine1: "PO BOX 1"})),
		Practices: writeCSV(t, practiceColumns, practice(1, "7 Other St", "", "55101", "")),
		Geocodes: writeCSV(t, geocodeColumns,
			code(1, here, "44.95", "rooftop"),
			code(1, "55401", "44.96", "street"), // the office's own geocode wins over its ZIP code's
			code(2, "00001", "44.97", "street"), // makes up for an unknown ZIP code
			code(3, "55999", "44.94", "street"), // no office there
			code(4, "55401", "44.98", "street"), // does not make a street of a box
			code(9, "55401", "44.98", "street"), // nobody
		),
	}, w)
	at := func(n, i int) directory.Position { return w.Of(npi(n))[i].Location.Position }
	for i, l := range w.Of(npi(1)) {
		want := directory.PrecisionZIP
		if l.ID() == here {
			want = directory.PrecisionRooftop
		}
		if at(1, i).Precision != want || (want == directory.PrecisionRooftop) != (at(1, i).Point.Lat == 44.95) {
			t.Errorf("%s at %+v", l.ID(), at(1, i))
		}
	}
	if p := at(2, 0); p.Point.Lat != 44.97 || p.Precision != directory.PrecisionStreet {
		t.Errorf("unknown ZIP code: %+v", p)
	}
	if at(3, 0).Precision != directory.PrecisionZIP || len(w.Of(npi(4))) != 0 {
		t.Errorf("%+v, %d", at(3, 0), len(w.Of(npi(4))))
	}
	side := r.Sources["geocodes"]
	if side.Rows != 6 || side.Unmatched != 1 || side.Rows != side.Used+side.Unmatched+side.Refused || side.Reasons[indexer.NoSuchOffice] != 2 {
		t.Errorf("geocodes: %+v", side)
	}
	if r.Located["rooftop"] != 1 || r.Located["street"] != 1 || r.Located["zip"] != 2 {
		t.Errorf("located: %v", r.Located)
	}
}
