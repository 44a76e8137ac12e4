package main

import (
	"archive/zip"
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/fetch"
)

// publisher serves a small NPPES page with a monthly file, a week and a
// deactivation report, and the two other sources' entrances as not there.
func publisher(t *testing.T) *httptest.Server {
	t.Helper()
	pack := func(member string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create(member)
		if err == nil {
			_, err = w.Write([]byte("\"NPI\"\n"))
		}
		if err == nil {
			err = z.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	files := map[string][]byte{
		"NPPES_Data_Dissemination_September_2026_V2.zip":       pack("npidata_pfile_20050523-20260913.csv"),
		"NPPES_Data_Dissemination_091426_092026_Weekly_V2.zip": pack("npidata_pfile_20260914-20260920.csv"),
		"NPPES_Deactivated_NPI_Report_091426_V2.zip":           pack("report.xlsx"),
		"DAC_NationalDownloadableFile.csv":                     []byte("NPI,adrs_id\n2000000010,x\n"),
	}
	var page strings.Builder
	for name := range files {
		page.WriteString("<a href='./" + name + "'>" + name + "</a>")
	}
	files["NPI_Files.html"] = []byte(page.String())
	files["record"] = []byte(`{"modified":"2026-08-13","distribution":[{"downloadURL":"/DAC_NationalDownloadableFile.csv"}]}`)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := files[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Write(body)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestFetch(t *testing.T) {
	s := publisher(t)
	dir := filepath.Join(t.TempDir(), "cms")
	from := []string{"--nppes-page", s.URL + "/NPI_Files.html", "--dac-record", s.URL + "/record", "--npd-manifest", s.URL + "/nowhere"}
	tests := []struct {
		name  string
		args  []string
		code  int
		says  []string // on standard output
		warns string   // on standard error
	}{
		{"no folder", []string{"--weekly"}, 2, nil, "--to"},
		{"an argument", []string{"--to", dir, "weekly"}, 2, nil, "unexpected argument"},
		{"no address", []string{"--to", dir, "--nppes-page", "cms.gov"}, 2, nil, "URL"},
		{"help", []string{"--help"}, 0, nil, "usage: finder fetch"},
		{"a week without the monthly", []string{"--to", dir, "--weekly"}, 1, nil, "there is no monthly file"},
		{"dry run", []string{"--to", dir, "--monthly", "--dry-run"}, 0, []string{"NPPES_Data_Dissemination_September_2026_V2.zip: would be fetched"}, ""},
		{
			"weekly and monthly",
			[]string{"--to", dir, "--weekly", "--monthly"},
			0,
			[]string{"September_2026_V2.zip: new, 0.0 MB, 2005-05-23 to 2026-09-13\n", "091426_092026_Weekly_V2.zip: new, 0.0 MB, 2026-09-14 to 2026-09-20\n"},
			"",
		},
		{"everything", []string{"--to", dir}, 1, []string{"Report_091426_V2.zip: new, 0.0 MB, of 2026-09-14\n", "DAC_NationalDownloadableFile_2026-08-13.csv: new"}, "manifest of the national directory"},
	}
	for _, tt := range tests {
		args := append([]string{"fetch"}, tt.args...)
		if tt.code != 2 {
			args = append(args, from...)
		}
		code, stdout, stderr := runFinder(t, args...)
		if code != tt.code || !strings.Contains(stderr, tt.warns) || tt.warns == "" && stderr != "" {
			t.Errorf("%s: exit %d, want %d; %s", tt.name, code, tt.code, stderr)
		}
		for _, want := range tt.says {
			if !strings.Contains(stdout, want) {
				t.Errorf("%s: it does not say %q: %s", tt.name, want, stdout)
			}
		}
	}
	if m, err := fetch.ReadManifest(dir); err != nil || len(m.Files) != 4 {
		t.Errorf("%+v, %v", m, err)
	}
}

// fetchMetrics returns the names of the metrics that a fetch leaves.
func fetchMetrics(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	if code, _, stderr := runFinder(t, "fetch", "--quiet", "--to", dir, "--monthly", "--nppes-page", publisher(t).URL+"/NPI_Files.html"); code != 0 {
		t.Fatal(stderr)
	}
	return metricNames(t, filepath.Join(dir, fetch.MetricsFile))
}

// indexMetrics returns the names of the metrics that the indexer leaves.
func indexMetrics(t *testing.T) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), indexMetricsFile)
	if err := writeIndexMetrics(file, time.Unix(1, 0), &indexer.Report{Published: true}); err != nil {
		t.Fatal(err)
	}
	return metricNames(t, file)
}

// metricNames returns the names in a file for node_exporter.
func metricNames(t *testing.T, file string) (names []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	return names
}

// TestFetchAsWritten runs every `finder fetch` of the runbook and of the units
// on a source of the test.
func TestFetchAsWritten(t *testing.T) {
	s := publisher(t)
	line := regexp.MustCompile(`(?m)^(?:ExecStart=/usr/local/bin/)?finder fetch (--.*)$`)
	for _, name := range []string{"docs/operations.md", "deploy/systemd/finder-fetch.service"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		lines := line.FindAllStringSubmatch(string(text), -1)
		if len(lines) == 0 {
			t.Errorf("%s shows no finder fetch", name)
		}
		dir := t.TempDir()
		for _, l := range lines {
			args, _, _ := strings.Cut(l[1], " #")
			fields := strings.Fields(args)
			for i := range fields {
				if i > 0 && fields[i-1] == "--to" {
					fields[i] = dir
				}
			}
			fields = append(append([]string{"fetch"}, fields...), "--nppes-page", s.URL+"/NPI_Files.html", "--dac-record", s.URL+"/record")
			if code, stdout, stderr := runFinder(t, fields...); code != 0 {
				t.Errorf("%s: %s: exit %d %s%s", name, l[1], code, stdout, stderr)
			}
		}
	}
}
