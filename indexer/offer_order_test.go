package indexer_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
)

// A claim is a row of the roster as tests of its order see it.
type claim struct {
	zip, status, verified, phone string
}

func (c claim) line() string {
	return strings.Join([]string{npi(1).String(), c.zip, "annular-closure", "barricaid", c.status, "Example registry", "2026-01-02", c.verified, c.phone, "", "", ""}, ",")
}

// twoOffices indexes a surgeon at 55401 and 55101 with the claims, and returns
// what each office shows, "confirmed +16125550101" say.
func twoOffices(t *testing.T, claims []claim) (shown map[string]string, r indexer.Report) {
	t.Helper()
	var lines []string
	for _, c := range claims {
		lines = append(lines, c.line())
	}
	w := &indexertest.Writer{}
	r = index(t, indexer.Options{
		NPPES:     registry(t, surgeon(1, row{colPhone: ""})),
		Practices: writeCSV(t, practiceColumns, practice(1, "7 Other St", "", "55101", "")),
		Roster:    roster(t, lines...),
	}, w)
	shown = map[string]string{}
	for _, l := range w.Published {
		shown[l.Location.Address.ZIP5()] = strings.TrimSpace(string(status(l)) + " " + l.Location.Phone)
	}
	side := r.Sources["roster"]
	if side.Rows != int64(len(claims)) || side.Rows != side.Used+side.Unmatched+side.Refused {
		t.Errorf("%v: %d rows, %d used, %d refused", claims, side.Rows, side.Used, side.Refused)
	}
	return shown, r
}

func TestLaterWordCounts(t *testing.T) {
	const may, september = "2026-05-02", "2026-09-14"
	tests := []struct {
		name       string
		claims     []claim
		at401      string
		at101      string
		superseded int64
		duplicate  int64
	}{
		{"withdrawn after confirmed", []claim{{"", "confirmed", may, ""}, {"", "withdrawn", september, ""}}, "", "", 1, 0},
		{"the other way round in the file", []claim{{"", "withdrawn", september, ""}, {"", "confirmed", may, ""}}, "", "", 1, 0},
		{"taken up again", []claim{{"", "withdrawn", may, ""}, {"", "confirmed", september, ""}}, "confirmed", "confirmed", 1, 0},
		{"withdrawn everywhere after confirmed here", []claim{{"55401", "confirmed", may, ""}, {"", "withdrawn", september, ""}}, "", "", 1, 0},
		{"withdrawn here after confirmed everywhere", []claim{{"", "confirmed", may, ""}, {"55401", "withdrawn", september, ""}}, "", "confirmed", 0, 0},
		{"confirmed here after withdrawn everywhere", []claim{{"", "withdrawn", may, ""}, {"55401", "confirmed", september, ""}}, "confirmed", "", 0, 0},
		{"self-reported everywhere after confirmed here", []claim{{"55401", "confirmed", may, ""}, {"", "self_reported", september, ""}}, "self_reported", "self_reported", 1, 0},
		{"one date, withdrawn", []claim{{"55401", "withdrawn", may, ""}, {"55401", "confirmed", may, ""}}, "", "", 1, 0},
		{"one date, withdrawn everywhere", []claim{{"", "withdrawn", may, ""}, {"55401", "confirmed", may, ""}}, "", "", 1, 0},
		{"one date, the office counts", []claim{{"55401", "self_reported", may, ""}, {"", "confirmed", may, ""}}, "self_reported", "confirmed", 0, 0},
		{"said twice", []claim{{"", "confirmed", may, ""}, {"", "confirmed", may, ""}}, "confirmed", "confirmed", 0, 1},
		{"verified again", []claim{{"", "confirmed", may, ""}, {"", "confirmed", september, ""}}, "confirmed", "confirmed", 1, 0},
		{"a telephone of May", []claim{{"55401", "confirmed", may, "6125550101"}, {"", "self_reported", september, ""}}, "self_reported +16125550101", "self_reported", 1, 0},
		{"a telephone of September", []claim{{"", "confirmed", september, "6125550102"}, {"55401", "confirmed", may, "6125550101"}}, "confirmed +16125550102", "confirmed +16125550102", 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shown, r := twoOffices(t, tt.claims)
			if shown["55401"] != tt.at401 || shown["55101"] != tt.at101 {
				t.Errorf("shown %q, want %q at 55401 and %q at 55101", shown, tt.at401, tt.at101)
			}
			side := r.Sources["roster"]
			if side.Reasons[indexer.Superseded] != tt.superseded || side.Reasons["duplicate"] != tt.duplicate || side.Refused != tt.superseded+tt.duplicate {
				t.Errorf("refused %v, want %d superseded, %d duplicate", side.Reasons, tt.superseded, tt.duplicate)
			}
			for _, f := range side.Refusals {
				if f.Reason == indexer.Superseded && !strings.Contains(f.Detail, "row ") {
					t.Errorf("the row that counts goes unsaid: %q", f.Detail)
				}
			}
		})
	}
}

// wordOf says by the rules, one after the other, what an office must show.
func wordOf(claims []claim, zip string) string {
	left := func(keep func(claim) bool) {
		var some []claim
		for _, c := range claims {
			if keep(c) {
				some = append(some, c)
			}
		}
		if len(some) > 0 {
			claims = some
		}
	}
	var speaking []claim
	newest := ""
	for _, c := range claims {
		if c.zip == "" || c.zip == zip {
			speaking = append(speaking, c)
			newest = max(newest, c.verified)
		}
	}
	if claims = speaking; len(claims) == 0 {
		return ""
	}
	left(func(c claim) bool { return c.verified == newest })
	for _, c := range claims {
		if c.status == "withdrawn" {
			return ""
		}
	}
	left(func(c claim) bool { return c.zip == zip })
	left(func(c claim) bool { return c.status == "confirmed" })
	return claims[0].status
}

// Whatever the order of its rows, a roster shows the same.
func TestRosterOrderDoesNotCount(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	const rosters = 30
	runs := 0
	for range rosters {
		var claims []claim
		for range 2 + rng.IntN(3) {
			claims = append(claims, claim{
				pick("", "55401", "55101"), pick("confirmed", "self_reported", "withdrawn"), pick("2026-05-02", "2026-07-01", "2026-09-14"),
				pick("", "6125550101", "6125550102"),
			})
		}
		var first, reasons string
		for _, order := range permutations(len(claims)) {
			runs++
			var shuffled []claim
			for _, i := range order {
				shuffled = append(shuffled, claims[i])
			}
			shown, r := twoOffices(t, shuffled)
			for _, zip := range []string{"55401", "55101"} {
				word, _, _ := strings.Cut(shown[zip], " ")
				if strings.HasPrefix(word, "+") {
					word = ""
				}
				if want := wordOf(claims, zip); word != want {
					t.Fatalf("%v: %s shows %q, want %q", shuffled, zip, word, want)
				}
			}
			why := fmt.Sprint(r.Sources["roster"].Reasons, r.Offerings)
			if first == "" {
				first, reasons = fmt.Sprint(shown), why
			}
			if fmt.Sprint(shown) != first || why != reasons {
				t.Fatalf("%v: %v %s, in another order %s %s", shuffled, shown, why, first, reasons)
			}
		}
	}
	t.Logf("%d rosters in %d orders", rosters, runs)
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for at := range n {
			all = append(all, append(append(append([]int{}, p[:at]...), n-1), p[at:]...))
		}
	}
	return all
}
