package source_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

const rosterHeader = "npi,location,procedure,device,status,source,source_date,verified_on,phone,accepting,languages,note"

var today = date("2026-11-23")

func date(s string) directory.Date {
	d, err := directory.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// rows reads all of a secondary file and tells of each row what became of it.
func rows[T any](t *testing.T, open func(string, source.Options) (*source.Reader[T], error), text string, show func(T) string) []string {
	t.Helper()
	r, err := open("-", source.Options{Stdin: strings.NewReader(text), Today: today})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var got []string
	for {
		v, err := r.Next()
		var rejected *source.Rejected
		switch {
		case errors.Is(err, io.EOF):
			c := r.Counts()
			if c.Rows != c.Used+c.Unmatched+c.RefusedTotal() {
				t.Errorf("%d rows, of them %d used, %d unmatched, %d refused", c.Rows, c.Used, c.Unmatched, c.RefusedTotal())
			}
			return got
		case errors.As(err, &rejected):
			got = append(got, fmt.Sprintf("%d %s %s", rejected.Row, rejected.Reason, rejected.Field))
		case err != nil:
			t.Fatal(err)
		default:
			got = append(got, show(v))
		}
	}
}

func TestRosterRows(t *testing.T) {
	const a, b = "2859289508", "2404138895"
	for _, c := range []struct{ name, row, want string }{
		{"full", a + `,55401,annular-closure,barricaid,confirmed,phone call,2026-09-01,2026-09-14,612 555 0100,newpt,es;EN,"new patients, Tuesdays"`, "ok 55401 confirmed phone call 2026-09-01 2026-09-14 +16125550100 newpt [en es] new patients, Tuesdays"},
		{"least", a + ",,annular-closure,barricaid,withdrawn,x,2026-09-01,2026-11-23,,,,", "ok  withdrawn x 2026-09-01 2026-11-23   [] "},
		{"NPI by its check digit", "2859289509,,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,,,", "1 bad_npi npi"},
		{"NPI with a decimal", "2859289508.0,,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,,,", "1 bad_npi npi"},
		{"ZIP that lost its zero", a + ",2114,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,,,", "1 bad_zip location"},
		{"ZIP+4", a + ",55401-1234,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,,,", "1 bad_zip location"},
		{"procedure", a + ",,discectomy,barricaid,confirmed,x,2026-09-01,2026-09-14,,,,", "1 unknown_procedure procedure"},
		{"device", a + ",,annular-closure,Barricaid,confirmed,x,2026-09-01,2026-09-14,,,,", "1 unknown_device device"},
		{"status", a + ",,annular-closure,barricaid,yes,x,2026-09-01,2026-09-14,,,,", "1 unknown_status status"},
		{"no status", a + ",,annular-closure,barricaid,,x,2026-09-01,2026-09-14,,,,", "1 unknown_status status"},
		{"no source", a + ",,annular-closure,barricaid,confirmed, ,2026-09-01,2026-09-14,,,,", "1 bad_text source"},
		{"date of a spreadsheet", a + ",,annular-closure,barricaid,confirmed,x,9/1/2026,2026-09-14,,,,", "1 bad_date source_date"},
		{"a day that is none", a + ",,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-31,,,,", "1 bad_date verified_on"},
		{"no date", a + ",,annular-closure,barricaid,confirmed,x,2026-09-01,,,,,", "1 bad_date verified_on"},
		{"tomorrow", a + ",,annular-closure,barricaid,confirmed,x,2026-09-01,2026-11-24,,,,", "1 future_date verified_on"},
		{"phone", a + ",,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,555-0100,,,", "1 bad_phone phone"},
		{"accepting", a + ",,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,yes,,", "1 unknown_accepting accepting"},
		{"a language in words", a + ",,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,,spanish,", "1 bad_language languages"},
		{"a note with a bell", a + ",,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,,,ring\a", "1 bad_text note"},
		{"a column too few", a + ",,annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,,", "1 bad_row "},
		{"bad encoding", a + ",,annular-closure,barricaid,confirmed,\xff,2026-09-01,2026-09-14,,,,", "1 bad_encoding "},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := rows(t, source.OpenRoster, rosterHeader+"\n"+c.row+"\n", showRoster)
			if diff := cmp.Diff([]string{c.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("several claims of one office", func(t *testing.T) {
		sound := func(npi, zip string) string {
			return npi + "," + zip + ",annular-closure,barricaid,confirmed,x,2026-09-01,2026-09-14,,,,\n"
		}
		text := rosterHeader + "\n" + sound(a, "") + sound(a, "55401") + sound(b, "") + sound(a, "")
		got := rows(t, source.OpenRoster, text, func(r source.RosterRow) string { return fmt.Sprint(r.Row, " ok") })
		if diff := cmp.Diff([]string{"1 ok", "2 ok", "3 ok", "4 ok"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("1 bad line in 500", func(t *testing.T) {
		text := rosterHeader + "\n"
		for i := range 500 {
			status := "confirmed"
			if i == 250 {
				status = "maybe"
			}
			text += fmt.Sprintf("%s,%05d,annular-closure,barricaid,%s,x,2026-09-01,2026-09-14,,,,\n", a, i, status)
		}
		got := rows(t, source.OpenRoster, text, func(source.RosterRow) string { return "ok" })
		want := strings.Split(strings.Repeat("ok ", 500), " ")[:500]
		want[250] = "251 unknown_status status"
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func showRoster(r source.RosterRow) string {
	return fmt.Sprintf("ok %s %s %s %s %s %s %s %v %s", r.ZIP5, r.Offering.Status, r.Offering.Source,
		r.Offering.SourceDate, r.Offering.VerifiedOn, r.Phone, r.Accepting, r.Languages, r.Note)
}

func TestRosterHeader(t *testing.T) {
	for _, c := range []struct {
		name, header string
		want         error
		text         string
	}{
		{"a column missing", strings.Replace(rosterHeader, ",verified_on", "", 1), source.ErrColumn, "verified_on"},
		{"a column unknown", rosterHeader + ",fax", source.ErrHeader, `"fax"`},
		{"a column twice", rosterHeader + ",note", source.ErrHeader, "note"},
		{"empty", "", source.ErrEmpty, "nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := source.OpenRoster("-", source.Options{Stdin: strings.NewReader(c.header)})
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("in another order", func(t *testing.T) {
		text := "note,languages,accepting,phone,verified_on,source_date,source,status,device,procedure,location,npi\n" +
			"n,es,,,2026-09-14,2026-09-01,x,confirmed,barricaid,annular-closure,,2859289508\n"
		got := rows(t, source.OpenRoster, text, showRoster)
		if diff := cmp.Diff([]string{"ok  confirmed x 2026-09-01 2026-09-14   [es] n"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestGeocodes(t *testing.T) {
	text := "npi,location,lat,lng,precision\n" +
		"2859289508,55401,44.98,-93.27,rooftop\n" +
		"2859289508,55401,44.98,-93.27,rooftop\n" +
		"2859289508,2859289508-1a2b,44.98,-93.27,street\n" +
		"2859289509,55401,44.98,-93.27,rooftop\n" +
		"2404138895,,44.98,-93.27,rooftop\n" +
		"2404138895,55401,95,-93.27,rooftop\n" +
		"2404138895,55401,44.98,NaN,rooftop\n" +
		"2404138895,55401,44.98,west,rooftop\n" +
		"2404138895,55401,0,0,rooftop\n" +
		"2404138895,55401,44.98,-93.27,exact\n"
	got := rows(t, source.OpenGeocodes, text, func(g source.Geocode) string {
		return fmt.Sprint(g.Row, " ", g.Location, g.Lat, g.Lng, g.Precision)
	})
	want := []string{
		"1 5540144.98 -93.27rooftop", "2 duplicate location", "3 2859289508-1a2b44.98 -93.27street", "4 bad_npi npi",
		"5 bad_location location", "6 bad_coordinate lat,lng", "7 bad_coordinate lat,lng", "8 bad_coordinate lng",
		"9 bad_coordinate lat,lng", "10 unknown_precision precision",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestGeocodesOfAddresses reads rows about street addresses, beside rows about
// offices and alone.
func TestGeocodesOfAddresses(t *testing.T) {
	show := func(g source.Geocode) string {
		return fmt.Sprint(g.Row, " ", g.NPI, g.Location, " ", g.Building(), " ", g.Lat, " ", g.Precision)
	}
	const here = "44.98,-93.27,street"
	got := rows(t, source.OpenGeocodes, "npi,location,street,postal_code,lat,lng,precision\n"+
		",,100 Example Avenue,55401-1234,"+here+"\n"+
		",,100 EXAMPLE AVE STE 3,55401,"+here+"\n"+
		",,100 Example Avenue,55402,"+here+"\n"+
		"2859289508,55401,,,"+here+"\n"+
		"2859289508,55402,1 Elm St,55402,"+here+"\n"+
		",,PO BOX 3,55401,"+here+"\n"+
		",,1 Elm St,5540,"+here+"\n"+
		",,,55401,"+here+"\n"+
		",,1 Elm St,55401,44.98,,street\n", show)
	want := []string{
		"1 0000000000 100 EXAMPLE AVE|55401 44.98 street", "2 duplicate street", "3 0000000000 100 EXAMPLE AVE|55402 44.98 street",
		"4 285928950855401 | 44.98 street", "5 bad_location street", "6 bad_location street", "7 bad_zip postal_code", "8 bad_location street", "9 bad_coordinate lng",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got = rows(t, source.OpenGeocodes, "street,postal_code,lat,lng,precision\n1 Elm St,55401,"+here+"\n", show)
	if diff := cmp.Diff([]string{"1 0000000000 1 ELM ST|55401 44.98 street"}, got); diff != "" {
		t.Errorf("without the columns of offices (-want +got):\n%s", diff)
	}
	_, err := source.OpenGeocodes("-", source.Options{Stdin: strings.NewReader("npi,street,lat,lng,precision\n")})
	if !errors.Is(err, source.ErrColumn) || !strings.Contains(err.Error(), "street and postal_code") {
		t.Errorf("neither an office nor an address: %v", err)
	}
}

func TestPractices(t *testing.T) {
	text := `"NPI","Provider Secondary Practice Location Address- Address Line 1","Provider Secondary Practice Location Address-  Address Line 2",` +
		`"Provider Secondary Practice Location Address - City Name","Provider Secondary Practice Location Address - State Name",` +
		`"Provider Secondary Practice Location Address - Postal Code","Provider Secondary Practice Location Address - Country Code (If outside U.S.)",` +
		`"Provider Secondary Practice Location Address - Telephone Number","Provider Secondary Practice Location Address - Telephone Extension",` +
		`"Provider Practice Location Address - Fax Number"` + "\n" +
		`"2859289508","12 Maple St, Ste 3","","Boston","MA","21142696","US","6175550100","12","617.555.0101"` + "\n" +
		`"2859289508","12 Maple St","","Austin","TX","8701","US","5.12555E+09","",""` + "\n" +
		`"","","","","","","","","",""` + "\n" +
		`"285928950","12 Maple St","","Austin","TX","78701","US","","",""` + "\n"
	got := rows(t, source.OpenPractices, text, func(p source.Practice) string {
		return fmt.Sprintf("%d %s|%s|%s|%s|%s %s %s %v", p.Row, p.NPI, p.Address.Line1, p.Address.State, p.Address.Postal, p.Address.Phone, p.Address.Extension, p.Address.Fax, p.Faults)
	})
	want := []string{
		"1 2859289508|12 Maple St, Ste 3|MA|021142696|6175550100 12 617.555.0101 []",
		"2 2859289508|12 Maple St|TX||   [{Provider Secondary Practice Location Address - Postal Code lost_zero} {Provider Secondary Practice Location Address - Telephone Number exponent}]",
		"3 blank_row ", "4 bad_npi NPI",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

const (
	dac31 = "NPI,Ind_PAC_ID,Ind_enrl_ID,Provider Last Name,Provider First Name,Provider Middle Name,suff,gndr,Cred,Med_sch,Grd_yr,pri_spec," +
		"sec_spec_1,sec_spec_2,sec_spec_3,sec_spec_4,sec_spec_all,Telehlth,Facility Name,org_pac_id,num_org_mem,adr_ln_1,adr_ln_2,ln_2_sprs," +
		"City/Town,State,ZIP Code,Telephone Number,ind_assgn,grp_assgn,adrs_id"
	dac40 = "NPI, Ind_PAC_ID, Ind_enrl_ID, lst_nm, frst_nm, mid_nm, suff, gndr, Cred, Med_sch, Grd_yr, pri_spec, sec_spec_1, sec_spec_2, sec_spec_3, " +
		"sec_spec_4, sec_spec_all, org_nm, org_pac_id, num_org_mem, adr_ln_1, adr_ln_2, ln_2_sprs, cty, st, zip, phn_numbr, hosp_afl_1, hosp_afl_lbn_1, " +
		"hosp_afl_2, hosp_afl_lbn_2, hosp_afl_3, hosp_afl_lbn_3, hosp_afl_4, hosp_afl_lbn_4, hosp_afl_5, hosp_afl_lbn_5, ind_assgn, grp_assgn, adrs_id"
)

func TestClinicians(t *testing.T) {
	row := func(city, state, zip, phone, id string) string {
		return "2859289508,1,I1,ROE,JANE,Q,,F,MD,OTHER,1990,NEUROSURGERY,,,,,,,ROE SPINE,,,12 MAPLE ST,STE 3,," + city + "," + state + "," + zip + "," + phone + ",Y,M," + id + "\n"
	}
	show := func(c source.Clinician) string {
		return fmt.Sprintf("%d %s %s|%s%s|%s|%s|%s|%s %v", c.Row, c.NPI, c.Name.Last, c.Specialty, c.Telehealth, c.Address.Facility, c.Address.City, c.Address.Postal, c.Address.Phone, c.Faults)
	}
	text := dac31 + "\n" +
		row("PORTLAND", "ME", "41023134", "2075550100", "ME041023134PO12XXMAPLX301") +
		row("PORTLAND", "ME", "4102", "2.07555E+09", "ME041020000PO12XXMAPLX301") +
		row("SAN JUAN", "PR", "659", "", "PR006590000SA12XXMAPLX301") +
		row("AUSTIN", "TX", "7.87E+08", "", "TX787010123AU12XXMAPLX301") +
		row("AUSTIN", "TX", "", "", "TX787010123AU12XXMAPLX301") +
		row("AUSTIN", "TX", "78701", "", "") +
		row("AUSTIN", "TX", "8701", "", "") +
		strings.Replace(row("AUSTIN", "TX", "78701", "", ""), ",,ROE SPINE", ", Y,ROE SPINE", 1) +
		strings.Repeat(",", 30) + "\n"
	got := rows(t, source.OpenClinicians, text, show)
	const who = "2859289508 ROE|NEUROSURGERY|ROE SPINE|"
	want := []string{
		"1 " + who + "PORTLAND|041023134|2075550100 []",
		"2 " + who + "PORTLAND|04102| [{Telephone Number exponent}]",
		"3 " + who + "SAN JUAN|00659| []",
		"4 " + who + "AUSTIN|787010123| []",
		"5 " + who + "AUSTIN|787010123| []",
		"6 " + who + "AUSTIN|78701| []",
		"7 " + who + "AUSTIN|| [{ZIP Code lost_zero}]",
		"8 2859289508 ROE|NEUROSURGERYY|ROE SPINE|AUSTIN|78701| []", // Telehlth
		"9 blank_row ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("31 columns (-want +got):\n%s", diff)
	}

	text = dac40 + "\n2859289508,1,I1,ROE,JANE,Q,,F,MD,OTHER,1990,NEUROSURGERY,,,,,,ROE SPINE,,,12 MAPLE ST,STE 3,,PORTLAND,ME,41023134,2075550100,,,,,,,,,,,Y,M,ME041023134PO12XXMAPLX301\n"
	if diff := cmp.Diff(want[:1], rows(t, source.OpenClinicians, text, show)); diff != "" {
		t.Errorf("40 columns (-want +got):\n%s", diff)
	}

	said := func(c source.Clinician) string { return c.Assignment + "|" + strings.Join(c.Hospitals, "|") }
	text = dac40 + "\n2859289508,1,I1,ROE,JANE,Q,,F,MD,OTHER,1990,NEUROSURGERY,,,,,,ROE SPINE,,,12 MAPLE ST,STE 3,,PORTLAND,ME,41023134,2075550100," +
		"100018,EXAMPLE GENERAL HOSPITAL,,,100286,MAPLE MEDICAL CENTER,,,,,M,M,ME041023134PO12XXMAPLX301\n"
	if diff := cmp.Diff([]string{"M|EXAMPLE GENERAL HOSPITAL|MAPLE MEDICAL CENTER"}, rows(t, source.OpenClinicians, text, said)); diff != "" {
		t.Errorf("assignment and hospitals of 40 columns (-want +got):\n%s", diff)
	}
	text = dac31 + "\n" + row("AUSTIN", "TX", "78701", "", "")
	if diff := cmp.Diff([]string{"Y|"}, rows(t, source.OpenClinicians, text, said)); diff != "" {
		t.Errorf("assignment of 31 columns (-want +got):\n%s", diff)
	}

	_, err := source.OpenClinicians("-", source.Options{Stdin: strings.NewReader("NPI,Provider Name,Primary Specialty,Address,City/Town,State,ZIP Code\n")})
	if !errors.Is(err, source.ErrColumn) || !strings.Contains(err.Error(), "Provider Last Name or lst_nm") || !strings.Contains(err.Error(), "selection") {
		t.Errorf("a selection of columns: %v", err)
	}
}

// Of secondary files only the rows of kept NPIs come out; the rest is counted.
func TestKeepLeavesOthersOut(t *testing.T) {
	text := "npi,location,lat,lng,precision\n2859289508,55401,44.98,-93.27,zip\n2404138895,55401,44.98,-93.27,zip\n"
	r, err := source.OpenGeocodes("-", source.Options{Stdin: strings.NewReader(text), Keep: func(n directory.NPI) bool { return n == 2404138895 }})
	if err != nil {
		t.Fatal(err)
	}
	g, err := r.Next()
	if err != nil || g.NPI != 2404138895 {
		t.Errorf("got %v, %v", g, err)
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want the end", err)
	}
	if c := r.Counts(); c.Rows != 2 || c.Used != 1 || c.Unmatched != 1 {
		t.Errorf("counted %+v", c)
	}
}

// The real rows beside the checkout, where they are.
func TestRealRows(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		t.Skip("no real rows beside the checkout")
	}
	var twins [2][]string
	for i, name := range []string{"npidata_sample1000_2025_restored.csv", "npidata_sample1000_2025_pandas.csv"} {
		r, err := source.OpenRegistry(filepath.Join(dir, "nppes", name), source.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for {
			g, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			twins[i] = append(twins[i], fmt.Sprintf("%+v", g))
		}
		c := r.Counts()
		if c.Rows != 1000 || c.Deactivated != 79 || c.Organizations != 188 || c.Taken != 733 || c.RefusedTotal() != 0 {
			t.Errorf("%s: counted %+v", name, c)
		}
		if damaged := i == 1; damaged != (c.Mended[source.DamageZero] > 40) {
			t.Errorf("%s: mended %v", name, c.Mended)
		}
	}
	// The damaged twin reads like the restored one.
	if diff := cmp.Diff(twins[0], twins[1]); diff != "" {
		t.Errorf("(-restored +damaged):\n%s", diff)
	}
}
