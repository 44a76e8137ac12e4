package indexer_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

var (
	wordsOnly  = regexp.MustCompile(`[A-Z0-9][A-Z0-9'-]*`)
	unitAhead  = regexp.MustCompile(`\b(SUITES?|STE|UNIT|APT|BLDG|BUILDING|FLOOR|FL|ROOM|RM|LEVEL|TOWER|[0-9]+(ST|ND|RD|TH) (FLOOR|FL))\b.*|#.*`)
	wordNumber = strings.NewReplacer(
		"FIRST", "1", "SECOND", "2", "THIRD", "3", "FOURTH", "4", "FIFTH", "5", "SIXTH", "6", "SEVENTH", "7", "EIGHTH", "8", "NINTH", "9", "TENTH", "10",
		"ELEVENTH", "11", "TWELFTH", "12", " ONE ", " 1 ", " TWO ", " 2 ", " THREE ", " 3 ", "COUNTY ROAD", "CR", "COUNTY ROUTE", "CR", "STATE ROUTE", "SR", "STATE ROAD", "SR", "STATE RT", "SR",
		"US HIGHWAY", "US", "US HWY", "US", "US ROUTE", "US", "US RT", "US", "U.S. ROUTE", "US", "U.S. HIGHWAY", "US", "INTERSTATE", "I", "I-", "I ",
	)
)

// streetWords reads off an address the words of its street: what follows the
// first number, without units.
func streetWords(a directory.Address) (house string, words []string) {
	for _, text := range []string{a.Line1, a.Line2} {
		text = wordNumber.Replace(" " + strings.ToUpper(text) + " ")
		text = strings.ReplaceAll(unitAhead.ReplaceAllString(text, ""), ".", "")
		found := wordsOnly.FindAllString(text, -1)
		if len(found) < 2 || found[0][0] < '0' || found[0][0] > '9' {
			continue
		}
		for i, w := range found {
			if m := ordinal.FindStringSubmatch(w); m != nil {
				found[i] = m[1]
			}
		}
		return found[0], found[1:]
	}
	return "", nil
}

// shortens reports whether a may be short for b: "BLVD" and "BOULEVARD".
func shortens(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == "" || a[0] != b[0] || a[0] <= '9' {
		return false
	}
	for _, c := range []byte(a) {
		i := strings.IndexByte(b, c)
		if i < 0 {
			return false
		}
		b = b[i+1:]
	}
	return true
}

// sameStreet reports whether two streets agree word by word, as far as the
// shorter goes; what the longer says more is no direction and no street.
func sameStreet(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 2 && len(b) != len(a) || !slices.EqualFunc(a, b[:len(a)], shortens) {
		return false
	}
	for _, w := range b[len(a):] {
		if strings.Contains(" N S E W NE NW SE SW NORTH SOUTH EAST WEST ST AVE RD DR RTE ROUTE BYP ", " "+w+" ") {
			return false
		}
	}
	return true
}

// TestRealOfficesAreNotDoubled: of real addresses no two of one house number
// and one street are two offices, unless both name units and the units differ.
func TestRealOfficesAreNotDoubled(t *testing.T) {
	houses := map[string][]directory.Address{}
	for _, a := range realAddresses(t) {
		if house, words := streetWords(a); house != "" && len(words) > 0 {
			if key := house + " " + a.PostalCode; !slices.Contains(houses[key], a) {
				houses[key] = append(houses[key], a)
			}
		}
	}
	pairs, doubled := 0, 0
	for _, group := range houses {
		for i, a := range group {
			_, streetA := streetWords(a)
			_, numbersA := numbersOf(a)
			for _, b := range group[i+1:] {
				_, streetB := streetWords(b)
				_, numbersB := numbersOf(b)
				if !sameStreet(streetA, streetB) || !within(numbersA, numbersB) && !within(numbersB, numbersA) {
					continue
				}
				pairs++
				if !a.Key().SameOffice(b.Key()) {
					doubled++
					t.Errorf("two offices: %q, %q (%+v) and %q, %q (%+v)", a.Line1, a.Line2, a.Key(), b.Line1, b.Line2, b.Key())
				}
			}
		}
	}
	if pairs == 0 {
		t.Error("no pair of spellings")
	}
	t.Logf("%d pairs of spellings, %d doubled", pairs, doubled)
}
