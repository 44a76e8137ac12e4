package roster

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

const fileHeader = "npi,location,procedure,device,status,source,source_date,verified_on,phone,accepting,languages,note\n"

// fileRow is a row of a file as a person writes it.
func fileRow(npi, zip, status string, on directory.Date, contact string) string {
	return fmt.Sprintf("%s,%s,annular-closure,barricaid,%s,Example roster,%s,%s,%s,\n", npi, zip, status, on, on, contact)
}

// listedAt is a directory that lists one surgeon at some addresses.
func listedAt(offices ...directory.Address) Lookup {
	return func(npi directory.NPI) (string, []directory.Address, error) {
		if npi != 2000000002 {
			return "", nil, nil
		}
		return "Jane Doe", offices, nil
	}
}

func previewOf(t *testing.T, text string, e *Evidence, listed Lookup) *Preview {
	t.Helper()
	rows, refused, err := ReadFile([]byte(text), today)
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Preview(rows, refused, listed)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// approved returns attestations as they stand once approved.
func approved(all ...Attestation) ([]Attestation, []Review) {
	var reviews []Review
	for i := range all {
		all[i].ID, all[i].Seq = fmt.Sprint("a", i), int64(2*i+1)
		reviews = append(reviews, Review{Seq: int64(2*i + 2), Attestation: all[i].ID, Verdict: Approve})
	}
	return all, reviews
}

// TestPreview holds what each kind of row would do, and why it is left out.
func TestPreview(t *testing.T) {
	held := func(all ...Attestation) *Evidence {
		a, r := approved(all...)
		return NewEvidence(a, r, math.MaxInt)
	}
	old := say(Offers, "confirmed", today-50)
	old.SaidBy = "Example roster"
	gone := say(Withdrawn, "", today-10)
	for name, c := range map[string]struct {
		text   string
		e      *Evidence
		listed Lookup
		want   string // the differences, with what is taken
	}{
		"nothing held":             {fileRow("2000000002", "", "confirmed", today-5, ",,"), held(), listedAt(loring, brume), "new: offers of 2"},
		"one office":               {fileRow("2000000002", "78701", "confirmed", today-5, "(512) 555-0101,newpt,es"), held(), listedAt(loring, brume), "new: offers of 1, phone of 1, accepting of 1, languages of 1"},
		"a list":                   {fileRow("2000000002", "", "named_on_list", today-5, ",,"), held(), listedAt(loring), "new: named_on_list of 1"},
		"a list beside an office":  {fileRow("2000000002", "", "named_on_list", today-5, ",,"), held(old), listedAt(loring), "conflicting"},
		"verified again":           {fileRow("2000000002", "", "confirmed", today-5, ",,"), held(old), listedAt(loring), "changed: offers of 1"},
		"withdrawn":                {fileRow("2000000002", "", "withdrawn", today-5, ",,"), held(old), listedAt(loring), "changed: withdrawn of 1"},
		"withdrawn since":          {fileRow("2000000002", "", "confirmed", today-20, ",,"), held(old, gone), listedAt(loring), "conflicting"},
		"withdrawn the same day":   {fileRow("2000000002", "", "confirmed", today-10, ",,"), held(old, gone), listedAt(loring), "conflicting"},
		"known":                    {fileRow("2000000002", "", "confirmed", today-50, ",,"), held(old), listedAt(loring, brume), "same"},
		"known, moved since":       {fileRow("2000000002", "", "confirmed", today-50, ",,"), held(old), listedAt(brume), "same"},
		"known, with a number":     {fileRow("2000000002", "", "confirmed", today-50, "6125550101,,"), held(old), listedAt(loring), "changed: phone of 1"},
		"nobody":                   {fileRow("2000000010", "", "confirmed", today-5, ",,"), held(), listedAt(loring), "unknown_npi"},
		"no such office":           {fileRow("2000000002", "99999", "confirmed", today-5, ",,"), held(), listedAt(loring), "unknown_npi"},
		"withdrawn where it was":   {fileRow("2000000002", "55401", "withdrawn", today-5, ",,"), held(old), listedAt(brume), "changed: withdrawn of 1"},
		"a wrong digit":            {fileRow("2000000003", "", "confirmed", today-5, ",,"), held(), listedAt(loring), "refused"},
		"of tomorrow":              {fileRow("2000000002", "", "confirmed", today+1, ",,"), held(), listedAt(loring), "refused"},
		"a formula":                {strings.Replace(fileRow("2000000002", "", "confirmed", today-5, ",,"), "Example", "=cmd|", 1), held(), listedAt(loring), "refused"},
		"both on one day":          {fileRow("2000000002", "", "confirmed", today-5, ",,") + fileRow("2000000002", "55401", "withdrawn", today-5, ",,"), held(), listedAt(loring), "conflicting; conflicting"},
		"both on different days":   {fileRow("2000000002", "", "confirmed", today-5, ",,") + fileRow("2000000002", "55401", "withdrawn", today-4, ",,"), held(), listedAt(loring), "new: offers of 1, withdrawn of 1; new"},
		"an office that has moved": {fileRow("2000000002", "", "confirmed", today-5, ",,"), held(say(Moved, "", today-2)), listedAt(loring, brume), "changed: offers of 2"},
	} {
		p := previewOf(t, fileHeader+c.text, c.e, c.listed)
		var says, takes []string
		for _, a := range p.Take {
			takes = append(takes, fmt.Sprintf("%s of %d", a.Claim, len(a.Offices)))
		}
		for i, l := range p.Lines {
			says = append(says, string(l.Difference))
			if i == 0 && len(takes) > 0 {
				says[0] += ": " + strings.Join(takes, ", ")
			}
			if l.Why == "" && l.Difference != New && l.Difference != Changed && l.Difference != Same {
				t.Errorf("%s: no reason", name)
			}
		}
		if got := strings.Join(says, "; "); got != c.want {
			t.Errorf("%s: %s, want %s; %+v", name, got, c.want, p.Lines)
		}
	}
}

// TestExportImport holds that what is exported changes nothing when it is
// imported, and that a file that is imported and approved is exported again with
// all that it says.
func TestExportImport(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 2))
	written, left := 0, 0
	for range 400 {
		all, reviews := randomRoster(rng)
		e := NewEvidence(all, reviews, 180)
		var file bytes.Buffer
		done, err := e.Export(&file)
		if err != nil {
			t.Fatal(err)
		}
		written, left = written+done.Rows, left+done.Left
		for name, listed := range map[string]Lookup{"both": listedAt(loring, brume), "moved": listedAt(brume), "gone": listedAt()} {
			p := previewOf(t, file.String(), e, listed)
			if len(p.Take) > 0 || p.Counts[Same]+p.Counts[Conflicting] != done.Rows || p.Counts[Conflicting] > 0 {
				t.Fatalf("%s: %v, takes %+v\n%s\n%+v", name, p.Counts, p.Take, file.String(), all)
			}
		}
	}
	t.Logf("%d rows, %d offices left out", written, left)
	if written == 0 {
		t.Error("nothing was written")
	}

	text := fileHeader + fileRow("2000000002", "55401", "confirmed", today-5, "+16125550101,newpt,en;es") +
		fileRow("2000000002", "78701", "withdrawn", today-7, ",,")
	p := previewOf(t, text, NewEvidence(nil, nil, 180), listedAt(loring, brume))
	a, r := approved(p.Take...)
	var again bytes.Buffer
	if _, err := NewEvidence(a, r, 180).Export(&again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(records(t, text), records(t, again.String())); diff != "" {
		t.Errorf("exported again (-want +got):\n%s", diff)
	}
	if p := previewOf(t, text, Upcoming(p.Take, nil, 180), listedAt(loring, brume)); len(p.Take) > 0 {
		t.Errorf("imported twice before it is approved: %+v", p.Lines)
	}
}

func records(t *testing.T, text string) [][]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}
