package indexer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

func clock() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// npi makes a valid NPI of nine digits that nobody has been issued.
func npi(n int) directory.NPI {
	nine := fmt.Sprintf("2%08d", n)
	id, err := directory.ParseNPI(nine + string(directory.CheckDigit(nine)))
	if err != nil {
		panic(err)
	}
	return id
}

// A row is a row of a CSV file by column name; columns not named are empty.
type row map[string]string

// The columns of the main file that tests fill.
const (
	colNPI      = "NPI"
	colEntity   = "Entity Type Code"
	colLast     = "Provider Last Name (Legal Name)"
	colFirst    = "Provider First Name"
	colFormer   = "Provider Other Last Name"
	colCred     = "Provider Credential Text"
	colSex      = "Provider Sex Code"
	colLine1    = "Provider First Line Business Practice Location Address"
	colLine2    = "Provider Second Line Business Practice Location Address"
	colCity     = "Provider Business Practice Location Address City Name"
	colState    = "Provider Business Practice Location Address State Name"
	colZIP      = "Provider Business Practice Location Address Postal Code"
	colCountry  = "Provider Business Practice Location Address Country Code (If outside U.S.)"
	colPhone    = "Provider Business Practice Location Address Telephone Number"
	colUpdated  = "Last Update Date"
	colDeact    = "NPI Deactivation Date"
	colCode1    = "Healthcare Provider Taxonomy Code_1"
	colPrimary1 = "Healthcare Provider Primary Taxonomy Switch_1"
	colCode2    = "Healthcare Provider Taxonomy Code_2"
	colPrimary2 = "Healthcare Provider Primary Taxonomy Switch_2"
)

const secondary = "Provider Secondary Practice Location Address - "

var practiceColumns = []string{
	colNPI, secondary + "Address Line 1", secondary + "Address Line 2", secondary + "City Name", secondary + "State Name",
	secondary + "Postal Code", secondary + "Country Code (If outside U.S.)", secondary + "Telephone Number",
	secondary + "Telephone Extension", "Provider Practice Location Address - Fax Number",
}

var clinicianColumns = []string{
	"NPI", "Provider Last Name", "Provider First Name", "Provider Middle Name", "suff", "gndr", "Cred", "pri_spec", "Facility Name",
	"adr_ln_1", "adr_ln_2", "City/Town", "State", "ZIP Code", "Telephone Number", "adrs_id", "Telehlth", "ind_assgn", "hosp_afl_lbn_1", "hosp_afl_lbn_2",
}

var geocodeColumns = []string{"npi", "location", "lat", "lng", "precision"}

const rosterHeader = "npi,location,procedure,device,status,source,source_date,verified_on,phone,accepting,languages,note"

// registryColumns reads the header of the main file from the sample generator's
// own copy of it.
func registryColumns(t testing.TB) []string {
	t.Helper()
	f, err := os.Open("../internal/sample/header.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	columns, err := csv.NewReader(f).Read()
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

// writeCSV writes rows under a header and returns the path.
func writeCSV(t testing.TB, columns []string, rows ...row) string {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(columns)
	for _, r := range rows {
		record := make([]string, len(columns))
		left := len(r)
		for i, c := range columns {
			v, ok := r[c]
			record[i] = v
			if ok {
				left--
			}
		}
		if left != 0 {
			t.Fatalf("the row has columns that the file has not: %v", r)
		}
		_ = w.Write(record)
	}
	w.Flush()
	return writeText(t, b.String())
}

func writeText(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// surgeon is a sound row of the main file; over replaces columns.
func surgeon(n int, over row) row {
	r := row{
		colNPI: npi(n).String(), colEntity: "1", colLast: "DOE", colFirst: "JANE", colCred: "M.D.", colSex: "F",
		colLine1: "100 EXAMPLE AVE STE 200", colCity: "MINNEAPOLIS", colState: "MN", colZIP: "554011234", colCountry: "US",
		colPhone: "6125550100", colUpdated: "06/15/2026", colCode1: "207X00000X", colPrimary1: "Y",
	}
	for k, v := range over {
		r[k] = v
	}
	return r
}

func registry(t testing.TB, rows ...row) string { return writeCSV(t, registryColumns(t), rows...) }

func practice(n int, line1, line2, zip, phone string) row {
	return row{
		colNPI: npi(n).String(), secondary + "Address Line 1": line1, secondary + "Address Line 2": line2, secondary + "City Name": "Saint Paul",
		secondary + "State Name": "MN", secondary + "Postal Code": zip, secondary + "Telephone Number": phone,
	}
}

// rosterLine is a sound row of the roster.
func rosterLine(n int, location, status string, rest ...string) string {
	more := append(rest, "", "", "", "")[:4]
	return strings.Join(append([]string{
		npi(n).String(), location, "annular-closure", "barricaid", status, "Practice", "2026-09-01", "2026-09-14",
	}, more...), ",")
}

func roster(t testing.TB, lines ...string) string {
	return writeText(t, rosterHeader+"\n"+strings.Join(lines, "\n")+"\n")
}

// index runs the indexer and fails the test on an error.
func index(t testing.TB, o indexer.Options, w *indexertest.Writer) indexer.Report {
	t.Helper()
	r, err := tryIndex(o, w)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tryIndex(o indexer.Options, w *indexertest.Writer) (indexer.Report, error) {
	if o.Now == nil {
		o.Now = clock
	}
	return indexer.Run(context.Background(), o, w)
}

func TestOnePhysician(t *testing.T) {
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{NoRoster: true, NPPES: registry(t, surgeon(1, row{
		colLast: "MCDONALD", colFirst: "JANE ANN JR", colFormer: "DE LA CRUZ", colCode2: "207XS0117X", colPrimary2: "Y", colPrimary1: "N",
	}))}, w)
	if r.Rows != 1 || r.Physicians != 1 || r.Listings != 1 || !r.Published || r.Generation != "g1" {
		t.Errorf("report %+v", r)
	}
	if len(w.Published) != 1 {
		t.Fatalf("%d listings", len(w.Published))
	}
	got := w.Published[0]
	p := got.Location.Position.Point
	if p.Lat < 44.9 || p.Lat > 45.1 || p.Lng < -93.4 || p.Lng > -93.1 {
		t.Errorf("located at %v", p)
	}
	got.Location.Position.Point.Lat, got.Location.Position.Point.Lng = 0, 0
	updated, _ := directory.ParseDate("2026-06-15")
	want := directory.Listing{
		Physician: directory.Physician{
			NPI: npi(1), Gender: "F",
			Name:        directory.Name{Given: "Jane Ann", Family: "McDonald", Suffix: "Jr.", Credentials: []string{"MD"}},
			FormerNames: []directory.Name{{Given: "Jane Ann", Family: "de la Cruz"}},
			Specialties: []directory.Specialty{{Code: "207X00000X"}, {Code: "207XS0117X", Primary: true}},
		},
		Location: directory.Location{
			ID:      directory.Address{Line1: "100 Example Avenue", Line2: "#200", PostalCode: "55401"}.Key().LocationID(npi(1)),
			Address: directory.Address{Line1: "100 Example Ave", Line2: "Ste 200", City: "Minneapolis", State: "MN", PostalCode: "55401-1234"},
			Phone:   "+16125550100", Position: directory.Position{Precision: "zip"}, Source: "nppes", Updated: updated,
			Sources: []directory.Provenance{{Source: "nppes", Date: updated}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(directory.Checks{
		DataAsOf: updated, Sources: map[directory.Source]directory.Date{directory.SourceNPPES: updated}, Listings: 1, Physicians: 1, Offerings: map[directory.Status]int{},
	}, w.Checks); diff != "" {
		t.Error(diff)
	}
}

// Every row of the main file is one thing, tested in a fixed order.
func TestHeadings(t *testing.T) {
	box := row{colLine1: "PO BOX 1"}
	rows := []row{
		surgeon(1, nil),
		{colNPI: npi(2).String(), colDeact: "03/03/2021"},
		surgeon(3, row{colEntity: "2"}),
		surgeon(4, row{colCode1: "207R00000X"}),
		surgeon(5, row{colCode2: "390200000X", colPrimary1: "N", colPrimary2: "Y"}),
		surgeon(6, row{colCode2: "390200000X", colPrimary1: "Y"}), // was a student
		surgeon(7, row{colCode1: "207R00000X", colCode2: "207T00000X"}),
		surgeon(8, row{colCode1: "390200000X", colPrimary1: "X"}), // no wanted slot: other, not student
		surgeon(1, nil),                                                   // duplicate
		surgeon(9, row{colNPI: "1234567890"}),                             // bad_npi
		surgeon(10, row{colEntity: "3"}),                                  // bad_row
		surgeon(11, row{colLast: "D\x00E"}),                               // bad_encoding
		surgeon(12, box),                                                  // no_address
		surgeon(13, row{colLine1: ""}),                                    // no_address
		surgeon(14, row{colZIP: "000010000", colCity: "NOWHERE EXAMPLE"}), // unknown_zip
		surgeon(15, row{colZIP: ""}),                                      // unknown_zip
		surgeon(16, row{colZIP: "096360000", colCity: "FPO", colState: "AE"}),
		surgeon(17, row{colCountry: "CA", colZIP: "K1A0B1", colState: "ONTARIO"}),
		surgeon(18, row{colEntity: "2", colLine1: ""}), // an organization, whatever its address
		{colNPI: npi(19).String()},
		surgeon(20, row{colZIP: "", colCity: "APO", colState: "AP"}), // military, whatever its ZIP code
	}
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{NoRoster: true, NPPES: registry(t, rows...)}, w)
	want := map[string]int64{
		"rows": 21, "organizations": 2, "deactivated": 2, "other_taxonomy": 2, "students": 1, "physicians": 3, "quarantined": 11,
	}
	if diff := cmp.Diff(want, numbers(t, r, want)); diff != "" {
		t.Error(diff)
	}
	reasons := map[source.Reason]int64{
		"duplicate": 1, "bad_npi": 1, "bad_row": 1, "bad_encoding": 1, "no_address": 2, "unknown_zip": 2, "military": 2, "foreign": 1,
	}
	if diff := cmp.Diff(reasons, r.Reasons); diff != "" {
		t.Error(diff)
	}
	byRow := map[int64]source.Reason{}
	for _, q := range r.Quarantine {
		byRow[q.Row] = q.Reason
		if q.Field == "" && q.Reason != source.BadEncoding {
			t.Errorf("row %d: no field", q.Row)
		}
	}
	if diff := cmp.Diff(map[int64]source.Reason{
		9: "duplicate", 10: "bad_npi", 11: "bad_row", 12: "bad_encoding", 13: "no_address", 14: "no_address",
		15: "unknown_zip", 16: "unknown_zip", 17: "military", 18: "foreign", 21: "military",
	}, byRow); diff != "" {
		t.Error(diff)
	}
}

// numbers picks the named figures of a report as JSON gives them.
func numbers(t testing.TB, r indexer.Report, names map[string]int64) map[string]int64 {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string]int64{}
	for name := range names {
		n, ok := all[name].(float64)
		if !ok {
			t.Errorf("the report has no number %q", name)
		}
		out[name] = int64(n)
	}
	return out
}

// Another source's usable address rescues a physician from quarantine.
func TestRescue(t *testing.T) {
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{
		NoRoster:  true,
		NPPES:     registry(t, surgeon(1, row{colLine1: "PO BOX 1"}), surgeon(2, row{colZIP: "000010000", colCity: "NOWHERE EXAMPLE"})),
		Practices: writeCSV(t, practiceColumns, practice(1, "5 Example St", "", "55101", ""), practice(2, "PO Box 5", "", "55101", "")),
	}, w)
	if r.Physicians != 1 || r.Quarantined != 1 || r.Reasons["unknown_zip"] != 1 {
		t.Errorf("%d physicians, quarantined %v", r.Physicians, r.Reasons)
	}
	if len(w.Published) != 1 || w.Published[0].Location.Source != directory.SourcePractice || w.Published[0].Location.Phone != "" {
		t.Errorf("%+v", w.Published)
	}
}

// All quarantined rows are counted; the first thousand are listed.
func TestLongQuarantine(t *testing.T) {
	var rows []row
	for n := range indexer.MaxListed + 100 {
		rows = append(rows, surgeon(n+1, row{colLine1: "PO BOX 1"}))
	}
	r := index(t, indexer.Options{NPPES: registry(t, rows...), NoRoster: true}, &indexertest.Writer{})
	if r.Quarantined != int64(len(rows)) || len(r.Quarantine) != indexer.MaxListed || r.Reasons["no_address"] != r.Quarantined {
		t.Errorf("%d quarantined, %d listed", r.Quarantined, len(r.Quarantine))
	}
}

// A date that lies ahead does not make the data newer than it is.
func TestDatesAhead(t *testing.T) {
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{NoRoster: true, NPPES: registry(t, surgeon(1, nil), surgeon(2, row{colUpdated: "01/01/2099"}))}, w)
	if r.DataAsOf.String() != "2026-06-15" || r.Registry.AsOf != r.DataAsOf || w.Checks.DataAsOf != r.DataAsOf || len(w.Published) != 2 {
		t.Errorf("data as of %s, registry as of %s", r.DataAsOf, r.Registry.AsOf)
	}
}

func TestUsage(t *testing.T) {
	file := registry(t, surgeon(1, nil))
	tests := []struct {
		name string
		o    indexer.Options
		want error
	}{
		{"no source", indexer.Options{}, indexer.ErrUsage},
		{"no source, checked", indexer.Options{Check: true}, indexer.ErrUsage},
		{"roster and none", indexer.Options{NPPES: file, Roster: file, NoRoster: true}, indexer.ErrUsage},
		{"two standard inputs", indexer.Options{NPPES: "-", Roster: "-"}, indexer.ErrUsage},
		{"update without a file", indexer.Options{Update: true, Roster: file}, indexer.ErrUsage},
		{"bad set", indexer.Options{NPPES: file, NoRoster: true, Specialties: "back"}, indexer.ErrUsage},
		{"bad share", indexer.Options{NPPES: file, NoRoster: true, MinKeep: 1.5}, indexer.ErrUsage},
		{"no roster ever", indexer.Options{NPPES: file}, indexer.ErrRefused},
		{"roster alone", indexer.Options{Roster: roster(t, rosterLine(1, "", "confirmed"))}, indexer.ErrRefused},
		{"update of nothing", indexer.Options{NPPES: file, Update: true, NoRoster: true}, indexer.ErrRefused},
		{"no such file", indexer.Options{NPPES: "nowhere.csv", NoRoster: true}, os.ErrNotExist},
		{"another kind of file", indexer.Options{NPPES: roster(t), NoRoster: true}, source.ErrKind},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := &indexertest.Writer{}
			r, err := tryIndex(tt.o, w)
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if len(w.Published) != 0 || r.Published || (w.Discarded == 0) == (!tt.o.Check) {
				t.Errorf("published %v, discarded %d", r.Published, w.Discarded)
			}
		})
	}
}
