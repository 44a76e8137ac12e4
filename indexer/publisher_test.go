package indexer_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/physicianfinder/finder/indexer/fetch"
)

// A publisher serves what CMS would have of a [year]: a page with the newest
// two monthly files, four weeklies and a report of deactivated NPIs, and the
// record of the Doctors and Clinicians file.
type publisher struct {
	y     *year
	url   string
	lost  map[int]bool // weeks that never appear
	mu    sync.Mutex
	files map[string][]byte // by path
}

func newPublisher(t testing.TB, y *year) *publisher {
	p := &publisher{y: y, lost: map[int]bool{}, files: map[string][]byte{}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		body, ok := p.files[r.URL.Path]
		p.mu.Unlock()
		if !ok {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, r.URL.Path, time.Time{}, bytes.NewReader(body))
	}))
	t.Cleanup(s.Close)
	p.url = s.URL
	return p
}

// fetch runs the fetch into dir on a day.
func (p *publisher) fetch(t testing.TB, dir string, day time.Time) (fetch.Report, error) {
	t.Helper()
	return fetch.Run(t.Context(), fetch.Options{
		Dir: dir, Kinds: []fetch.Kind{fetch.Monthly, fetch.Weekly, fetch.Deactivated, fetch.Clinicians},
		NPPESPage: p.url + "/nppes/NPI_Files.html", DACRecord: p.url + "/record", Now: func() time.Time { return day },
	})
}

// show makes the page that of a day: weeklies appear two days after their
// Sunday, the rest on the 15th of each month.
func (p *publisher) show(t testing.TB, day time.Time) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.files)
	var names []string
	for k := max(1, weekOf(day.AddDate(0, 0, -2))-3); k <= min(weekOf(day.AddDate(0, 0, -2)), len(p.y.weekly)-1); k++ {
		if p.lost[k] {
			continue
		}
		from, to := sunday(k).AddDate(0, 0, -6), sunday(k)
		names = append(names, fmt.Sprintf("NPPES_Data_Dissemination_%s_%s_Weekly_V2.zip", from.Format("010206"), to.Format("010206")))
		p.files["/nppes/"+names[len(names)-1]] = packed(t, p.y.weekly[k].registry, p.y.weekly[k].practices)
	}
	for month := 0; month < 2; month++ {
		out := time.Date(day.Year(), day.Month()-time.Month(month), 15, 0, 0, 0, 0, time.UTC)
		k := min(weekOf(out), len(p.y.full)-1)
		if out.After(day) || k < 0 {
			continue
		}
		names = append(names, fmt.Sprintf("NPPES_Data_Dissemination_%s_%d_V2.zip", out.Month(), out.Year()))
		p.files["/nppes/"+names[len(names)-1]] = packed(t, p.y.full[k].registry, p.y.full[k].practices)
		report := fmt.Sprintf("NPPES_Deactivated_NPI_Report_%s_V2.zip", out.Format("010206"))
		names = append(names, report)
		p.files["/nppes/"+report] = p.y.deactivatedAt(t, k)
		p.files["/DAC_NationalDownloadableFile.csv"] = p.y.cliniciansAt(t, k)
		p.files["/record"] = fmt.Appendf(nil, `{"modified":%q,"distribution":[{"downloadURL":"/DAC_NationalDownloadableFile.csv"}]}`, out.Format(time.DateOnly))
		if month == 0 {
			break
		}
	}
	var page strings.Builder
	for _, name := range names {
		fmt.Fprintf(&page, "<a href='./%s'>%s</a>", name, name)
	}
	p.files["/nppes/NPI_Files.html"] = []byte(page.String())
}

// sunday is the last day of week k, and weekOf the last week that has ended on
// a day.
func sunday(k int) time.Time { return firstSunday.AddDate(0, 0, 7*k) }

func weekOf(day time.Time) int {
	k := int(day.Sub(firstSunday).Hours()/24) / 7
	if day.Before(firstSunday) {
		return -1
	}
	return k
}

// packed makes the archive of files.
func packed(t testing.TB, paths ...string) []byte {
	t.Helper()
	members := map[string][]byte{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		members[filepath.Base(path)] = text
	}
	return zipped(t, members)
}

func zipped(t testing.TB, members map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(members[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// deactivatedAt is the report of deactivated NPIs after week k: those whose row
// is blank, and some that the main files have missed.
func (y *year) deactivatedAt(t testing.TB, k int) []byte {
	t.Helper()
	rows := [][]string{{"NPPES Deactivated NPI Records"}, {"NPI", "NPI Deactivation Date"}}
	for i, row := range fullRows(t, y.full[k].registry)[1:] {
		switch {
		case row[atEntity] == "":
			rows = append(rows, []string{row[0], row[atDeactivated]})
		case i%17 == 0:
			rows = append(rows, []string{row[0], sunday(k).AddDate(0, 0, -3).Format("01/02/2006")})
		}
	}
	return zipped(t, map[string][]byte{"NPPES Deactivated NPI Report.xlsx": workbook(t, rows)})
}

// cliniciansAt is the Doctors and Clinicians file of the month of week k. It
// names people of whom the main files tell later, too.
func (y *year) cliniciansAt(t testing.TB, k int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(clinicianColumns)
	for i, row := range fullRows(t, y.full[len(y.full)-1].registry)[1:] {
		if (i+k)%3 > 0 || row[atEntity] != "1" || len(row[32]) < 5 {
			continue
		}
		line := make([]string, len(clinicianColumns))
		for at, v := range map[string]string{
			"NPI": row[0], "Provider Last Name": row[5], "Provider First Name": row[6], "Facility Name": "EXAMPLE SPINE LLC",
			"adr_ln_1": fmt.Sprintf("%d CLINIC RD", 1+k), "City/Town": row[30], "State": row[31], "ZIP Code": row[32],
		} {
			line[slices.Index(clinicianColumns, at)] = v
		}
		_ = w.Write(line)
	}
	w.Flush()
	return b.Bytes()
}

func fullRows(t testing.TB, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return allRows(t, io.Reader(f))
}

// workbook makes an .xlsx of rows of texts.
func workbook(t testing.TB, rows [][]string) []byte {
	t.Helper()
	var sheet strings.Builder
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i, row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for j, cell := range row {
			fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+j, i+1, cell)
		}
		sheet.WriteString("</row>")
	}
	sheet.WriteString("</sheetData></worksheet>")
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	return zipped(t, map[string][]byte{
		"xl/workbook.xml":            []byte(`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + office + `"><sheets><sheet name="Report" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": []byte(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
		"xl/worksheets/sheet1.xml":   []byte(sheet.String()),
		"xl/styles.xml":              []byte(`<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>`),
	})
}
