package indexer_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
)

// What files say of faxes, extensions, Medicare and hospitals arrives, and what
// they do not say stays unknown.
func TestSaid(t *testing.T) {
	const colFax = "Provider Business Practice Location Address Fax Number"
	second := func(n int, phone, ext, fax string) row {
		r := practice(n, "7 Other St", "", "55101", phone)
		r[secondary+"Telephone Extension"], r["Provider Practice Location Address - Fax Number"] = ext, fax
		return r
	}
	dac := func(n int, assignment string, hospitals ...string) row {
		r := clinician(n, "100 EXAMPLE AVE STE 200", "", "55401", "")
		r["ind_assgn"] = assignment
		for i, name := range hospitals {
			r["hosp_afl_lbn_"+string(rune('1'+i))] = name
		}
		return r
	}
	w := &indexertest.Writer{}
	state := t.TempDir()
	index(t, indexer.Options{
		State: state, Roster: roster(t, rosterLine(4, "55101", "confirmed", "651-555-0142")),
		NPPES: registry(t,
			surgeon(1, row{colFax: "6125550199"}), surgeon(2, row{colFax: "911"}), surgeon(3, nil), surgeon(4, nil), surgeon(5, nil)),
		Practices: writeCSV(t, practiceColumns,
			second(1, "6515550104", "x105", "(651) 555-0105"), second(2, "", "12", ""), second(3, "6515550104", "6515550104", "651555"), second(4, "6515550104", "33", "")),
		Clinicians: writeCSV(t, clinicianColumns,
			dac(1, "Y", "EXAMPLE GENERAL HOSPITAL", "MAPLE MEDICAL CENTER"), dac(1, "Y", "EXAMPLE GENERAL HOSPITAL"),
			dac(2, "M"), dac(3, "Y"), dac(3, "M"), dac(4, "")),
	}, w)
	for range 2 { // as read, and as the state keeps it
		var got []string
		for _, l := range w.Published {
			o, p := &l.Location, &l.Physician
			line := p.NPI.String()[8:9] + " " + o.Address.ZIP5() + " " + o.Phone + " ext " + o.PhoneExtension() + " fax " + o.Fax
			if p.Medicare {
				line += " medicare"
			}
			got = append(got, line+" "+strings.Join(p.Hospitals, "; "))
		}
		want := []string{
			"1 55101 +16515550104 ext 105 fax +16515550105 medicare Example General Hospital; Maple Medical Center",
			"1 55401 +16125550100 ext  fax +16125550199 medicare Example General Hospital; Maple Medical Center",
			"2 55101  ext  fax  ", // an extension of no number
			"2 55401 +16125550100 ext  fax  ",
			"3 55101 +16515550104 ext  fax  ", // ten digits are no extension, six no fax
			"3 55401 +16125550100 ext  fax  ",
			"4 55101 +16515550142 ext  fax  ", // the roster's number has not the extension of the other
			"4 55401 +16125550100 ext  fax  ",
			"5 55401 +16125550100 ext  fax  ",
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		index(t, indexer.Options{State: state, Geocodes: writeCSV(t, geocodeColumns)}, w)
	}
}
