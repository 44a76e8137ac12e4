package geocode_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer/geocode"
	"github.com/physicianfinder/finder/internal/place"
)

// wanted are the addresses that extracts are looked through for.
func wanted() ([]geocode.Address, error) {
	var all []geocode.Address
	for _, street := range []string{
		"201 SAMPLE AVE N", "202 UNITS ST", "203 SCATTERED ST", "208 DULUTH ST", "210 ZERO ST", "301 LINE RD", "100 EXAMPLE AVE",
		"401 N NATIONAL ST", "402 PARTS AVE S", "403A SUFFIX RD", "501 HWY 12", "502 1ST LAYOUT CT",
	} {
		zip := "55401"
		if street == "210 ZERO ST" {
			zip = "02142"
		}
		all = append(all, geocode.Address{Street: street, ZIP5: zip})
	}
	return all, nil
}

// heading finds what becomes of each row of the files in testdata: their ids
// say it.
var heading = regexp.MustCompile(`["',]([a-z_]+)-\d+\b`)

// TestImport imports an answer of the Census geocoder and extracts in each of
// their forms. Every row says under which heading it belongs, and the geocodes
// file afterwards is after.csv.
func TestImport(t *testing.T) {
	to := filepath.Join(t.TempDir(), "geocodes.csv")
	before, err := os.ReadFile("testdata/before.csv")
	if err == nil {
		err = os.WriteFile(to, before, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, name := range []string{"census.csv", "openaddresses.csv", "openaddresses.geojson", "nad.csv", "nad-first.csv"} {
		paths = append(paths, filepath.Join("testdata", name))
	}
	for run := range 2 { // a second import of the same changes nothing
		r, err := geocode.Import(context.Background(), geocode.Options{To: to, Paths: paths, Wanted: wanted, Gazetteer: place.Default()})
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range r.Files {
			text, err := os.ReadFile(file.Path)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]int64{}
			for _, m := range heading.FindAllStringSubmatch(string(text), -1) {
				want[m[1]]++
			}
			got := map[string]int64{"used": file.Used}
			sum := file.Used
			for why, n := range file.Refused {
				got[string(why)] = n
				sum += n
			}
			if diff := cmp.Diff(want, got); diff != "" || sum != file.Rows {
				t.Errorf("%s: %d rows, %d told (-want +got):\n%s", file.Path, file.Rows, sum, diff)
			}
			for _, refusal := range file.Refusals { // by row
				line := strings.Split(strings.ReplaceAll(string(text), "\n\n", "\n"), "\n")[refusal.Row-1+header(file.Path)]
				if !strings.Contains(line, fmt.Sprintf("%s-", refusal.Reason)) {
					t.Errorf("%s: %v is said of %s", file.Path, refusal, line)
				}
			}
		}
		if wantNew, wantReplaced := []int{13, 0}[run], []int{1, 0}[run]; r.Addresses != 16 || r.New != wantNew || r.Replaced != wantReplaced {
			t.Errorf("%d addresses, %d new, %d replaced", r.Addresses, r.New, r.Replaced)
		}
		wantFile(t, to, "testdata/after.csv")
	}
}

// header is how many lines of a file stand before its first row.
func header(path string) int64 {
	if strings.HasSuffix(path, "census.csv") || strings.HasSuffix(path, "geojson") {
		return 0
	}
	return 1
}

func wantFile(t *testing.T, path, golden string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", golden, diff)
	}
}

// TestImportRefused gives what is no file of geocodes: nothing is changed, and
// the error says what to do.
func TestImportRefused(t *testing.T) {
	good := "street,postal_code,lat,lng,precision\n1 Elm St,55401,44.98,-93.27,street\n"
	tests := []struct{ name, text, before, says string }{
		{"a web page", "<!doctype html>\n<title>Maintenance</title>", good, "web page"},
		{"nothing", "", good, "nothing in it"},
		{"something else", "name,town\nDoe,Minneapolis\n", good, "LON or Longitude"},
		{"points without numbers", "LON,LAT,STREET,POSTCODE\n-93.27,44.98,Elm St,55401\n", good, "house number"},
		{"a spreadsheet's semicolons", "LON;LAT;NUMBER;STREET;POSTCODE\n", good, "commas"},
		{"a geocodes file that is damaged", "\"1\",\"1 A ST, B, MN, 55401\",\"No_Match\"\n", good + "2 Elm St,5540,44.98,-93.27,street\n", "row 2"},
		{"a geocodes file that is none", "\"1\",\"1 A ST, B, MN, 55401\",\"No_Match\"\n", "a,b\n", "lat"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			to, path := filepath.Join(t.TempDir(), "geocodes.csv"), filepath.Join(t.TempDir(), "answer.csv")
			if err := errors.Join(os.WriteFile(to, []byte(tt.before), 0o600), os.WriteFile(path, []byte(tt.text), 0o600)); err != nil {
				t.Fatal(err)
			}
			o := geocode.Options{To: to, Paths: []string{"testdata/census.csv", path}, Wanted: wanted, Gazetteer: place.Default()}
			_, err := geocode.Import(context.Background(), o)
			if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), ".csv") {
				t.Errorf("%v, want %q", err, tt.says)
			}
			if after, _ := os.ReadFile(to); string(after) != tt.before {
				t.Errorf("the geocodes file has become %q", after)
			}
		})
	}
	t.Run("a state that cannot be read", func(t *testing.T) {
		away := errors.New("no state")
		o := geocode.Options{
			To: filepath.Join(t.TempDir(), "x.csv"), Paths: []string{"testdata/nad.csv"}, Gazetteer: place.Default(),
			Wanted: func() ([]geocode.Address, error) { return nil, away },
		}
		if _, err := geocode.Import(context.Background(), o); !errors.Is(err, away) {
			t.Error(err)
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		to := filepath.Join(t.TempDir(), "x.csv")
		_, err := geocode.Import(ctx, geocode.Options{To: to, Paths: []string{"testdata/census.csv"}, Gazetteer: place.Default()})
		if _, there := os.Stat(to); !errors.Is(err, context.Canceled) || !os.IsNotExist(there) {
			t.Error(err, there)
		}
	})
}

// TestWriteCensus writes the files that the batch geocoder takes.
func TestWriteCensus(t *testing.T) {
	var all []geocode.Address
	for n := range 20_001 {
		all = append(all, geocode.Address{Street: fmt.Sprintf("%d EXAMPLE AVE", n+1), City: "St Paul, W", State: "MN", ZIP5: "55101"})
	}
	dir := filepath.Join(t.TempDir(), "new")
	files, err := geocode.WriteCensus(dir, all)
	if err != nil || len(files) != 3 {
		t.Fatal(files, err)
	}
	seen := map[string]bool{}
	for i, want := range []int{10_000, 10_000, 1} {
		text, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		if len(lines) != want {
			t.Errorf("%s has %d lines, want %d", files[i], len(lines), want)
		}
		for k, line := range lines {
			id := fmt.Sprint(i*10_000 + k + 1)
			if line != id+","+id+" EXAMPLE AVE,St Paul W,MN,55101" {
				t.Fatalf("%s: %q", files[i], line)
			}
			seen[id] = true
		}
	}
	if len(seen) != len(all) {
		t.Errorf("%d ids for %d addresses", len(seen), len(all))
	}
	if _, err := geocode.WriteCensus(dir, all[:1]); !errors.Is(err, geocode.ErrNotEmpty) {
		t.Errorf("over an earlier export: %v", err)
	}
	if files, err := geocode.WriteCensus(t.TempDir(), nil); err != nil || len(files) != 0 {
		t.Errorf("nothing to ask: %v, %v", files, err)
	}
}
