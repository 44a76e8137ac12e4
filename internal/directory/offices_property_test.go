package directory

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Places where a number tells one office from another.
var numbered = []Address{
	{Line1: "% ELM ST"},
	{Line1: "% N ELM ST", Line2: "STE 7"},
	{Line1: "% BROADWAY"},
	{Line1: "500 ELM ST STE %"},
	{Line1: "500 ELM ST", Line2: "SUITE %"},
	{Line1: "500 ELM ST", Line2: "# %"},
	{Line1: "500 ELM ST", Line2: "BLDG % STE 7"},
	{Line1: "500 ELM ST", Line2: "TOWER %"},
	{Line1: "500 ELM ST", Line2: "EXAMPLE HOSPITAL ROOM %"},
	{Line1: "500 ELM ST", Line2: "EXAMPLE HOSPITAL %"},
	{Line1: "500 ELM ST", Line2: "% EXAMPLE SPINE LLC"},
	{Line1: "500 ELM ST %"},
	{Line1: "SUITE %", Line2: "500 ELM ST"},
	{Line1: "DEPARTMENT OF SURGERY", Line2: "NORTHSIDE HOSPITAL % ELM ST"},
	{Line1: "NORTHSIDE HOSPITAL % ELM ST", Line2: "STE 7"},
	{Line1: "MEDICAL PLAZA", Line2: "BUILDING %"},
	{Line1: "NORTHSIDE HOSPITAL ROUTE %"},
	{Line1: "500 HIGHWAY %"},
	{Line1: "RR 2 BOX %"},
	{Line1: "RR % BOX 7"},
	{Line1: "URB LAS LOMAS", Line2: "CALLE LUNA %"},
	{Line1: "URB LAS LOMAS", Line2: "% CALLE LUNA"},
	{Line1: "CALLE LUNA NO %"},
	{Line1: "CARR % KM 4.7"},
	{Line1: "CARR 2 KM %"},
}

func TestOtherNumbersAreOtherOffices(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	number := func() string {
		n := 1 + rng.IntN([]int{9, 99, 999, 99999}[rng.IntN(4)])
		switch rng.IntN(5) {
		case 0:
			return fmt.Sprintf("%d-%d", n, 1+rng.IntN(99))
		case 1:
			return fmt.Sprintf("%d.%d", n, 1+rng.IntN(9))
		case 2:
			return fmt.Sprintf("%d%c", n, 'A'+rune(rng.IntN(3)))
		}
		return fmt.Sprint(n)
	}
	fill := func(a Address, n string) Address {
		a.Line1, a.Line2 = strings.ReplaceAll(a.Line1, "%", n), strings.ReplaceAll(a.Line2, "%", n)
		return a
	}
	const rounds = 2000
	for range rounds {
		x, y := number(), number()
		if x == y {
			continue
		}
		for _, place := range numbered {
			a, b := fill(place, x), fill(place, y)
			if a.Key().SameOffice(b.Key()) {
				t.Fatalf("%+v and %+v are one office: %+v, %+v", a, b, a.Key(), b.Key())
			}
			if a.Key().LocationID(1234567893) == b.Key().LocationID(1234567893) {
				t.Fatalf("%+v and %+v share an id", a, b)
			}
			if n := NormalizeAddress(a); n.Key() != a.Key() {
				t.Fatalf("%+v has key %+v, its normal form %+v has %+v", a, a.Key(), n, n.Key())
			}
		}
	}
	t.Logf("%d pairs of numbers at %d places", rounds, len(numbered))
}

// The key sees no case, no blanks, and none of the marks that people put
// behind words.
func TestKeyIgnoresDress(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	dress := func(s string) string {
		var b strings.Builder
		for _, w := range strings.Fields(s) {
			if rng.IntN(2) == 0 {
				w = strings.ToLower(w)
			}
			b.WriteString(strings.Repeat(" ", rng.IntN(3)))
			b.WriteString(w)
			b.WriteString([]string{" ", ", ", "; ", ". ", "  "}[rng.IntN(5)])
		}
		return b.String()
	}
	addresses := append([]Address{}, numbered...)
	for _, group := range sameOffices {
		addresses = append(addresses, group...)
	}
	for _, a := range addresses {
		a.Line1, a.Line2 = strings.ReplaceAll(a.Line1, "%", "12"), strings.ReplaceAll(a.Line2, "%", "12")
		for range 50 {
			b := Address{Line1: dress(a.Line1), Line2: dress(a.Line2), PostalCode: a.PostalCode}
			if a.Key() != b.Key() {
				t.Fatalf("%+v has key %+v, %+v has %+v", a, a.Key(), b, b.Key())
			}
		}
	}
}

// The key of an address is that of its normal form, whatever stands on which
// line in which order.
func TestNormalFormKeepsTheKey(t *testing.T) {
	split := func(s string) []string { return strings.Split(s, "|") }
	places := split("500 ELM ST|30 WEST 26 STREET|12 TWENTY-FIRST AVE|100 STATE ROUTE 9|100 COUNTY ROAD 5|100 I-35|100 US HWY 41|1701N GREEN PKWY|1200 S 500 E|885 UNION ST 120 NORTHSIDE EYE CARE|" +
		"NORTHSIDE HOSPITAL|DEPT OF SURGERY|ATTN BILLING|N/A|TELEHEALTH|UNKNOWN|URB LAS LOMAS|CALLE LUNA 46|CARR 2 KM 4.7|RR 2 BOX 45|GENERAL DELIVERY||")
	units := split("STE 200|SUITE305|# 4|UNIT C|BLDG 2|BLDG4|2ND FLOOR|SECOND FLOOR|FL 3|LL|LOWER LEVEL|UPPER LEVEL|EAST TOWER|POB II STE 9|||")
	boxes := split("PO BOX 12|P.O. BOX 7|PMB 12|APARTADO 9|POB 2|||||||")
	rng := rand.New(rand.NewPCG(5, 6))
	any := func(of []string) string { return of[rng.IntN(len(of))] }
	line := func() string {
		parts := []string{any(places), any(units), any(units), any(boxes)}
		if rng.IntN(3) == 0 {
			parts = []string{any(boxes), any(places), any(units)}
		}
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		return strings.Join(parts, []string{" ", ", "}[rng.IntN(2)])
	}
	const rounds = 20_000
	for range rounds {
		a := Address{Line1: line(), Line2: line(), PostalCode: "55401"}
		n := NormalizeAddress(a)
		if a.Key() != n.Key() {
			t.Errorf("%q, %q has key %+v, its normal form %q, %q has %+v", a.Line1, a.Line2, a.Key(), n.Line1, n.Line2, n.Key())
		}
		if again := NormalizeAddress(n); again.Key() != n.Key() {
			t.Errorf("%+v becomes %+v", n, again)
		}
	}
	t.Logf("%d addresses", rounds)
}
