package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/physicianfinder/finder/internal/sample"
)

// cmsPages is what CMS publishes, of fictional people: a monthly file, the weeks
// shown so far, a report of deactivated NPIs, and Doctors and Clinicians.
type cmsPages struct {
	files sample.Files
	week  []byte // of 2026-09-21 to 2026-09-27, until it is shown
	mu    sync.Mutex
	paths map[string][]byte
}

// The second week's archive, as the page names it.
const secondWeek = "NPPES_Data_Dissemination_092126_092726_Weekly_V2.zip"

func newPages(t *testing.T) *cmsPages {
	t.Helper()
	files, _, err := sample.Write(t.TempDir(), sample.Options{Count: 600, Others: 300, Seed: 8})
	if err != nil {
		t.Fatal(err)
	}
	registry, practices := textOf(t, files.Registry), textOf(t, files.Practices)
	// A week tells of a few people anew.
	few := bytes.Join(bytes.SplitAfterN(registry, []byte("\n"), 12)[:11], nil)
	none := bytes.SplitAfterN(practices, []byte("\n"), 2)[0]
	week := func(days string) []byte {
		return zipOf(t, map[string][]byte{"npidata_pfile_" + days + ".csv": few, "pl_pfile_" + days + ".csv": none})
	}
	rows, err := csv.NewReader(bytes.NewReader(registry)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var dac bytes.Buffer
	w := csv.NewWriter(&dac)
	lines := [][]string{strings.Split("NPI,Provider Last Name,Provider First Name,Provider Middle Name,suff,gndr,Cred,pri_spec,Facility Name,adr_ln_1,adr_ln_2,City/Town,State,ZIP Code,Telephone Number,adrs_id,Telehlth,ind_assgn", ",")}
	for _, row := range rows[1:60] {
		if row[1] == "1" {
			lines = append(lines, []string{row[0], row[5], row[6], "", "", "", "", "", "EXAMPLE SPINE LLC", row[28], "", row[30], row[31], row[32], "", "", "", "Y"})
		}
	}
	if err := w.WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return &cmsPages{files: files, week: week("20260921-20260927"), paths: map[string][]byte{
		"/NPPES_Data_Dissemination_September_2026_V2.zip":       zipOf(t, map[string][]byte{"npidata_pfile_20050523-20260913.csv": registry, "pl_pfile_20050523-20260913.csv": practices}),
		"/NPPES_Data_Dissemination_091426_092026_Weekly_V2.zip": week("20260914-20260920"),
		"/NPPES_Deactivated_NPI_Report_091426_V2.zip":           zipOf(t, map[string][]byte{"NPPES Deactivated NPI Report.xlsx": deactivatedReport(t, "2999999990")}),
		"/DAC_NationalDownloadableFile.csv":                     dac.Bytes(),
		"/record":                                               []byte(`{"modified":"2026-09-13","distribution":[{"downloadURL":"/DAC_NationalDownloadableFile.csv"}]}`),
	}}
}

// show lets the second week appear.
func (p *cmsPages) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paths["/"+secondWeek] = p.week
}

func (p *cmsPages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.URL.Path == "/NPI_Files.html" {
		for name := range p.paths {
			if strings.HasSuffix(name, ".zip") {
				fmt.Fprintf(w, "<a href='.%s'>%s</a>", name, name[1:])
			}
		}
		return
	}
	body, ok := p.paths[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write(body) // a caller that has gone
}

func textOf(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func zipOf(t *testing.T, members map[string][]byte) []byte {
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

// deactivatedReport is the workbook of CMS with one row.
func deactivatedReport(t *testing.T, npi string) []byte {
	t.Helper()
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const sheets = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	cell := func(at, text string) string {
		return `<c r="` + at + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	return zipOf(t, map[string][]byte{
		"xl/workbook.xml":            []byte(`<workbook xmlns="` + sheets + `" xmlns:r="` + office + `"><sheets><sheet name="Report" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": []byte(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
		"xl/styles.xml":              []byte(`<styleSheet xmlns="` + sheets + `"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>`),
		"xl/worksheets/sheet1.xml": []byte(`<worksheet xmlns="` + sheets + `"><sheetData><row r="1">` + cell("A1", "NPPES Deactivated NPI Records") + `</row><row r="2">` +
			cell("A2", "NPI") + cell("B2", "NPI Deactivation Date") + `</row><row r="3">` + cell("A3", npi) + cell("B3", "09/01/2026") + `</row></sheetData></worksheet>`),
	})
}
