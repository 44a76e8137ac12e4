package fetch

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// everything publishes all sources.
func everything(t *testing.T) *publisher {
	t.Helper()
	p := newPublisher(t)
	p.publish(map[string][]byte{
		september: registry(t, "20050523", "20260913", megabyte),
		"NPPES_Data_Dissemination_091426_092026_Weekly_V2.zip": registry(t, "20260914", "20260920", 1000),
		"NPPES_Deactivated_NPI_Report_091426_V2.zip":           archive(t, 8, [2]string{"report.xlsx", "cells"}),
	})
	p.put(dacPath, []byte(dacHeader+"\"2000000010\",\"1\",\"x\"\r\n"))
	p.put(dacRecord, []byte(`{"modified":"2026-08-13","distribution":[{"downloadURL":"`+p.URL+dacPath+`"}]}`))
	someNational("a").publish(t, p, "2026-10-07", nil)
	return p
}

func TestEverything(t *testing.T) {
	p := everything(t)
	dir := filepath.Join(t.TempDir(), "data", "cms")
	f, _ := p.fetcherOf(dir)
	report, err := f.run(t.Context())
	if err != nil || len(report.Files) != 6 || len(report.Notes) != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := map[Kind][]string{}
	for _, file := range m.Files {
		got[file.Kind] = append(got[file.Kind], strings.TrimSpace(file.From.String()+" "+file.To.String()))
		if !file.FetchedAt.Equal(epoch) || file.ETag == "" || file.LastModified == "" || !strings.HasPrefix(file.URL, p.URL) {
			t.Errorf("%+v", file)
		}
	}
	diff(t, "days", map[Kind][]string{
		Monthly: {"2005-05-23 2026-09-13"}, Weekly: {"2026-09-14 2026-09-20"}, Deactivated: {"2026-09-14"},
		Clinicians: {"2026-08-13"}, National: {"2026-10-07", "2026-10-07"},
	}, got)

	p.reset()
	f, _ = p.fetcherOf(dir)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	pages := len(p.files["/nppes/NPI_Files.html"]) + len(p.files[dacRecord]) + 2*len(p.files["/downloads/manifest.json"])
	if p.sent != int64(pages) {
		t.Errorf("nothing has changed and %d bytes come; the pages have %d", p.sent, pages)
	}
}

// TestOneFails fetches the others.
func TestOneFails(t *testing.T) {
	p := everything(t)
	p.fault = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		broken := strings.HasSuffix(r.URL.Path, september)
		if broken {
			w.WriteHeader(http.StatusGone)
		}
		return broken
	}
	dir := t.TempDir()
	f, _ := p.fetcherOf(dir)
	if _, err := f.run(t.Context()); err == nil || !strings.Contains(err.Error(), "410") || !strings.Contains(err.Error(), "no monthly file") {
		t.Errorf("%v", err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range Kinds() {
		_, ok := m.Succeeded[kind]
		if want := kind != Monthly && kind != Weekly; ok != want {
			t.Errorf("%s succeeded: %t", kind, ok)
		}
	}
}

func TestDryRun(t *testing.T) {
	p := everything(t)
	dir := filepath.Join(t.TempDir(), "data")
	f, _ := p.fetcherOf(dir)
	f.o.DryRun = true
	report, err := f.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("it made the folder")
	}
	for _, file := range report.Files {
		if file.State != Wanted || file.Bytes == 0 {
			t.Errorf("%+v", file)
		}
		if file.Name == september && file.Bytes != int64(len(p.files["/nppes/"+september])) {
			t.Errorf("%+v", file)
		}
	}
	if len(report.Files) != 5 || len(report.Notes) != 1 || p.sent > 10000 {
		t.Errorf("%+v, %d bytes", report, p.sent)
	}
	f, _ = p.fetcherOf(dir)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(dir, ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	p.put("/nppes/"+september, registry(t, "20050523", "20260913", 2*megabyte))
	f, _ = p.fetcherOf(dir)
	f.o.DryRun = true
	if report, err = f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	states := map[string]State{}
	for _, file := range report.Files {
		states[file.Name] = file.State
	}
	if len(states) != 6 || states[september] != Wanted || states["NPPES_Data_Dissemination_091426_092026_Weekly_V2.zip"] != Unchanged {
		t.Errorf("%v", states)
	}
	if after, err := os.ReadFile(filepath.Join(dir, ManifestFile)); err != nil || string(after) != string(before) {
		t.Error("it changed the manifest")
	}
}

// TestInterrupted stops in the middle and keeps what has come.
func TestInterrupted(t *testing.T) {
	p := everything(t)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	f, _ := p.fetcherOf(dir)
	f.o.Progress = func(what string, done, _ int64) {
		if what == september && done > megabyte/2 {
			cancel()
		}
	}
	if _, err := f.run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, september+partSuffix)); err != nil || info.Size() < megabyte/2 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestMetrics(t *testing.T) {
	p := everything(t)
	dir := t.TempDir()
	f, _ := p.fetcherOf(dir, Monthly)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, _ = p.fetcherOf(dir, Weekly)
	f.o.Now = func() time.Time { return epoch.Add(time.Hour) }
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, MetricsFile))
	if err != nil {
		t.Fatal(err)
	}
	// 1790064000 is 2026-09-22 08:00 UTC, 1789257600 2026-09-13, 1789862400 2026-09-20.
	want := `# HELP finder_fetch_data_timestamp_seconds The last day that the files of a source cover.
# TYPE finder_fetch_data_timestamp_seconds gauge
finder_fetch_data_timestamp_seconds{source="monthly"} 1.7892576e+09
finder_fetch_data_timestamp_seconds{source="weekly"} 1.7898624e+09
# HELP finder_fetch_last_success_timestamp_seconds When finder fetch last brought a source, or found it unchanged.
# TYPE finder_fetch_last_success_timestamp_seconds gauge
finder_fetch_last_success_timestamp_seconds{source="monthly"} 1.790064e+09
finder_fetch_last_success_timestamp_seconds{source="weekly"} 1.7900676e+09
`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
}

func TestManifestRefused(t *testing.T) {
	for text, says := range map[string]string{
		"{": "is no manifest", `{"version":2}`: "version 2",
		`{"version":1,"files":[{"file":"../x.zip"}]}`:        "outside the folder",
		`{"version":1,"files":[],"leaving":["/etc/passwd"]}`: "outside the folder",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, ManifestFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadManifest(dir); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestManifestForm holds the form that other programs read.
func TestManifestForm(t *testing.T) {
	dir := t.TempDir()
	f := newFetcher(Options{Dir: dir})
	f.manifest.Version, f.manifest.Succeeded = manifestVersion, map[Kind]time.Time{Weekly: epoch}
	for _, file := range []File{
		{Name: "npd_2026-10-07/02-Location.ndjson.zst", Kind: National, To: day(t, "2026-10-07"), Release: "2026-10-07", URL: "https://directory.example/x", Bytes: 3, SHA256: "ab", FetchedAt: epoch},
		{Name: "w.zip", Kind: Weekly, From: day(t, "2026-09-14"), To: day(t, "2026-09-20"), URL: "https://nppes.example/w.zip", ETag: `"e"`, LastModified: "Tue", Bytes: 4, SHA256: "cd", FetchedAt: epoch},
	} {
		if err := f.list(file); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(filepath.Join(dir, ManifestFile))
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "version": 1,
  "files": [
    {
      "file": "w.zip",
      "kind": "weekly",
      "from": "2026-09-14",
      "to": "2026-09-20",
      "url": "https://nppes.example/w.zip",
      "etag": "\"e\"",
      "last_modified": "Tue",
      "bytes": 4,
      "sha256": "cd",
      "fetched_at": "2026-09-22T08:00:00Z"
    },
    {
      "file": "npd_2026-10-07/02-Location.ndjson.zst",
      "kind": "npd",
      "to": "2026-10-07",
      "release": "2026-10-07",
      "url": "https://directory.example/x",
      "bytes": 3,
      "sha256": "ab",
      "fetched_at": "2026-09-22T08:00:00Z"
    }
  ],
  "succeeded": {
    "weekly": "2026-09-22T08:00:00Z"
  }
}
`
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Error(d)
	}
	read, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, "read back", f.manifest, read)
}
