package roster

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

// A rechristened is a row of testdata/rules_before.txt: two addresses as the
// registry writes them, and the first as the rules before wrote and named it.
type rechristened struct {
	verdict       string
	npi           directory.NPI
	first, second directory.Address
	before        directory.Address
	idBefore      string
}

// rulesBefore reads the rows, each of a physician of its own.
func rulesBefore(t *testing.T) (rows []rechristened) {
	t.Helper()
	text, err := os.ReadFile("testdata/rules_before.txt")
	if err != nil {
		t.Fatal(err)
	}
	npi := directory.NPI(2_000_000_000)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "//") {
			continue
		}
		f := strings.Split(line, "|")
		if len(f) != 10 {
			t.Fatalf("%q has %d fields, not 10", line, len(f))
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		for npi++; ; npi++ { // the next with a right check digit
			if _, err := directory.ParseNPI(npi.String()); err == nil {
				break
			}
		}
		rows = append(rows, rechristened{
			f[0], npi,
			directory.NormalizeAddress(directory.Address{Line1: f[1], Line2: f[2], PostalCode: f[3]}),
			directory.NormalizeAddress(directory.Address{Line1: f[4], Line2: f[5], PostalCode: f[6]}),
			directory.Address{Line1: f[7], Line2: f[8], PostalCode: f[3]},
			fmt.Sprintf("%s-%s", npi, f[9]),
		})
	}
	return rows
}

// TestRulesChange attests offices as the address rules before listed them and
// asks for them as today's rules list them: the word stays at its office under
// each of its spellings, though the rules before took those for two offices, and
// does not go over to another, though they took that for the same.
func TestRulesChange(t *testing.T) {
	rows := rulesBefore(t)
	onBoth(t, func(t *testing.T, s *Store, dsn string) {
		var list []Attestation
		for _, r := range rows {
			a := say(Offers, "confirmed", today-3)
			a.NPI, a.Offices, a.Channel, a.Batch = r.npi, []directory.Address{r.before}, Import, "before"
			list = append(list, a)
		}
		record(t, s, cleo, "import", list...)
		if n, err := s.ReviewBatch(t.Context(), dora, "before", Approve, ""); err != nil || n != len(rows) {
			t.Fatalf("%d approved: %v", n, err)
		}
		all, reviews, _, err := open(t, dsn).Since(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		e := NewEvidence(all, reviews, 180)
		verdicts, renamed := map[string]int{}, 0
		for i := range rows {
			r := &rows[i]
			offers := func(listed ...directory.Address) (at string) {
				for _, held := range e.At(r.npi, undocumented(listed...), today) {
					at += map[bool]string{true: "y", false: "n"}[held.Offering != nil]
				}
				return at
			}
			want := map[string][3]string{ // the first alone, the second alone, both
				"one": {"y", "y", "yy"}, "two": {"y", "n", "yn"}, "suite": {"y", "y", "yn"}, "either": {"y", "y", "yy"},
			}[r.verdict]
			if got := [3]string{offers(r.first), offers(r.second), offers(r.first, r.second)}; got != want {
				t.Errorf("%s: offers at the first, the second and both %q, want %q\n  attested %+v\n  listed   %+v\n           %+v", r.verdict, got, want, r.before, r.first, r.second)
			}
			verdicts[r.verdict]++
			if r.idBefore != r.first.Key().LocationID(r.npi) {
				renamed++
			}
		}
		if verdicts["one"] == 0 || verdicts["two"] == 0 || verdicts["suite"] == 0 || renamed == 0 {
			t.Errorf("%v, %d renamed: nothing was tried", verdicts, renamed)
		}
		t.Logf("%d offices: %v; %d have another id than before", len(rows), verdicts, renamed)
	})
}
