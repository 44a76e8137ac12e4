package fetch

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

const (
	dacHeader = "\ufeff\"NPI\",\"Ind_PAC_ID\",\"adrs_id\"\r\n"
	dacPath   = "/sites/default/files/resources/0123_1755000000/DAC_NationalDownloadableFile.csv"
	dacRecord = "/provider-data/api/1/metastore/schemas/dataset/items/mj5m-pzi6"
)

func TestClinicians(t *testing.T) {
	good := []byte(dacHeader + "\"2000000010\",\"1\",\"x\"\r\n")
	plain := `{"identifier":"mj5m-pzi6","modified":"2026-08-13","distribution":[{"downloadURL":"%s"}]}`
	tests := []struct {
		name    string
		record  string // %s is the address of the file; empty: 404
		catalog string
		file    []byte
		says    []string
		notes   int
	}{
		{"plain", plain, "", good, nil, 0},
		{"with references", `{"modified":"2026-08-13T10:00:00+00:00","distribution":[{"identifier":"a","data":{"@type":"dcat:Distribution","downloadURL":"%s","%%Ref:downloadURL":[{"identifier":"b","data":{"version":"1755000000"}}]}}]}`, "", good, nil, 0},
		{"more than one distribution", `{"modified":"2026-08-13","distribution":[{"downloadURL":"https://x.example/dictionary.pdf"},{"downloadURL":"%s"}]}`, "", good, nil, 0},
		{"the catalog instead", "", `{"dataset":[{"identifier":"other","modified":"2026-09-01","distribution":[]},{"identifier":"mj5m-pzi6","modified":"2026-08-13","distribution":[{"downloadURL":"%s"}]}]}`, good, nil, 1},
		{"a record of another form", `{"distribution":"soon"}`, `{"dataset":[{"identifier":"mj5m-pzi6","modified":"2026-08-13","distribution":[{"downloadURL":"%s"}]}]}`, good, nil, 1},
		{"neither", "", "", good, []string{"record of the Doctors and Clinicians", "data.json", "404"}, 0},
		{"a page instead of the record", "<html><title>Oops</title>", "", good, []string{"web page", "Oops"}, 0},
		{"not in the catalog", "", `{"dataset":[]}`, good, []string{"does not hold dataset mj5m-pzi6"}, 0},
		{"no date", `{"modified":"soon","distribution":[{"downloadURL":"%s"}]}`, "", good, []string{`"modified" is no date`}, 0},
		{"other columns", plain, "", []byte("NPI,name\n2000000010,x\n"), []string{`no column "adrs_id"`, "stay in use"}, 0},
		{"half a line", plain, "", good[:len(good)-4], []string{"middle of a line", "fetched twice"}, 0},
		{"a page instead of the file", plain, "", []byte("<html><head><title>Sorry</title></head>"), []string{"web page", "Sorry"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPublisher(t)
			p.put(dacPath, tt.file)
			for path, text := range map[string]string{dacRecord: tt.record, "/provider-data/data.json": tt.catalog} {
				if strings.Contains(text, "%s") {
					text = fmt.Sprintf(text, p.URL+dacPath)
				}
				if text != "" {
					p.put(path, []byte(text))
				}
			}
			dir := t.TempDir()
			f, _ := p.fetcherOf(dir, Clinicians)
			report, err := f.run(t.Context())
			m := sound(t, dir, tt.file)
			if len(report.Notes) != tt.notes {
				t.Errorf("notes: %v", report.Notes)
			}
			if len(tt.says) == 0 {
				file, ok := m.named("DAC_NationalDownloadableFile_2026-08-13.csv")
				if err != nil || !ok || file.To != day(t, "2026-08-13") || file.From != 0 || file.Kind != Clinicians {
					t.Errorf("%v, %+v", err, m.Files)
				}
				return
			}
			for _, want := range tt.says {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("it does not say %q: %v", want, err)
				}
			}
			if left := lying(t, dir); len(left) > 0 {
				t.Errorf("in the folder: %v", left)
			}
		})
	}
}

// TestReleases keeps the last two of what comes as a whole.
func TestReleases(t *testing.T) {
	p := newPublisher(t)
	dir := t.TempDir()
	var bodies [][]byte
	for month := 5; month <= 9; month++ {
		body := []byte(fmt.Sprintf("%s\"2000000010\",\"%d\",\"x\"\r\n", dacHeader, month))
		bodies = append(bodies, body)
		path := fmt.Sprintf("/resources/abc_%d/DAC_NationalDownloadableFile.csv", month)
		p.put(path, body)
		p.put(dacRecord, fmt.Appendf(nil, `{"modified":"2026-%02d-13","distribution":[{"downloadURL":"%s"}]}`, month, p.URL+path))
		f, _ := p.fetcherOf(dir, Clinicians)
		if _, err := f.run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sound(t, dir, bodies...)
	diff(t, "kept", []string{"DAC_NationalDownloadableFile_2026-08-13.csv", "DAC_NationalDownloadableFile_2026-09-13.csv"}, lying(t, dir))
}

// A national directory of a test: by key, what is in the file.
type nationalRelease map[string]string

// publish puts the files and their manifest, which change may alter.
func (n nationalRelease) publish(t *testing.T, p *publisher, day string, change func(files map[string]map[string]any)) map[string][]byte {
	t.Helper()
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	packed := map[string][]byte{}
	files := map[string]map[string]any{}
	for key, text := range n {
		packed[key] = encoder.EncodeAll([]byte(text), nil)
		p.put("/downloads/"+key+".zst", packed[key])
		files[key] = map[string]any{"compressed_bytes": len(packed[key]), "original_bytes": len(text), "compression_ratio_pct": 80.1}
	}
	if change != nil {
		change(files)
	}
	m, err := json.Marshal(map[string]any{"compression_algorithm": "zstd", "files": files, "generated_at": day, "totals": map[string]any{}})
	if err != nil {
		t.Fatal(err)
	}
	p.put("/downloads/manifest.json", m)
	return packed
}

func someNational(word string) nationalRelease {
	line := `{"resourceType":"` + word + `"}` + "\n"
	return nationalRelease{
		"01-Organization.ndjson": "x\n", "02-Location.ndjson": strings.Repeat(line, 200), "06-Practitioner.ndjson": "x\n",
		"07-PractitionerRole.ndjson": strings.Repeat(line, 300), "08-OrganizationAffiliation.ndjson": "x\n",
	}
}

func TestNational(t *testing.T) {
	p := newPublisher(t)
	packed := someNational("a").publish(t, p, "2026-10-07T01:02:03Z", nil)
	dir := t.TempDir()
	f, _ := p.fetcherOf(dir, National)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := sound(t, dir, packed["02-Location.ndjson"], packed["07-PractitionerRole.ndjson"])
	diff(t, "files", []string{"npd_2026-10-07/02-Location.ndjson.zst", "npd_2026-10-07/07-PractitionerRole.ndjson.zst"}, lying(t, dir))
	for _, file := range m.Files {
		if file.Release != "2026-10-07" || file.To != day(t, "2026-10-07") {
			t.Errorf("%+v", file)
		}
	}
	if len(p.asked) != 3 {
		t.Errorf("asked for %v", slices.Sorted(maps.Keys(p.asked)))
	}
	for i, date := range []string{"2026-10-14", "2026-10-21"} {
		someNational(fmt.Sprint(i)).publish(t, p, date, nil)
		f, _ = p.fetcherOf(dir, National)
		if _, err := f.run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "npd_2026-10-07")); err == nil || len(lying(t, dir)) != 4 {
		t.Errorf("kept: %v", lying(t, dir))
	}
}

// TestNationalNames reads keys as they were and as they are announced.
func TestNationalNames(t *testing.T) {
	p := newPublisher(t)
	nationalRelease{"Location_2026-05-07_2128.ndjson": "a\n", "PractitionerRole.ndjson": "b\n"}.publish(t, p, "2026-05-08", func(files map[string]map[string]any) {
		p.put("/elsewhere/roles.zst", p.files["/downloads/PractitionerRole.ndjson.zst"])
		files["PractitionerRole.ndjson"]["url"] = p.URL + "/elsewhere/roles.zst?signature=1"
	})
	dir := t.TempDir()
	f, _ := p.fetcherOf(dir, National)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	diff(t, "files", []string{"npd_2026-05-08/Location_2026-05-07_2128.ndjson.zst", "npd_2026-05-08/PractitionerRole.ndjson.zst"}, lying(t, dir))
	if m, err := ReadManifest(dir); err != nil || m.Files[1].URL != p.URL+"/elsewhere/roles.zst" {
		t.Errorf("%+v, %v", m.Files, err)
	}
	if p.asked["/elsewhere/roles.zst"] != 1 || p.asked["/downloads/PractitionerRole.ndjson.zst"] != 0 {
		t.Errorf("asked: %v", p.asked)
	}
}

func TestNationalRefused(t *testing.T) {
	location := "02-Location.ndjson"
	tests := []struct {
		name   string
		change func(p *publisher, files map[string]map[string]any)
		day    string
		says   string
	}{
		{"another length", func(_ *publisher, f map[string]map[string]any) { f[location]["compressed_bytes"] = 5 }, "2026-10-07", "changed at the source"},
		{"another length unpacked", func(_ *publisher, f map[string]map[string]any) { f[location]["original_bytes"] = 5 }, "2026-10-07", "it unpacks to 6 bytes, 5 are promised"},
		{"fewer bytes unpacked", func(_ *publisher, f map[string]map[string]any) { f[location]["original_bytes"] = 5000 }, "2026-10-07", "5000 are promised"},
		{"no roles", func(_ *publisher, f map[string]map[string]any) { delete(f, "07-PractitionerRole.ndjson") }, "2026-10-07", "no file of PractitionerRole"},
		{"two of one kind", func(_ *publisher, f map[string]map[string]any) { f["Location.ndjson"] = f[location] }, "2026-10-07", "are both Location"},
		{
			"cut as it is published", func(p *publisher, f map[string]map[string]any) {
				cut := p.files["/downloads/"+location+".zst"]
				cut = cut[:len(cut)-3]
				p.put("/downloads/"+location+".zst", cut)
				f[location]["compressed_bytes"] = len(cut)
			}, "2026-10-07", "does not unpack",
		},
		{
			"not zstd", func(p *publisher, f map[string]map[string]any) {
				p.put("/downloads/"+location+".zst", []byte(`{"resourceType":"Location"}`))
				delete(f[location], "compressed_bytes")
			}, "2026-10-07", "does not begin like zstd",
		},
	}
	for _, tt := range tests {
		p := newPublisher(t)
		someNational("a").publish(t, p, tt.day, func(files map[string]map[string]any) { tt.change(p, files) })
		dir := t.TempDir()
		f, _ := p.fetcherOf(dir, National)
		_, err := f.run(t.Context())
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
		for _, name := range lying(t, dir) {
			if strings.Contains(name, "Location") {
				t.Errorf("%s: %s is there", tt.name, name)
			}
		}
	}
}

// TestNationalReplaced puts a new release in place between the two files: the
// files of the new one are fetched, both.
func TestNationalReplaced(t *testing.T) {
	p := newPublisher(t)
	someNational("a").publish(t, p, "2026-10-07", nil)
	var fresh map[string][]byte
	p.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, "07-PractitionerRole") && fresh == nil {
			p.serve(w, r) // the last answer of the old release
			fresh = someNational("b").publish(t, p, "2026-10-14", nil)
			return true
		}
		return false
	}
	dir := t.TempDir()
	f, _ := p.fetcherOf(dir, National)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for key, body := range map[string][]byte{"02-Location.ndjson": fresh["02-Location.ndjson"], "07-PractitionerRole.ndjson": fresh["07-PractitionerRole.ndjson"]} {
		got, err := os.ReadFile(filepath.Join(dir, "npd_2026-10-14", key+".zst"))
		if err != nil || string(got) != string(body) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestDeactivated(t *testing.T) {
	p := newPublisher(t)
	good := archive(t, zip.Deflate, [2]string{"NPPES Deactivated NPI Report 20260914.xlsx", "cells"})
	p.publish(map[string][]byte{
		"NPPES_Deactivated_NPI_Report_091426_V2.zip": good,
		"NPPES_Deactivated_NPI_Report_121325_V2.zip": archive(t, zip.Deflate, [2]string{"old.xlsx", "cells"}),
	})
	dir := t.TempDir()
	f, _ := p.fetcherOf(dir, Deactivated)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := sound(t, dir, good)
	if len(m.Files) != 1 || m.Files[0].To != day(t, "2026-09-14") {
		t.Errorf("%+v", m.Files)
	}
	p.publish(map[string][]byte{"NPPES_Deactivated_NPI_Report_101226_V2.zip": archive(t, zip.Deflate, [2]string{"readme.txt", "soon"})})
	f, _ = p.fetcherOf(dir, Deactivated)
	if _, err := f.run(t.Context()); err == nil || !strings.Contains(err.Error(), "not exactly one .xlsx") {
		t.Errorf("%v", err)
	}
	sound(t, dir, good)
}

// TestWrongDays refuses archives whose names and members disagree.
func TestWrongDays(t *testing.T) {
	p := newPublisher(t)
	p.publish(map[string][]byte{
		september: registry(t, "20050523", "20260913", 10),
		"NPPES_Data_Dissemination_091426_092026_Weekly_V2.zip": registry(t, "20260907", "20260913", 10),
	})
	f, _ := p.fetcherOf(t.TempDir(), Monthly, Weekly)
	if _, err := f.run(t.Context()); err == nil || !strings.Contains(err.Error(), "its name says 2026-09-14 to 2026-09-20, the file in it 2026-09-07 to 2026-09-13") {
		t.Errorf("%v", err)
	}
	for _, body := range [][]byte{archive(t, zip.Deflate, [2]string{"npidata_pfile_20050523-20261399.csv", "x"}), archive(t, zip.Deflate, [2]string{"readme.txt", "x"})} {
		p.put("/nppes/"+september, body)
		f, _ := p.fetcherOf(t.TempDir(), Monthly)
		if _, err := f.run(t.Context()); err == nil || !strings.Contains(err.Error(), "npidata_pfile") {
			t.Errorf("%v", err)
		}
	}
}
