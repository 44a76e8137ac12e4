package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/internal/sample"
)

// samplePublisher serves the registry of fictional people as CMS publishes it,
// and returns the sample's files.
func samplePublisher(t *testing.T) (*httptest.Server, sample.Files) {
	t.Helper()
	files, _, err := sample.Write(t.TempDir(), sample.Options{Count: 40, Others: 20, Seed: 4})
	if err != nil {
		t.Fatal(err)
	}
	published := map[string]string{ // by name of the file: the days in the names of its members
		"NPPES_Data_Dissemination_September_2026_V2.zip":       "20050523-20260913",
		"NPPES_Data_Dissemination_091426_092026_Weekly_V2.zip": "20260914-20260920",
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/NPI_Files.html" {
			for name := range published {
				fmt.Fprintf(w, "<a href='./%s'>%s</a>", name, name)
			}
			return
		}
		days, ok := published[strings.TrimPrefix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		b, err := packRegistry(files, days)
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(b)
	}))
	t.Cleanup(s.Close)
	return s, files
}

// packRegistry packs the registry of some days as CMS does.
func packRegistry(files sample.Files, days string) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for member, path := range map[string]string{"npidata_pfile": files.Registry, "pl_pfile": files.Practices} {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		w, err := z.Create(member + "_" + days + ".csv")
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// TestIndexAsWritten runs every `finder index --from` of the runbook, of the
// units and of Compose on a folder that a fetch has filled, and sees that no
// command anywhere leaves the practice locations out.
func TestIndexAsWritten(t *testing.T) {
	s, files := samplePublisher(t)
	cms := t.TempDir()
	if code, _, stderr := runFinder(t, "fetch", "--quiet", "--to", cms, "--monthly", "--nppes-page", s.URL+"/NPI_Files.html"); code != 0 {
		t.Fatal(stderr)
	}
	lines := map[string][]string{"docker-compose.yml": {strings.Join(readCompose(t).Services["indexer"].Command[1:], " ")}}
	written := regexp.MustCompile(`(?m)^(?:ExecStart=/usr/local/bin/|FINDER_\S+ )?(?:finder )?index (--.*)$`)
	for _, name := range []string{"docs/operations.md", "deploy/systemd/finder-index.service"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range written.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\\\n", " "), -1) {
			lines[name] = append(lines[name], m[1])
		}
	}
	ran := map[string]int{}
	for name, all := range lines {
		for _, line := range all {
			args := strings.Fields(line)
			if slices.Contains(args, "--nppes") && !slices.Contains(args, "--practice-locations") {
				t.Errorf("%s: %s: without --practice-locations more than half of the listings are missing", name, line)
			}
			if !slices.Contains(args, "--from") {
				continue
			}
			ran[name]++
			dir := t.TempDir()
			for flag, value := range map[string]string{"--from": cms, "--roster": files.Roster, "--report": filepath.Join(dir, "r.json"), "--report-html": filepath.Join(dir, "r.html")} {
				if at := slices.Index(args, flag); at >= 0 {
					args[at+1] = value
				}
			}
			code, stdout, stderr := runFinder(t, append([]string{"index", "--check"}, args...)...)
			text, err := os.ReadFile(filepath.Join(dir, "r.json"))
			var r indexer.Report
			if err == nil {
				err = json.Unmarshal(text, &r)
			}
			if code != 0 || err != nil || r.Sources["practice_locations"].Used == 0 || r.Offerings["confirmed"] == 0 {
				t.Errorf("%s: %s: exit %d, %v: %s%s", name, line, code, err, stdout, stderr)
			}
		}
	}
	if len(ran) != 3 {
		t.Errorf("ran %v", ran)
	}
}
