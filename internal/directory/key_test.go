package directory

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSameBuilding: units tell offices of a building apart and not buildings;
// urbanizations of Puerto Rico tell streets of one name apart.
func TestSameBuilding(t *testing.T) {
	at := func(line1, line2, zip string) Key { return Address{Line1: line1, Line2: line2, PostalCode: zip}.Key() }
	tests := []struct {
		name string
		a, b Key
		want bool
	}{
		{"two suites", at("500 ELM ST STE 1", "", "55401"), at("500 Elm Street", "Suite 2", "55401-1234"), true},
		{"a suite and none", at("500 ELM ST STE 1", "", "55401"), at("500 ELM ST", "", "55401"), true},
		{"two floors", at("500 ELM ST", "3RD FLOOR", "55401"), at("500 ELM ST FL 4", "", "55401"), true},
		{"two numbers", at("500 ELM ST", "", "55401"), at("502 ELM ST", "", "55401"), false},
		{"two streets", at("500 ELM ST", "", "55401"), at("500 ELM AVE", "", "55401"), false},
		{"two ZIP codes", at("500 ELM ST", "", "55401"), at("500 ELM ST", "", "55402"), false},
		{"two directions", at("500 N ELM ST", "", "55401"), at("500 S ELM ST", "", "55401"), false},
		{"one urbanization", at("URB LAS LOMAS", "46 CALLE LUNA", "00921"), at("46 CALLE LUNA", "URB LAS LOMAS", "00921"), true},
		{"an urbanization and none", at("URB LAS LOMAS", "46 CALLE LUNA", "00921"), at("CALLE LUNA 46", "", "00921"), true},
		{"two urbanizations", at("URB LAS LOMAS", "46 CALLE LUNA", "00921"), at("URB EL PRADO", "46 CALLE LUNA", "00921"), false},
	}
	for _, tt := range tests {
		if got := tt.a.SameBuilding(tt.b); got != tt.want {
			t.Errorf("%s: %+v and %+v: one building %v", tt.name, tt.a, tt.b, got)
		}
		if got := tt.b.SameBuilding(tt.a); got != tt.want {
			t.Errorf("%s: the other way round %v", tt.name, got)
		}
		if tt.want && tt.a.Building() != tt.b.Building() {
			t.Errorf("%s: %q and %q", tt.name, tt.a.Building(), tt.b.Building())
		}
	}
}

// TestOfficeRelations holds, over random pairs of addresses that resemble each
// other, what "one office" must be whatever the words: everybody's own office
// is one, neither side is asked first, one office is in one building, and whose
// units are all named by the other is one office with it.
func TestOfficeRelations(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	any := func(of ...string) string { return of[rng.IntN(len(of))] }
	address := func() Address {
		before, after := any("", "URB LAS LOMAS ", "NORTHSIDE HOSPITAL "), any("", "", "URB EL PRADO", "DEPT OF SURGERY")
		if strings.HasPrefix(before, "URB") && strings.HasPrefix(after, "URB") {
			after = "" // nobody lives in two
		}
		return Address{
			Line1:      before + any("500 ELM ST", "500 ELM STREET", "502 ELM ST", "46 CALLE LUNA", "CALLE LUNA 46"),
			Line2:      strings.TrimSpace(any("", "STE 1", "SUITE 1", "STE 2") + " " + any("", "BLDG B", "FL 3") + " " + after),
			PostalCode: any("55401", "55401-1234", "55402"),
		}
	}
	const rounds = 20_000
	one := 0
	for range rounds {
		a, b := address(), address()
		j, k := a.Key(), b.Key()
		switch {
		case !j.SameOffice(j) || !j.SameBuilding(j) || !j.Within(j):
			t.Fatalf("%+v is not its own office: %+v", a, j)
		case j.SameOffice(k) != k.SameOffice(j):
			t.Fatalf("%+v and %+v: it matters who is asked", a, b)
		case j.SameBuilding(k) != k.SameBuilding(j):
			t.Fatalf("%+v and %+v: it matters who is asked for the building", a, b)
		case j.SameOffice(k) && !j.SameBuilding(k):
			t.Fatalf("%+v and %+v are one office in two buildings", a, b)
		case j.SameBuilding(k) && j.Within(k) && !j.SameOffice(k):
			t.Fatalf("%+v names what %+v does and is another office", b, a)
		case j == k && j.LocationID(1234567893) != k.LocationID(1234567893):
			t.Fatalf("%+v and %+v have one key and two ids", a, b)
		}
		if j.SameOffice(k) {
			one++
		}
	}
	if one == 0 || one == rounds {
		t.Fatalf("%d of %d pairs are one office: the test says nothing", one, rounds)
	}
	t.Logf("%d of %d pairs are one office", one, rounds)
}

// suffixes are street suffixes of Publication 28 of the Postal Service,
// appendix C1: the name, then spellings that occur.
const suffixes = `ALLEY ALY
AVENUE AVE AV AVEN
BOULEVARD BLVD BOUL
BYPASS BYP
CENTER CTR CENT CENTRE
CIRCLE CIR CIRC
COURT CT
CREEK CRK
CRESCENT CRES
CROSSING XING
DRIVE DR DRV
ESTATES ESTS
EXPRESSWAY EXPY
FREEWAY FWY FRWY
GARDENS GDNS
GATEWAY GTWY
GROVE GRV
HEIGHTS HTS
HIGHWAY HWY HIWAY
HILL HL
HILLS HLS
JUNCTION JCT
LAKE LK
LANDING LNDG
LANE LN
LOOP LOOPS
MANOR MNR
MEADOWS MDWS
MOUNTAIN MTN
PARKWAY PKWY PKY PARKWY
PLACE PL
PLAZA PLZ
POINT PT
RIDGE RDG
ROAD RD
SQUARE SQ
STATION STA
STREET ST STR
TERRACE TER TERR
TRACE TRCE
TRAIL TRL
TURNPIKE TPKE TPK
VALLEY VLY
VILLAGE VLG
VISTA VIS`

// TestSuffixes: every spelling of a suffix is one street, in each place of a
// line, and two suffixes are two streets.
func TestSuffixes(t *testing.T) {
	street := map[Key]string{}
	n := 0
	for row := range strings.Lines(suffixes) {
		spellings := strings.Fields(row)
		for _, shape := range []string{"500 EXAMPLE %", "500 N EXAMPLE % STE 4", "500 EXAMPLE % NW"} {
			key := func(suffix string) Key {
				return Address{Line1: strings.ReplaceAll(shape, "%", suffix), PostalCode: "55401"}.Key()
			}
			want := key(spellings[0])
			for _, s := range spellings {
				n++
				for _, dressed := range []string{s, strings.ToLower(s), s + ".", s + ","} {
					if got := key(dressed); got != want {
						t.Errorf("%q in %q has key %+v, %s has %+v", dressed, shape, got, spellings[0], want)
					}
				}
			}
			if other, ok := street[want]; ok {
				t.Errorf("%s and %s are one street", spellings[0], other)
			}
			street[want] = spellings[0]
		}
	}
	t.Logf("%d spellings", n)
}
