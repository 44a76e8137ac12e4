package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/sample"
)

// TestGeocodesCommand gives addresses out and takes an answer and what is none.
func TestGeocodesCommand(t *testing.T) {
	realMeilisearch(t)
	dir := t.TempDir()
	t.Chdir(dir)
	files, _, err := sample.Write(dir, sample.Options{Count: 30, Others: 10, Seed: 6})
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("page.html", "<!doctype html>\n")
	write("answer.csv", `"1","100 EXAMPLE AVE, Minneapolis, MN, 55401","Match","Exact","100 EXAMPLE AVE, MINNEAPOLIS, MN, 55401","-93.2695,44.9841","1","L"`+"\n"+
		`"2","7 MINUS ST, Minneapolis, MN, 55401","Match","Exact","7 MINUS ST, MINNEAPOLIS, MN, 55401","93.2695,44.9841","2","L"`+"\n"+
		`"3","9 ELM ST, Minneapolis, MN, 55401","No_Match"`+"\n")
	write("points.csv", "LON,LAT,NUMBER,STREET,POSTCODE\n-93.27,44.98,1,NOBODYS ST,55401\n")
	if code, _, stderr := runFinder(t, "geocodes", "export", "--for", "census", "--out", "early"); code != exitFailed || !strings.Contains(stderr, "finder index") {
		t.Errorf("before the first run: exit %d: %s", code, stderr)
	}
	indexed(t, "--nppes", files.Registry, "--practice-locations", files.Practices, "--no-roster")
	for _, tt := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"nothing", nil, exitUsage, "usage: finder geocodes"},
		{"help", []string{"--help"}, exitOK, "usage: finder geocodes"},
		{"another geocoder", []string{"export", "--for", "mail", "--out", "x"}, exitUsage, "--for census"},
		{"no folder", []string{"export", "--for", "census"}, exitUsage, "--out DIR"},
		{"export", []string{"export", "--for", "census", "--out", "census"}, exitOK, "addresses stand no better than at their ZIP code\n" + filepath.Join("census", "census-001.csv")},
		{"export again", []string{"export", "--for", "census", "--out", "census"}, exitFailed, "give a new folder"},
		{"no answer", []string{"import"}, exitUsage, "RESULT"},
		{"import", []string{"import", "--quiet", "answer.csv"}, exitOK, "answer.csv: 3 rows, 1 used, 1 far from zip, 1 no match\ngeocodes.csv: 1 addresses, 1 of them new, 0 at another place than before\n"},
		{"which row", []string{"import", "--quiet", "answer.csv"}, exitOK, "answer.csv: row 2 refused: far_from_zip in lat,lng: "},
		{"points", []string{"import", "--quiet", "points.csv"}, exitOK, "points.csv: 1 rows, 0 used, 1 not wanted\n"},
		{"a web page", []string{"import", "--quiet", "answer.csv", "page.html"}, exitFailed, "web page"},
		{"what is left after it", []string{"import", "--quiet", "page.html"}, exitFailed, "geocodes.csv is as it was."},
		{"no such file", []string{"import", "--quiet", "nowhere.csv"}, exitFailed, "nowhere.csv"},
		{"a state that is none", []string{"import", "--quiet", "--state", "nowhere", "points.csv"}, exitFailed, "finder index"},
	} {
		code, stdout, stderr := runFinder(t, append([]string{"geocodes"}, tt.args...)...)
		if code != tt.code || !strings.Contains(stdout+stderr, tt.says) {
			t.Errorf("%s: exit %d, want %d and %q:\n%s%s", tt.name, code, tt.code, tt.says, stdout, stderr)
		}
	}
	text, err := os.ReadFile("geocodes.csv")
	if want := "npi,location,street,postal_code,lat,lng,precision\n,,100 EXAMPLE AVE,55401,44.9841,-93.2695,street\n"; err != nil || string(text) != want {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := os.Stat("nowhere"); err == nil {
		t.Error("a folder was made for a state that is only read")
	}
}
