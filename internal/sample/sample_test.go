package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
)

// counts returns how many rows the tests that count traps look at.
func counts() Options {
	if os.Getenv("FINDER_VERIFY") == "1" {
		return Options{Count: 50_000, Others: 50_000, Seed: 8}
	}
	return Options{Count: 6_000, Others: 6_000, Seed: 8}
}

// A parsed sample, by encoding/csv and header name.
type parsed struct {
	tally                       Tally
	registry, practices, roster []map[string]string
}

func parse(t *testing.T, o Options) parsed {
	t.Helper()
	var files [3]bytes.Buffer
	tally, err := Generate(&files[0], &files[1], &files[2], o)
	if err != nil {
		t.Fatal(err)
	}
	p := parsed{tally: tally}
	for i, to := range []*[]map[string]string{&p.registry, &p.practices, &p.roster} {
		r := csv.NewReader(&files[i])
		header, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		for {
			fields, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			row := make(map[string]string)
			for k, v := range fields {
				if v != "" {
					row[header[k]] = v
				}
			}
			*to = append(*to, row)
		}
	}
	return p
}

const (
	practiceAt = "Provider Business Practice Location Address "
)

// codesOf returns the taxonomy codes and switches of a row in order.
func codesOf(row map[string]string) (codes, switches []string) {
	for k := 1; k <= 15; k++ {
		if c := row[fmt.Sprintf("Healthcare Provider Taxonomy Code_%d", k)]; c != "" {
			codes = append(codes, c)
			switches = append(switches, row[fmt.Sprintf("Healthcare Provider Primary Taxonomy Switch_%d", k)])
		}
	}
	return codes, switches
}

func inSpine(codes []string) bool {
	for _, c := range codes {
		if c == "207T00000X" || c == "207X00000X" || c == "207XS0117X" {
			return true
		}
	}
	return false
}

// The tally is what a count of the files by other means gives.
func TestTallyIsTrue(t *testing.T) {
	o := counts()
	p := parse(t, o)
	got := newTally()
	sites := map[string]int{}
	for _, row := range p.practices {
		sites[row["NPI"]]++
		got.PracticeRows++
	}
	for _, row := range p.registry {
		got.Rows++
		codes, switches := codesOf(row)
		primary := ""
		for i, s := range switches {
			if s == "Y" && primary == "" {
				primary = codes[i]
			}
		}
		switch {
		case row["Entity Type Code"] == "":
			got.Deactivated++
			if len(row) != 2 || row["NPI Deactivation Date"] == "" {
				t.Errorf("a deactivated row says more than its date: %v", row)
			}
		case row["Entity Type Code"] == "2":
			got.Organizations++
		case !inSpine(codes):
			got.OtherTaxonomy++
		case primary == "390200000X":
			got.Students++
		default:
			trap := trapOf(row)
			got.PracticeMatched += sites[row["NPI"]]
			if trap == "" {
				got.Physicians++
			} else {
				got.Quarantined[trap]++
				if sites[row["NPI"]] > 0 {
					got.Rescued[trap]++
				}
			}
		}
	}
	spine := map[string]bool{}
	for _, row := range p.registry {
		codes, _ := codesOf(row)
		spine[row["NPI"]] = inSpine(codes)
	}
	for _, row := range p.roster {
		got.RosterRows++
		got.RosterStatus[directory.Status(row["status"])]++
		if !spine[row["npi"]] {
			got.RosterOther++
		}
	}
	want := p.tally
	want.Traps = got.Traps
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-tally +counted):\n%s", diff)
	}
	if got.Rows != o.Count+o.Others {
		t.Errorf("%d rows, want %d", got.Rows, o.Count+o.Others)
	}
	t.Logf("%d rows", got.Rows)
}

func trapOf(row map[string]string) Trap {
	line, zip := row["Provider First Line Business Practice Location Address"], row[practiceAt+"Postal Code"]
	switch {
	case line == "":
		return TrapNoAddress
	case strings.HasPrefix(line, "PO BOX"):
		return TrapPostBox
	case row[practiceAt+"Country Code (If outside U.S.)"] != "US":
		return TrapForeign
	case row[practiceAt+"State Name"] == "AE":
		return TrapMilitary
	}
	if _, known := place.Default().ZIP(zip[:5]); !known {
		return TrapUnknownZIP
	}
	return ""
}

// Nobody in the files can be a real person.
func TestNobodyIsReal(t *testing.T) {
	p := parse(t, counts())
	seen := map[string]bool{}
	phone := regexp.MustCompile(`^[2-9]\d\d55501\d?\d$`)
	phones := 0
	for _, row := range p.registry {
		npi := row["NPI"]
		if _, err := directory.ParseNPI(npi); err != nil || npi[0] != '2' {
			t.Fatalf("NPI %s: %v", npi, err)
		}
		if seen[npi] {
			t.Fatalf("NPI %s twice", npi)
		}
		seen[npi] = true
		for name, v := range row {
			if strings.HasSuffix(name, "Telephone Number") || strings.HasSuffix(name, "Fax Number") {
				if phones++; !phone.MatchString(v) {
					t.Fatalf("%s is %s", name, v)
				}
			}
		}
	}
	for _, row := range p.practices {
		if !seen[row["NPI"]] {
			t.Fatalf("a location of %s, who is not in the main file", row["NPI"])
		}
		for name, v := range row {
			if strings.HasSuffix(name, "Telephone Number") || strings.HasSuffix(name, "Fax Number") {
				if phones++; !phone.MatchString(v) {
					t.Fatalf("%s is %s", name, v)
				}
			}
		}
	}
	for _, row := range p.roster {
		if !seen[row["npi"]] {
			t.Fatalf("the roster names %s, who is not in the main file", row["npi"])
		}
		if v := row["phone"]; v != "" && !phone.MatchString(v) {
			t.Fatalf("a roster phone is %s", v)
		}
	}
	if phones < 10_000 {
		t.Errorf("only %d numbers were looked at", phones)
	}
}

// The shares of traps and of states are like those of the registry.
func TestSharesAreRealistic(t *testing.T) {
	o := counts()
	p := parse(t, o)
	share := func(name string, got, of int, low, high float64) {
		t.Helper()
		if s := float64(got) / float64(of); s < low || s > high {
			t.Errorf("%s: %.4f, want %.4f to %.4f", name, s, low, high)
		}
	}
	traps := p.tally.Traps
	share("primary not in slot 1", traps[TrapPrimaryLater], o.Count, 0.17, 0.23)
	share("no primary", traps[TrapNoPrimary], o.Count, 0.006, 0.017)
	share("a code twice", traps[TrapCodeTwice], o.Count, 0.09, 0.13)
	share("reactivated", traps[TrapReactivated], o.Count, 0.02, 0.04)
	share("former name", traps[TrapFormerName], o.Count, 0.012, 0.035)
	share("five-digit ZIP", traps[TrapZIP5], o.Count, 0.035, 0.07)
	share("one office spelled twice", traps[TrapSpelledTwice], o.Count, 0.06, 0.10)
	share("students", p.tally.Students, o.Count, 0.015, 0.026)
	share("quarantined", o.Count-p.tally.Students-p.tally.Physicians, o.Count, 0.005, 0.013)
	share("in the roster", p.tally.RosterRows-p.tally.RosterOther, o.Count, 0.045, 0.07)
	share("deactivated", p.tally.Deactivated, o.Others, 0.03, 0.045)
	share("organizations", p.tally.Organizations, o.Others, 0.18, 0.22)
	share("offices of a surgeon beyond the first", p.tally.PracticeMatched, o.Count-p.tally.Students, 1.0, 1.6)
	states, most := map[string]int{}, 0
	perNPI := map[string]int{}
	for _, row := range p.registry {
		states[row[practiceAt+"State Name"]]++
	}
	for _, row := range p.practices {
		perNPI[row["NPI"]]++
		most = max(most, perNPI[row["NPI"]])
	}
	share("in California", states["CA"], p.tally.Rows, 0.09, 0.16)
	share("in Wyoming", states["WY"], p.tally.Rows, 0.0005, 0.004)
	if len(states) < 51 || most < 15 || most > 22 {
		t.Errorf("%d states, at most %d secondary offices", len(states), most)
	}
}

// The same options give the same bytes; another seed, other people.
func TestSampleIsDeterministic(t *testing.T) {
	sum := func(o Options) (sums [3][32]byte) {
		var files [3]bytes.Buffer
		if _, err := Generate(&files[0], &files[1], &files[2], o); err != nil {
			t.Fatal(err)
		}
		for i := range files {
			sums[i] = sha256.Sum256(files[i].Bytes())
		}
		return sums
	}
	o := Options{Count: 300, Others: 300, Seed: 5}
	first := sum(o)
	if first != sum(o) {
		t.Error("the same seed gave other files")
	}
	o.Seed = 6
	other := sum(o)
	for i := range first {
		if first[i] == other[i] {
			t.Errorf("file %d is the same under another seed", i)
		}
	}
}

func TestCountsAreChecked(t *testing.T) {
	for _, o := range []Options{{Count: -1}, {Others: -1}, {Count: MaxRows, Others: 1}} {
		if _, err := Generate(io.Discard, io.Discard, io.Discard, o); !errors.Is(err, ErrCount) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	p := parse(t, Options{Count: 5})
	if len(p.registry) != 5 {
		t.Errorf("%d rows for a count of 5", len(p.registry))
	}
}

// The header is that of the registry, and columns are where their names are.
func TestHeaderNamesTheColumns(t *testing.T) {
	header, err := csv.NewReader(strings.NewReader(registryHeader)).Read()
	if err != nil || len(header) != columns {
		t.Fatalf("%d columns, %v", len(header), err)
	}
	for i, name := range map[int]string{
		colNPI: "NPI", colEntity: "Entity Type Code", colEIN: "Employer Identification Number (EIN)",
		colLast: "Provider Last Name (Legal Name)", colCredential: "Provider Credential Text",
		colOtherLast: "Provider Other Last Name", colOtherType: "Provider Other Last Name Type Code",
		colMailing: "Provider First Line Business Mailing Address", colPractice: "Provider First Line Business Practice Location Address",
		colPractice + 6: "Provider Business Practice Location Address Telephone Number",
		colUpdated:      "Last Update Date", colDeactivated: "NPI Deactivation Date", colReactivated: "NPI Reactivation Date", colSex: "Provider Sex Code",
		colOfficial: "Authorized Official Last Name", colTaxonomy: "Healthcare Provider Taxonomy Code_1",
		colTaxonomy + 3: "Healthcare Provider Primary Taxonomy Switch_1", colIdentifier: "Other Provider Identifier_1",
		colSoleProprietor: "Is Sole Proprietor", colSubpart: "Is Organization Subpart",
		colGroup: "Healthcare Provider Taxonomy Group_1", colCertified: "Certification Date",
	} {
		if header[i] != name {
			t.Errorf("column %d is %q, want %q", i, header[i], name)
		}
	}
}
