package indexer_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
)

// reportOf writes a report of deactivated NPIs under the name of a day, MMDDYY.
func reportOf(t testing.TB, day string, rows ...[2]string) string {
	t.Helper()
	all := [][]string{{"NPPES Deactivated NPI Records"}, {"NPI", "NPI Deactivation Date"}}
	for _, r := range rows {
		all = append(all, []string{r[0], r[1]})
	}
	path := filepath.Join(t.TempDir(), "NPPES_Deactivated_NPI_Report_"+day+"_V2.zip")
	if err := os.WriteFile(path, zipped(t, map[string][]byte{"report.xlsx": workbook(t, all)}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// colReactivated is the column of the day on which an NPI was made valid again.
const colReactivated = "NPI Reactivation Date"

// Whom the report of deactivated NPIs names is in no listing, whatever files
// say, until a file says that they were made valid again.
func TestDeactivatedReport(t *testing.T) {
	state, w := t.TempDir(), &indexertest.Writer{}
	of := func(n int, on string) [2]string { return [2]string{npi(n).String(), on} }
	r := index(t, indexer.Options{
		State: state, Days: "20050523-20261108",
		NPPES: registry(t,
			surgeon(1, nil), // named by nobody
			surgeon(2, nil), // deactivated, which the file has missed
			surgeon(3, row{colReactivated: "10/20/2026"}), // valid again since
			surgeon(4, row{colReactivated: "09/01/2026"}), // and deactivated once more
			surgeon(5, row{colUpdated: "11/03/2026"}),     // changed after the day of the report
			surgeon(6, row{colUpdated: "10/15/2026"}),     // changed before it
			surgeon(7, row{colUpdated: "03/03/2099"}),     // a date that lies ahead says nothing
			row{colNPI: npi(8).String(), colDeact: "10/02/2026"},
		),
		Roster: roster(t, rosterLine(1, "", "confirmed"), rosterLine(2, "", "confirmed")),
		Deactivated: reportOf(t, "110126", of(2, "10/01/2026"), of(3, "10/01/2026"), of(4, "10/01/2026"), of(5, "10/01/2026"),
			of(6, "10/01/2026"), of(7, "10/01/2026"), of(8, "10/02/2026"), of(9, "10/01/2026"), [2]string{"2000000012", "10/01/2026"}),
	}, w)
	listed := func() (out []string) {
		for _, l := range w.Published {
			out = append(out, l.Physician.NPI.String()[:9])
		}
		return out
	}
	if diff := cmp.Diff([]string{"200000001", "200000003", "200000005"}, listed()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if r.ByReport != 4 || r.Deactivated != 5 || r.Sum() != r.Rows || r.Rows != 8 || w.Checks.Physicians != 3 {
		t.Errorf("%d by the report, %d deactivated, %d rows, %d under a heading", r.ByReport, r.Deactivated, r.Rows, r.Sum())
	}
	if s := r.Sources["deactivated"]; s.Rows != 9 || s.Used != 8 || s.Refused != 1 || s.AsOf.String() != "2026-11-01" {
		t.Errorf("%+v", s)
	}
	if s := r.Sources["roster"]; s.Used != 1 || s.Reasons[indexer.DeactivatedNPI] != 1 {
		t.Errorf("roster: %+v", s)
	}

	// The report is kept: it holds for whom an increment brings, too.
	week := indexer.Options{
		State: state, Update: true, Days: "20261109-20261115",
		NPPES: registry(t, surgeon(9, nil), surgeon(2, row{colReactivated: "11/10/2026"})),
	}
	r = index(t, week, w)
	if diff := cmp.Diff([]string{"200000001", "200000002", "200000003", "200000005"}, listed()); diff != "" || r.Sum() != r.Rows {
		t.Errorf("after an increment (-want +got)\n%s", diff)
	}
	// A run without main file counts the records that are kept.
	r = index(t, indexer.Options{State: state, NoRoster: true}, w)
	if r.Sum() != r.Rows || r.Deactivated != 4 || !r.Sources["deactivated"].Kept || r.Sources["deactivated"].Rows != 8 {
		t.Errorf("%+v", r)
	}

	for _, tt := range []struct{ name, path, says string }{
		{"an older report", reportOf(t, "100126", of(2, "10/01/2026")), "of 2026-10-01, and the state holds that of 2026-11-01"},
		{"a report that was cut", reportOf(t, "111526", of(2, "10/01/2026")), "is it whole?"},
		{"no report", writeText(t, "NPI,NPI Deactivation Date\n"), "NPPES_Deactivated_NPI_Report"},
	} {
		before := digestState(t, state)
		r, err := tryIndex(indexer.Options{State: state, Deactivated: tt.path}, w)
		if err == nil || !strings.Contains(err.Error(), tt.says) || r.Published || digestState(t, state) != before {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	// A later report that no longer names somebody gives them back.
	index(t, indexer.Options{State: state, Deactivated: reportOf(t, "111526", of(2, "10/01/2026"), of(3, "10/01/2026"), of(4, "10/01/2026"), of(5, "10/01/2026"),
		of(7, "10/01/2026"), of(8, "10/02/2026"), of(9, "10/01/2026"), of(10, "10/01/2026"))}, w)
	if len(w.Of(npi(6))) != 1 || len(w.Of(npi(4))) != 0 {
		t.Errorf("after a later report: %s", names(w.Published))
	}
	if _, err := tryIndex(indexer.Options{State: state, Deactivated: reportOf(t, "111526"), NPPES: registry(t, surgeon(11, nil)), Update: true, Days: "20261116-20261122"}, w); !errors.Is(err, indexer.ErrRefused) {
		t.Errorf("an empty report: %v", err)
	}
}
