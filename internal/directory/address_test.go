package directory

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNormalizeAddress(t *testing.T) {
	tests := []struct {
		name string
		in   Address
		want Address
	}{
		{
			"suite on line 1",
			Address{"100 EXAMPLE AVENUE SUITE 200", "", "MEMPHIS", "TN", "381208912"},
			Address{"100 Example Ave", "Ste 200", "Memphis", "TN", "38120-8912"},
		},
		{
			"suite on line 2",
			Address{"100 EXAMPLE AVE", "STE 200", "MEMPHIS", "Tennessee", "38120"},
			Address{"100 Example Ave", "Ste 200", "Memphis", "TN", "38120"},
		},
		{
			"mixed case is kept",
			Address{"500 N McExample Rd Ste 200", "", "DeLand", "fl", "33026-0000"},
			Address{"500 N McExample Rd", "Ste 200", "DeLand", "FL", "33026"},
		},
		{
			"directions and ordinals",
			Address{"1 NE 42ND STREET", "", "SAINT PAUL", "MN", "55101"},
			Address{"1 NE 42nd St", "", "Saint Paul", "MN", "55101"},
		},
		{
			"department first",
			Address{"DEPT OF ORTHOPAEDICS", "500 W EXAMPLE ST 3RD FLOOR", "FOND DU LAC", "WI", "54935"},
			Address{"Dept of Orthopaedics", "500 W Example St 3rd Floor", "Fond du Lac", "WI", "54935"},
		},
		{
			"box beside a street",
			Address{"P.O. BOX 12", "12 EXAMPLE ST", "MACON", "GA", "31201"},
			Address{"12 Example St", "", "Macon", "GA", "31201"},
		},
		{
			"campus box",
			Address{"1959 NE EXAMPLE STREET BOX #356521", "", "SEATTLE", "WA", "981950000"},
			Address{"1959 NE Example Street Box #356521", "", "Seattle", "WA", "98195"},
		},
		{
			"first line blank",
			Address{"", "12 MCEXAMPLE DRIVE", "MCALLEN", "TX", "78501"},
			Address{"12 McExample Dr", "", "McAllen", "TX", "78501"},
		},
		{
			"rural route",
			Address{"HC 2 BOX 4868", "", "LARES", "PR", "00669"},
			Address{"HC 2 Box 4868", "", "Lares", "PR", "00669"},
		},
		{"an article after the number", Address{"3601 THE EXAMPLE CLINIC", "", "NELLIS AFB", "NV", "89191"}, Address{"3601 The Example Clinic", "", "Nellis AFB", "NV", "89191"}},
		{"a street named Suite", Address{"1 SUITE DRIVE", "", "X", "OH", "43260"}, Address{"1 Suite Dr", "", "X", "OH", "43260"}},
		{"postal code with a zero lost", Address{"1 A ST", "", "X", "MA", "2114"}, Address{"1 A St", "", "X", "MA", ""}},
		{"no such state", Address{"1 A ST", "", "X", "ZZ", "02114"}, Address{"1 A St", "", "X", "", "02114"}},
		{"nothing", Address{"--", ".", "", "", ""}, Address{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := NormalizeAddress(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// sameOffices are groups of spellings of one office each.
var sameOffices = [][]Address{
	{
		{Line1: "100 EXAMPLE AVE STE 200", PostalCode: "381208912"},
		{Line1: "100 EXAMPLE AVE", Line2: "SUITE 200", PostalCode: "38120"},
		{Line1: "100 Example Avenue, #200", PostalCode: "38120-0000"},
		{Line1: "100 EXAMPLE AVENUE", Line2: "# 200", PostalCode: "38120"},
		{Line1: "100 EXAMPLE AVE.", Line2: "STE. 200", PostalCode: "38120"},
		{Line1: "100 EXAMPLE AVE STE200", PostalCode: "38120"},
		{Line1: "100 EXAMPLE AVE", Line2: "200", PostalCode: "38120"},
		{Line1: "100 EXAMPLE AV", Line2: "Unit 200", PostalCode: "38120"},
		{Line1: "SUITE 200", Line2: "100 EXAMPLE AVE", PostalCode: "38120"},
		{Line1: "100 EXAMPLE AVE SUITE #200", PostalCode: "38120"},
	},
	{{Line1: "100 EXAMPLE AVE STE 201", PostalCode: "38120"}},
	{{Line1: "100 EXAMPLE AVE STE 200", PostalCode: "38121"}},
	{{Line1: "100 EXAMPLE ST STE 200", PostalCode: "38120"}},
	{
		{Line1: "1 NORTH EAST SECOND STREET", Line2: "BUILDING B SUITE 4A", PostalCode: "55401"},
		{Line1: "1 NE 2ND ST BLDG B STE 4-A", PostalCode: "55401"},
		{Line1: "1 N.E. 2ND ST", Line2: "STE 4 A, BLDG B", PostalCode: "55401"},
	},
	{{Line1: "1 NE 2ND ST", Line2: "STE B4A", PostalCode: "55401"}},
	{
		{Line1: "ONE MEDICAL CENTER DRIVE", PostalCode: "03756"},
		{Line1: "1 Medical Center Dr", PostalCode: "03756"},
		{Line1: "DEPARTMENT OF SURGERY", Line2: "1 MEDICAL CTR DR", PostalCode: "03756"},
	},
	{{Line1: "500 EXAMPLE RD", Line2: "3RD FLOOR", PostalCode: "10001"}, {Line1: "500 EXAMPLE ROAD FL 3", PostalCode: "10001"}},
}

func TestLocationID(t *testing.T) {
	const npi = 1234567893
	form := regexp.MustCompile(`^1234567893-[0-9a-v]{8}$`)
	owner := map[string]int{}
	for i, group := range sameOffices {
		for _, a := range group {
			id := a.Key().LocationID(npi)
			if !form.MatchString(id) {
				t.Errorf("id %q", id)
			}
			if normal := NormalizeAddress(a).Key().LocationID(npi); normal != id {
				t.Errorf("%+v: id %s, of its normal form %s (%+v)", a, id, normal, NormalizeAddress(a))
			}
			if other, ok := owner[id]; ok && other != i {
				t.Errorf("%+v shares its id with group %d", a, other)
			}
			owner[id] = i
		}
	}
	if len(owner) != len(sameOffices) {
		t.Errorf("%d ids for %d offices", len(owner), len(sameOffices))
	}
	if sameOffices[0][0].Key().LocationID(npi) == sameOffices[0][0].Key().LocationID(1245319599) {
		t.Error("two physicians share an id")
	}
}

// Ids are stored outside: a change of how they are made must show.
func TestLocationIDIsStable(t *testing.T) {
	a := Address{Line1: "100 EXAMPLE AVE STE 200", City: "MEMPHIS", State: "TN", PostalCode: "381208912"}
	if got, want := a.Key().LocationID(1234567893), "1234567893-3i7h4plk"; got != want {
		t.Errorf("LocationID = %s, want %s", got, want)
	}
}

func TestSameOffice(t *testing.T) {
	whole, bare, other := Address{Line1: "1 A ST STE 2", PostalCode: "55401"}.Key(), Address{Line1: "1 A ST", PostalCode: "55401"}.Key(), Address{Line1: "1 A ST STE 3", PostalCode: "55401"}.Key()
	if !whole.SameOffice(bare) || !bare.SameOffice(whole) || whole.SameOffice(other) {
		t.Error("an office without a unit is the one with it; other units are others")
	}
}

func TestUsableAndMilitary(t *testing.T) {
	tests := []struct {
		a                Address
		usable, military bool
	}{
		{Address{Line1: "1 A ST"}, true, false},
		{Address{Line1: "PO BOX 17286"}, false, false},
		{Address{Line1: "P.O. BOX 1", Line2: "STE 2"}, false, false},
		{Address{Line1: "P O BOX 1", Line2: "1 A ST"}, true, false},
		{Address{Line1: "POST OFFICE BOX 1"}, false, false},
		{Address{Line1: "BOX 1"}, false, false},
		{Address{Line1: "1 BOX ELDER RD"}, true, false},
		{Address{Line1: "RR 8 BOX 3311"}, true, false},
		{Address{Line1: "# L-3539"}, false, false},
		{Address{Line1: "EXAMPLE CLINIC"}, true, false},
		{Address{}, false, false},
		{Address{Line1: "PSC 1 BOX 2", City: "FPO", State: "AE"}, true, true},
		{Address{Line1: "UNIT 5", City: "APO AE"}, false, true},
		{Address{Line1: "1 A ST", City: "APOLLO", State: "PA"}, true, false},
	}
	for _, tt := range tests {
		if got := tt.a.Key().Usable(); got != tt.usable {
			t.Errorf("%+v: usable %v", tt.a, got)
		}
		if got := tt.a.Military(); got != tt.military {
			t.Errorf("%+v: military %v", tt.a, got)
		}
	}
}

func TestParsePostal(t *testing.T) {
	for in, want := range map[string]string{
		"55401": "55401", "554011234": "55401-1234", "55401-1234": "55401-1234", "55401 1234": "55401-1234", "554010000": "55401", "006590000": "00659",
		"": "", "5540": "", "2114": "", "55401-12": "", "K1A 0B1": "", "55401.0": "", "5540112345": "",
	} {
		if got, ok := ParsePostal(in); got != want || ok != (want != "") {
			t.Errorf("ParsePostal(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
}

func TestPlaceName(t *testing.T) {
	for in, want := range map[string]string{
		"EXAMPLE ORTHOPAEDICS, P.C.": "Example Orthopaedics, P.C.", "LMN SPINE LLC": "LMN Spine LLC", "ST. MARY'S HOSPITAL OF THE PLAINS": "St. Mary's Hospital of the Plains",
		"McExample Clinic": "McExample Clinic", "--": "", "": "",
	} {
		if got := PlaceName(in); got != want {
			t.Errorf("PlaceName(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, group := range sameOffices {
		for _, a := range group {
			f.Add(a.Line1, a.Line2, "MEMPHIS", a.PostalCode)
		}
	}
	f.Add("# L-3539", "STE # 200 A", "COEUR D'ALENE", "123")
	f.Add("PO BOX 1", "SUITE", "ß", "00000")
	f.Fuzz(func(t *testing.T, line1, line2, city, postal string) {
		a := Address{Line1: line1, Line2: line2, City: city, State: "TN", PostalCode: postal}
		n := NormalizeAddress(a)
		if a.Key() != n.Key() {
			t.Errorf("key of %+v is %+v, of its normal form %+v %+v", a, a.Key(), n, n.Key())
		}
		if again := NormalizeAddress(n); again.Key() != n.Key() {
			t.Errorf("normal form %+v becomes %+v", n, again)
		}
		if lower := (Address{Line1: strings.ToLower(line1), Line2: strings.ToLower(line2), PostalCode: postal}); isASCII(line1+line2) && lower.Key() != a.Key() {
			t.Errorf("key of %+v is %+v, in small letters %+v", a, a.Key(), lower.Key())
		}
		for _, s := range []string{n.Line1, n.Line2, n.City} {
			if s != strings.TrimSpace(s) {
				t.Errorf("blanks around %q", s)
			}
		}
	})
}

func isASCII(s string) bool { return !strings.ContainsFunc(s, func(r rune) bool { return r > 127 }) }
