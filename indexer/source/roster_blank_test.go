package source_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer/source"
)

// TestRosterOfASpreadsheet: commas too many at the ends of lines, and rows
// without any text, are what spreadsheets write; they are no errors.
func TestRosterOfASpreadsheet(t *testing.T) {
	const row = "2859289508,,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,,,"
	other := strings.Replace(row, "2859289508", "2404138895", 1)
	read := []string{"2859289508", "2404138895"}
	show := func(r source.RosterRow) string { return r.NPI.String() }
	for name, text := range map[string]string{
		"one comma too many everywhere":      rosterHeader + ",\n" + row + ",\n" + other + ",\n",
		"three commas too many":              rosterHeader + ",,,\n" + row + ",,,\n" + other + ",,,\n",
		"a comma too many in the header":     rosterHeader + ",\n" + row + "\n" + other + "\n",
		"a comma too many in a row":          rosterHeader + "\n" + row + ",\n" + other + "\n",
		"blanks for a name":                  rosterHeader + ", \n" + row + ", \n" + other + ",\n",
		"a row of commas":                    rosterHeader + "\n,,,,,,,,,,,\n" + row + "\n,,,,,,,,,,,\n" + other + "\n,,,,,,,,,,,\n",
		"a row of commas, too few":           rosterHeader + "\n" + row + "\n,,\n" + other + "\n",
		"a row of commas, too many":          rosterHeader + "\n" + row + "\n,,,,,,,,,,,,,,,\n" + other + "\n",
		"a row of commas and blanks":         rosterHeader + "\n" + row + "\n , ,\t,,,,,,,,,\n" + other + "\n",
		"a row of quotes":                    rosterHeader + "\n" + row + "\n\"\",\"\",,,,,,,,,,\n" + other + "\n",
		"lines without text, of blanks":      rosterHeader + "\n" + row + "\n\n   \n" + other + "\n   ",
		"line ends of Windows":               rosterHeader + ",\r\n" + row + ",\r\n,,,,,,,,,,,,\r\n" + other + ",\r\n\r\n",
		"a mark of byte order":               "\ufeff" + rosterHeader + ",\n" + row + ",\n" + other + ",\n",
		"blanks around the names of columns": strings.ReplaceAll(rosterHeader, ",", " , ") + "\n" + row + "\n" + other + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(read, rows(t, source.OpenRoster, text, show)); diff != "" {
				t.Error(diff)
			}
		})
	}
	// what stands where no column has a name is not lost in silence
	want := []string{"1 bad_row ", "2404138895"}
	if diff := cmp.Diff(want, rows(t, source.OpenRoster, rosterHeader+",\n"+row+",call first\n"+other+",\n", show)); diff != "" {
		t.Error(diff)
	}
	_, err := source.OpenRoster("-", source.Options{Stdin: strings.NewReader("npi,," + strings.TrimPrefix(rosterHeader, "npi,") + "\n")})
	if !errors.Is(err, source.ErrHeader) || !strings.Contains(err.Error(), "column 2 has no name") {
		t.Errorf("a nameless column in the middle: %v", err)
	}
}

// TestRosterDateOfItsPlace: the dates of people are those of their place. When
// it is noon UTC, it is tomorrow already in the Marshall Islands.
func TestRosterDateOfItsPlace(t *testing.T) {
	const row = "2859289508,96910,annular-closure,barricaid,confirmed,x,DAY,DAY,,,,"
	for day, want := range map[string]string{"2026-11-23": "2859289508", "2026-11-24": "1 future_date source_date"} {
		got := rows(t, source.OpenRoster, rosterHeader+"\n"+strings.ReplaceAll(row, "DAY", day)+"\n", func(r source.RosterRow) string { return r.NPI.String() })
		if len(got) != 1 || got[0] != want {
			t.Errorf("%s on 2026-11-23: %q, want %q", day, got, want)
		}
	}
}
