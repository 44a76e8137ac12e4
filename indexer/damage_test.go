package indexer_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/sample"
)

// A registry that went through a data frame gives the listings of the
// original, and the report says what was mended.
func TestMendedRegistry(t *testing.T) {
	files, _, err := sample.Write(t.TempDir(), sample.Options{Count: 400, Others: 200, Seed: 17})
	if err != nil {
		t.Fatal(err)
	}
	whole := readText(t, files.Registry)
	head, rows, _ := strings.Cut(whole, "\n")
	phones := regexp.MustCompile(`"(\d{10})"(,"",|,"\d\d/)`)
	zips := regexp.MustCompile(`"0{0,2}([1-9]\d{2,8})","US"`)
	damaged := head + "\n" + zips.ReplaceAllString(phones.ReplaceAllString(rows, `"$1.0"$2`), `"$1.0","US"`)

	var want, got indexertest.Writer
	sound := index(t, indexer.Options{NoRoster: true, NPPES: files.Registry}, &want)
	r := index(t, indexer.Options{NoRoster: true, NPPES: writeText(t, damaged)}, &got)
	if diff := cmp.Diff(want.Published, got.Published); diff != "" {
		t.Errorf("(-original +damaged):\n%s", diff)
	}
	if len(sound.Registry.Mended)+len(sound.Registry.LeftEmpty) != 0 {
		t.Errorf("the original was mended: %+v", sound.Registry.Repairs)
	}
	if m := r.Registry.Mended; m[source.DamageDecimal] < 300 || m[source.DamageZero] < 10 || len(r.Registry.LeftEmpty) != 0 {
		t.Errorf("mended %+v", r.Registry.Repairs)
	}
	var summary, page bytes.Buffer
	if err := r.WriteSummary(&summary); err != nil || !regexp.MustCompile(`damage mended +\d.*lost zero \d`).Match(summary.Bytes()) {
		t.Errorf("%v: the summary hides the damage:\n%s", err, summary.String())
	}
	if err := r.WriteHTML(&page); err != nil || !strings.Contains(page.String(), "<td>lost zero</td>") {
		t.Errorf("%v: the page hides the damage", err)
	}
}

// What cannot be mended is refused or left empty under the name of its damage.
func TestDamageIsNamed(t *testing.T) {
	exponent := surgeon(3, nil)
	exponent[colNPI] = "2.85929E+09"
	lost := surgeon(6, row{colFirst: "JOHN"})
	delete(lost, colLine1) // the address of its other source makes up for it
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{
		NPPES: registry(t,
			surgeon(1, row{colState: "NJ", colZIP: "7030"}), // 07030: zeros are proven
			surgeon(2, row{colZIP: "55401123"}),             // eight digits, and no code of Minnesota begins with 0
			exponent,
			surgeon(4, row{colPhone: "6.13E+09"}),
			surgeon(5, row{colUpdated: "6/15/26"}),
			lost,
		),
		Practices: writeCSV(t, practiceColumns, practice(6, "1 FIRST ST", "", "55101", ""), practice(6, "2 SECOND ST", "", "5510", "")),
		Roster: roster(t, rosterLine(1, "7030", "confirmed"), rosterLine(4, "", "confirmed"),
			"2.00E+09"+strings.TrimPrefix(rosterLine(5, "", "confirmed"), npi(5).String())),
	}, w)
	want := []indexer.Refusal{
		{Row: 3, Reason: source.BadNPI, Field: "NPI", Damage: source.DamageExponent},
		{Row: 2, NPI: npi(2).String(), Reason: indexer.UnknownZIP, Field: "postal_code", Damage: source.DamageZero},
	}
	words := cmpopts.IgnoreFields(indexer.Refusal{}, "Detail")
	if diff := cmp.Diff(want, r.Quarantine, words); diff != "" {
		t.Error(diff)
	}
	want = []indexer.Refusal{
		{Row: 1, NPI: npi(1).String(), Reason: source.BadZIP, Field: "location", Damage: source.DamageZero},
		{Row: 3, Reason: source.BadNPI, Field: "npi", Damage: source.DamageExponent},
	}
	if diff := cmp.Diff(want, r.Sources["roster"].Refusals, words); diff != "" {
		t.Error(diff)
	}
	for _, f := range append(r.Quarantine, r.Sources["roster"].Refusals...) {
		if !strings.HasPrefix(f.Detail, string(f.Damage)+": ") {
			t.Errorf("row %d does not name its damage: %q", f.Row, f.Detail)
		}
	}
	if diff := cmp.Diff(indexer.Repairs{
		Mended:    map[source.Damage]int64{source.DamageZero: 1, source.DamageShortDate: 1},
		LeftEmpty: map[source.Damage]int64{source.DamageZero: 1, source.DamageExponent: 1},
	}, r.Registry.Repairs); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[source.Damage]int64{source.DamageZero: 1}, r.Sources["practice_locations"].LeftEmpty); diff != "" {
		t.Error(diff)
	}
	if r.Sum() != r.Rows || len(w.Of(npi(1))) != 1 || len(w.Of(npi(6))) != 1 || w.Of(npi(4))[0].Location.Phone != "" {
		t.Errorf("%d of %d rows; %+v", r.Sum(), r.Rows, w.Published)
	}
	if got := r.Unlocated["nppes-pl"][indexer.UnknownZIP] + r.Unlocated["nppes"][indexer.NoAddress] + r.Unlocated["nppes"][indexer.UnknownZIP]; got != 3 {
		t.Errorf("addresses left out: %v", r.Unlocated)
	}
}

// The real rows as a data frame left them give the report of the restored
// twin, with every repair counted.
func TestRealDamagedTwin(t *testing.T) {
	for _, set := range []string{"spine", "surgery", "all"} {
		check := func(name string) indexer.Report {
			r, err := tryIndex(indexer.Options{NPPES: realFile(t, name), Check: true, Specialties: set}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		restored, damaged := check("nppes/npidata_sample1000_2025_restored.csv"), check("nppes/npidata_sample1000_2025_pandas.csv")
		if m := damaged.Registry.Mended; m[source.DamageDecimal] < 90 || m[source.DamageZero] < 1 {
			t.Errorf("%s: mended %v", set, m)
		}
		t.Logf("%s: %+v", set, damaged.Registry.Repairs)
		damaged.Registry, damaged.Seconds = restored.Registry, restored.Seconds
		if diff := cmp.Diff(restored, damaged); diff != "" {
			t.Errorf("%s (-restored +damaged):\n%s", set, diff)
		}
	}
}

func readText(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
