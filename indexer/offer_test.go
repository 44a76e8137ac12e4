package indexer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// status says what a listing shows of annular closure.
func status(l directory.Listing) directory.Status {
	if l.Offering == nil {
		return ""
	}
	return l.Offering.Status
}

func TestRosterOverrides(t *testing.T) {
	w := &indexertest.Writer{}
	o := indexer.Options{
		NPPES:     registry(t, surgeon(1, nil)),
		Practices: writeCSV(t, practiceColumns, practice(1, "7 Other St", "", "55101", "6515550102")),
		Roster: roster(t,
			rosterLine(1, "55101", "confirmed", "(651) 555-0199", "", "es;en", ""),
			rosterLine(1, "", "self_reported", "", "newpt", "", ""),
		),
	}
	r := index(t, o, w)
	for _, l := range w.Published {
		first := l.Location.Sources[0]
		switch l.Location.Address.ZIP5() {
		case "55101": // both rows speak; the one that names the office wins
			if status(l) != directory.Confirmed || l.Location.Phone != "+16515550199" || l.Accepting != "newpt" || strings.Join(l.Languages, " ") != "en es" {
				t.Errorf("the named office: %+v, %+v", l.Location, l)
			}
			if diff := cmp.Diff([]string{"accepting", "phone", "languages"}, first.Fields); diff != "" || first.Source != directory.SourceRoster {
				t.Errorf("provenance %+v: %s", first, diff)
			}
		default:
			if status(l) != directory.SelfReported || l.Location.Phone != "+16125550100" || l.Accepting != "newpt" || len(l.Languages) != 0 {
				t.Errorf("the other office: %+v", l)
			}
			if diff := cmp.Diff([]string{"accepting"}, first.Fields); diff != "" {
				t.Error(diff)
			}
		}
		if l.Location.Source == directory.SourceRoster {
			t.Error("a roster gives no addresses")
		}
	}
	if diff := cmp.Diff(map[directory.Status]int64{"confirmed": 1, "self_reported": 1, "withdrawn": 0}, r.Offerings); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[directory.Status]int{"confirmed": 1, "self_reported": 1}, w.Checks.Offerings); diff != "" {
		t.Error(diff)
	}
	if w.Checks.DataAsOf.String() != "2026-06-15" || w.Checks.Sources[directory.SourceRoster].String() != "2026-09-14" { // the registry's day is not the roster's
		t.Errorf("data as of %s, sources %v", w.Checks.DataAsOf, w.Checks.Sources)
	}
}

func TestWithdrawn(t *testing.T) {
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{
		NPPES:     registry(t, surgeon(1, nil), surgeon(2, nil)),
		Practices: writeCSV(t, practiceColumns, practice(2, "7 Other St", "", "55101", "")),
		Roster:    roster(t, rosterLine(1, "", "withdrawn"), rosterLine(2, "", "confirmed"), rosterLine(2, "55101", "withdrawn")),
	}, w)
	for _, l := range w.Published {
		want := directory.Status("")
		if l.Physician.NPI == npi(2) && l.Location.Address.ZIP5() == "55401" {
			want = directory.Confirmed
		}
		if status(l) != want {
			t.Errorf("%s shows %q, want %q", l.ID(), status(l), want)
		}
	}
	if r.Offerings[directory.Withdrawn] != 2 || r.Offerings[directory.Confirmed] != 1 || w.Checks.Offerings[directory.Withdrawn] != 0 {
		t.Errorf("%v, %v", r.Offerings, w.Checks.Offerings)
	}
}

// Whom the roster names is taken whatever their taxonomy, in training too.
func TestRosterTakesAnyTaxonomy(t *testing.T) {
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{
		NPPES: registry(t, surgeon(1, row{colCode1: "207R00000X"}), surgeon(2, row{colCode1: "207R00000X"}),
			surgeon(3, row{colCode2: "390200000X", colPrimary1: "N", colPrimary2: "Y"}), surgeon(4, row{colCode1: "363A00000X"})),
		Roster: roster(t, rosterLine(1, "", "confirmed"), rosterLine(3, "", "confirmed"), rosterLine(4, "", "self_reported")),
	}, w)
	if r.Physicians != 3 || r.OtherTaxonomy != 1 || r.Students != 0 || r.Sum() != r.Rows || len(w.Published) != 3 {
		t.Errorf("%+v", r)
	}
}

// Roster rows are refused one by one, each with its reason, and the rest hold.
func TestRosterRefusals(t *testing.T) {
	bad := []struct {
		line   string
		reason source.Reason
	}{
		{rosterLine(90, "", "confirmed"), "not_in_registry"},
		{rosterLine(91, "", "confirmed"), "deactivated"},
		{rosterLine(92, "", "confirmed"), "organization"},
		{rosterLine(93, "", "confirmed"), "no_usable_office"},
		{rosterLine(2, "10019", "confirmed"), "no_such_office"},
		{rosterLine(1, "", "confirmed"), "duplicate"},
		{rosterLine(3, "", "maybe"), "unknown_status"},
		{strings.Replace(rosterLine(3, "", "confirmed"), "2026-09-14", "2027-01-01", 1), "future_date"},
		{strings.Replace(rosterLine(3, "", "confirmed"), "2026-09-14", "9/14/26", 1), "bad_date"},
		{rosterLine(3, "", "confirmed", "555"), "bad_phone"},
		{rosterLine(3, "554", "confirmed"), "bad_zip"},
		{strings.Replace(rosterLine(3, "", "confirmed"), npi(3).String(), "1234567890", 1), "bad_npi"},
	}
	lines := []string{rosterLine(1, "", "confirmed"), rosterLine(2, "", "self_reported")}
	want := map[source.Reason]int64{}
	for _, b := range bad {
		lines = append(lines, b.line)
		want[b.reason]++
	}
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{
		NPPES: registry(t, surgeon(1, nil), surgeon(2, nil), surgeon(3, nil), row{colNPI: npi(91).String(), colDeact: "03/03/2021"},
			surgeon(92, row{colEntity: "2"}), surgeon(93, row{colLine1: "PO BOX 1"})),
		Roster: roster(t, lines...),
	}, w)
	side := r.Sources["roster"]
	if diff := cmp.Diff(want, side.Reasons); diff != "" {
		t.Error(diff)
	}
	if side.Rows != int64(len(lines)) || side.Used != 2 || side.Refused != int64(len(bad)) || side.Rows != side.Used+side.Unmatched+side.Refused {
		t.Errorf("%+v", side)
	}
	for _, f := range side.Refusals {
		if i := int(f.Row) - 3; i < 0 || i >= len(bad) || bad[i].reason != f.Reason || f.Field == "" {
			t.Errorf("refusal %+v", f)
		}
		if f.Reason == indexer.NoSuchOffice && !strings.Contains(f.Detail, "55401") {
			t.Errorf("the offices that there are go unsaid: %q", f.Detail)
		}
	}
	if r.Offerings[directory.Confirmed] != 1 || r.Offerings[directory.SelfReported] != 1 || w.Checks.Offerings[directory.Confirmed] != 1 {
		t.Errorf("offerings %v", r.Offerings)
	}
	if status(w.Of(npi(3))[0]) != "" {
		t.Error("a refused row made an offering")
	}
}

// One bad line in 500 costs that line.
func TestPoisonedRoster(t *testing.T) {
	var rows []row
	var lines []string
	for n := 1; n <= 500; n++ {
		rows = append(rows, surgeon(n, nil))
		lines = append(lines, rosterLine(n, "", "confirmed"))
	}
	for _, poison := range []string{"x", `"`, "\x00,,,", "\xff\xfe", strings.Repeat("9", 2<<20), lines[248] + ",one column more"} {
		lines[249] = poison
		w := &indexertest.Writer{}
		r := index(t, indexer.Options{NPPES: registry(t, rows...), Roster: roster(t, lines...)}, w)
		side := r.Sources["roster"]
		if side.Rows != 500 || side.Used != 499 || side.Refused != 1 || len(side.Refusals) != 1 || side.Refusals[0].Row != 250 {
			t.Errorf("%.10q: %d rows, %d used, refused %+v", poison, side.Rows, side.Used, side.Refusals)
		}
		if w.Checks.Offerings[directory.Confirmed] != 499 || status(w.Of(npi(250))[0]) != "" {
			t.Errorf("%.10q: offerings %v", poison, w.Checks.Offerings)
		}
	}
}

func ExampleReport_WriteSummary() {
	r := indexer.Report{Rows: 1200, Physicians: 1000, OtherTaxonomy: 200, Roster: indexer.RosterDeclined, Listings: 1500, Listed: 1000}
	var b strings.Builder
	if err := r.WriteSummary(&b); err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(b.String()) {
		fmt.Println(strings.TrimRight(line, " \n"))
	}
	// Output:
	// registry            kept from earlier runs
	//   rows              1,200
	//   physicians        1,000
	//   other taxonomies  200
	//   organizations     0
	//   deactivated       0
	//   students          0
	//   quarantined       0
	//   days              unknown
	// roster              none, as asked: nobody is shown as offering annular closure
	// listings            1,500 of 1,000 physicians
	// conflicts           0
	// removed             0
	// data as of          unknown
	// live                nothing was changed
	// took                0.0 s
}

// TestRosterOfToday takes what is dated today where it was written down: in
// the Marshall Islands that is tomorrow from noon UTC on.
func TestRosterOfToday(t *testing.T) {
	for hour, want := range map[int]int64{11: 0, 12: 1, 23: 1} {
		r := index(t, indexer.Options{
			Now:    func() time.Time { return time.Date(2026, 11, 23, hour, 0, 0, 0, time.UTC) },
			NPPES:  registry(t, surgeon(1, nil)),
			Roster: roster(t, strings.ReplaceAll(rosterLine(1, "", "confirmed"), "2026-09-14", "2026-11-24")),
		}, &indexertest.Writer{})
		if r.Offerings[directory.Confirmed] != want {
			t.Errorf("at %d:00 UTC: %d confirmed, want %d", hour, r.Offerings[directory.Confirmed], want)
		}
	}
}
