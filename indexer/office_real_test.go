package indexer_test

import (
	"encoding/csv"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

// realAddresses reads the practice addresses of the real files by the names of
// their columns.
func realAddresses(t *testing.T) []directory.Address {
	t.Helper()
	columns := map[string][4]string{
		"nppes/npidata_sample1000_2025_restored.csv": {
			"Provider First Line Business Practice Location Address", "Provider Second Line Business Practice Location Address",
			"Provider Business Practice Location Address Postal Code",
		},
		"nppes/pl_pfile_sample.csv": {
			"Provider Secondary Practice Location Address- Address Line 1", "Provider Secondary Practice Location Address-  Address Line 2",
			"Provider Secondary Practice Location Address - Postal Code",
		},
		"dac/dac_sample386_2021_excel.csv":      {"adr_ln_1", "adr_ln_2", "zip"},
		"dac/dac_maine6090_2026_projection.csv": {"Address", "", "ZIP Code"},
	}
	var all []directory.Address
	for name, want := range columns {
		f, err := os.Open(realFile(t, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r := csv.NewReader(f)
		r.FieldsPerRecord, r.LazyQuotes = -1, true
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(name, err)
		}
		at := func(row []string, column string) string {
			i := slices.IndexFunc(rows[0], func(s string) bool {
				return strings.TrimPrefix(strings.TrimSpace(s), "\ufeff") == column
			})
			if column != "" && i < 0 {
				t.Fatalf("%s has no column %q: %q", name, column, rows[0])
			}
			if i < 0 || i >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[i])
		}
		for _, row := range rows[1:] {
			zip := at(row, want[2])
			for len(zip) > 0 && len(zip) < 5 || len(zip) > 5 && len(zip) < 9 { // zeros that a spreadsheet took
				zip = "0" + zip
			}
			all = append(all, directory.Address{Line1: at(row, want[0]), Line2: at(row, want[1]), PostalCode: zip[:min(len(zip), 5)]})
		}
	}
	return all
}

var (
	mailStop   = regexp.MustCompile(`\b(P\.? ?O\.? ?BOX|BOX|MS)\b[ #]*[\w-]+`)
	anyNumber  = regexp.MustCompile(`[A-Z]?-?\d[\dA-Z./-]*`)
	letterUnit = regexp.MustCompile(`\b(?:STE|SUITE|UNIT|APT|BLDG|BUILDING|TOWER|#) *([A-Z])\b`)
	ordinal    = regexp.MustCompile(`^(\d+)(ST|ND|RD|TH)$`)
	spelled    = strings.NewReplacer("FIRST", "1ST", "SECOND", "2ND", "THIRD", "3RD", "FOURTH", "4TH", "FIFTH", "5TH", "III", "3", " II", " 2", " ONE ", " 1 ", " TWO ", " 2 ")
)

// numbersOf reads off an address all that looks like a number of a house or a
// unit.
func numbersOf(a directory.Address) (house string, all []string) {
	text := mailStop.ReplaceAllString(spelled.Replace(" "+strings.ToUpper(a.Line1+" , "+a.Line2)+" "), " ")
	for _, n := range anyNumber.FindAllString(text, -1) {
		if m := ordinal.FindStringSubmatch(n); m != nil {
			n = m[1]
		}
		all = append(all, strings.Trim(strings.ReplaceAll(n, "-", ""), "."))
	}
	if len(all) > 0 {
		house = all[0]
	}
	for _, m := range letterUnit.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return house, all
}

func within(a, b []string) bool {
	for _, n := range a {
		if !slices.Contains(b, n) {
			return false
		}
	}
	return true
}

// Of real addresses no two of different house number or unit are one office;
// one may leave out a unit that the other names.
func TestRealOfficesKeepTheirNumbers(t *testing.T) {
	groups := map[string][]directory.Address{}
	all := realAddresses(t)
	for _, a := range all {
		k := a.Key()
		groups[k.Street+"|"+k.ZIP5] = append(groups[k.Street+"|"+k.ZIP5], a)
	}
	pairs := 0
	for _, group := range groups {
		for i, a := range group {
			houseA, numbersA := numbersOf(a)
			for _, b := range group[i+1:] {
				if a == b || !a.Key().SameOffice(b.Key()) {
					continue
				}
				pairs++
				houseB, numbersB := numbersOf(b)
				if houseA != houseB && !(within(numbersA, numbersB) || within(numbersB, numbersA)) || !within(numbersA, numbersB) && !within(numbersB, numbersA) {
					t.Errorf("one office: %q, %q and %q, %q: %q and %q", a.Line1, a.Line2, b.Line1, b.Line2, numbersA, numbersB)
				}
			}
		}
	}
	if len(all) < 4_000 || pairs == 0 {
		t.Errorf("%d addresses, %d pairs", len(all), pairs)
	}
	t.Logf("%d addresses, %d pairs of different text are one office", len(all), pairs)
}
