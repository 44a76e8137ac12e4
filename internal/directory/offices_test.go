package directory

import (
	"os"
	"strings"
	"testing"
)

// Which addresses are one office was written down by what a person who knows
// the place would say.
func TestOffices(t *testing.T) {
	text, err := os.ReadFile("testdata/offices.txt")
	if err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for row := range strings.Lines(string(text)) {
		if row = strings.TrimSpace(row); row == "" || strings.HasPrefix(row, "//") {
			continue
		}
		f := strings.Split(row, "|")
		if len(f) != 7 {
			t.Fatalf("%q has %d fields, not 7", row, len(f))
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		pairs++
		a, b := Address{Line1: f[1], Line2: f[2], PostalCode: f[3]}, Address{Line1: f[4], Line2: f[5], PostalCode: f[6]}
		one := f[0] == "one"
		for _, p := range [][2]Address{{a, b}, {b, a}, {NormalizeAddress(a), NormalizeAddress(b)}} {
			if got := p[0].Key().SameOffice(p[1].Key()); got != one {
				t.Errorf("%s\n  one office %v, want %v: %+v and %+v", row, got, one, p[0].Key(), p[1].Key())
				break
			}
		}
		for _, a := range []Address{a, b} {
			if a.Key() != NormalizeAddress(a).Key() {
				t.Errorf("%+v has key %+v, its normal form %+v has %+v", a, a.Key(), NormalizeAddress(a), NormalizeAddress(a).Key())
			}
		}
	}
	t.Logf("%d pairs", pairs)
}
