package indexer_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/geocode"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/sample"
)

// TestGeocodesRoundTrip asks a fictional geocoder, which knows where the
// buildings of a sample truly stand and errs in the ways of real ones, and
// takes its answers: each listing stands where a brute force says, and each
// address was asked once.
func TestGeocodesRoundTrip(t *testing.T) {
	o := sample.Options{Count: 300, Others: 100, Roles: 10, Seed: 12}
	if os.Getenv("FINDER_VERIFY") == "1" {
		o.Count, o.Others = 20_000, 3_000
	}
	files, _, err := sample.Write(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	before := &indexertest.Writer{}
	options := indexer.Options{NoRoster: true, NPPES: files.Registry, Practices: files.Practices, State: t.TempDir()}
	index(t, options, before)

	out := filepath.Join(t.TempDir(), "census")
	asked := exported(t, options.State, out)
	want := map[string]bool{} // street and ZIP code of every listing
	for i := range before.Published {
		a := before.Published[i].Location.Address
		want[bruteStreet(a.Line1)+" "+a.ZIP5()] = true
	}
	got := map[string]bool{}
	for _, row := range asked {
		got[bruteStreet(row[1])+" "+row[4]] = true
	}
	if diff := cmp.Diff(want, got); diff != "" || len(asked) != len(want) {
		t.Fatalf("%d asked, %d streets (-want +got):\n%s", len(asked), len(want), diff)
	}

	answers, right := askFictional(t, files.Truth, asked)
	to := filepath.Join(t.TempDir(), "geocodes.csv")
	report, err := geocode.Import(context.Background(), geocode.Options{To: to, Paths: []string{answers}, Gazetteer: place.Default()})
	if err != nil {
		t.Fatal(err)
	}
	counted := report.Files[0].Used
	for _, n := range report.Files[0].Refused {
		counted += n
	}
	if report.Files[0].Rows != int64(len(asked)) || counted != int64(len(asked)) || report.Addresses != len(right) {
		t.Errorf("%d rows, %d counted, %d asked; %d addresses taken, want %d: %v", report.Files[0].Rows, counted, len(asked), report.Addresses, len(right), report.Files[0].Refused)
	}
	after := &indexertest.Writer{}
	r := index(t, indexer.Options{NoRoster: true, State: options.State, Geocodes: to}, after)
	if side := r.Sources["geocodes"]; side.Rows != int64(len(right)) || side.Used != side.Rows {
		t.Errorf("geocodes %+v, want %d used", side, len(right))
	}
	wrong := 0
	for i := range after.Published {
		a, b := &after.Published[i].Location, &before.Published[i].Location
		w := b.Position
		if at, ok := right[bruteStreet(a.Address.Line1)+" "+a.Address.ZIP5()]; ok {
			w.Point.Lat, w.Point.Lng, w.Precision = at[0], at[1], directory.PrecisionStreet
		}
		if a.ID != b.ID || a.Position != w {
			if wrong++; wrong <= 10 {
				t.Errorf("%s %+v at %+v, want %+v", a.ID, a.Address, a.Position, w)
			}
		}
	}
	if again := exported(t, options.State, filepath.Join(out, "rest")); len(again) != len(asked)-len(right) {
		t.Errorf("%d addresses are asked again, want %d", len(again), len(asked)-len(right))
	}
	t.Logf("%d listings, %d addresses asked, %d taken: %v; %d listings wrong", len(after.Published), len(asked), len(right), report.Files[0].Refused, wrong)
	sayWorth(t, files.Truth, before.Published, after.Published)
}

// exported returns the rows that are written for the Census geocoder.
func exported(t *testing.T, state, dir string) (rows [][]string) {
	t.Helper()
	all, err := indexer.Ungeocoded(context.Background(), indexer.Options{State: state})
	if err != nil {
		t.Fatal(err)
	}
	paths, err := geocode.WriteCensus(dir, all)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		part, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, part...)
	}
	return rows
}

// askFictional answers as the Census geocoder does, and returns what is to be
// taken of it, by street and ZIP code.
func askFictional(t *testing.T, truth string, asked [][]string) (path string, right map[string][2]float64) {
	t.Helper()
	at := map[string][2]float64{}
	for _, row := range readTable(t, truth) {
		lat, err1 := strconv.ParseFloat(row["lat"], 64)
		lng, err2 := strconv.ParseFloat(row["lng"], 64)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		at[bruteStreet(row["line1"])+" "+row["postal"][:5]] = [2]float64{lat, lng}
	}
	zips := newBruteZIPs()
	rng := rand.New(rand.NewPCG(21, 22))
	right = map[string][2]float64{}
	shared := map[[2]float64]int{}
	var b strings.Builder
	for _, row := range asked {
		id, key := row[0], bruteStreet(row[1])+" "+row[4]
		input := strings.Join(row[1:], ", ")
		p, known := at[key]
		kind, matched := "Exact", strings.ToUpper(input)
		take := known
		switch x := rng.Float64(); {
		case !known || x < 0.1:
			fmt.Fprintf(&b, "%q,%q,\"No_Match\"\n", id, input)
			continue
		case x < 0.15:
			fmt.Fprintf(&b, "%q,%q,\"Tie\"\n", id, input)
			continue
		case x < 0.25:
			kind = "Non_Exact"
		case x < 0.3:
			kind, matched, take = "Non_Exact", strings.Replace(matched, ", "+row[4], ", 00501", 1), false
		case x < 0.35:
			kind, matched, take = "Non_Exact", "9"+matched, false
		case x < 0.4:
			p[1] = -p[1]
		case x < 0.45: // of the same name, in another state
			p = [2]float64{40.7589 + rng.Float64(), -73.98513}
		}
		middle := zips.by[row[4]]
		far := meters(p[0], p[1], middle.Point.Lat, middle.Point.Lng) > 3*middle.Precision
		if take && !far && zips.inState(brutePlace{lat: p[0], lng: p[1]}, row[3]) {
			right[key] = p
			if shared[p]++; shared[p] > 1 {
				t.Fatalf("two buildings of the sample stand at one point: %v", p)
			}
		}
		fmt.Fprintf(&b, "%q,%q,\"Match\",%q,%q,\"%v,%v\",\"1\",\"L\"\n", id, input, kind, matched, p[1], p[0])
	}
	path = filepath.Join(t.TempDir(), "GeocodeResults.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, right
}

// TestUngeocoded asks for what stands no better than at its ZIP code, whoever
// is there and in whatever suite, and for nothing else.
func TestUngeocoded(t *testing.T) {
	state := t.TempDir()
	if _, err := indexer.Ungeocoded(context.Background(), indexer.Options{}); !errors.Is(err, indexer.ErrUsage) {
		t.Errorf("no state named: %v", err)
	}
	if _, err := indexer.Ungeocoded(context.Background(), indexer.Options{State: state}); !errors.Is(err, indexer.ErrRefused) || !strings.Contains(err.Error(), "finder index") {
		t.Errorf("an empty state: %v", err)
	}
	index(t, indexer.Options{
		State: state, Roster: writeText(t, rosterHeader+"\n"+npi(1).String()+",55401,annular-closure,barricaid,confirmed,phone call,2026-09-01,2026-09-14,,,,\n"),
		NPPES: registry(t,
			surgeon(1, nil), surgeon(2, row{colLine1: "100 EXAMPLE AVENUE", colLine2: "SUITE 300"}), surgeon(3, row{colLine1: "7 ELM ST"}),
			surgeon(4, row{colLine1: "9 ROOF RD"}), surgeon(5, row{colLine1: "PO BOX 1"}), surgeon(6, row{colCity: "MIAMI", colState: "FL", colLine1: "5 PALM ST"}),
		),
		Geocodes: writeCSV(t, []string{"npi", "location", "street", "postal_code", "lat", "lng", "precision"},
			row{"street": "9 ROOF RD", "postal_code": "55401", "lat": "44.981", "lng": "-93.271", "precision": "street"},
			row{"npi": npi(3).String(), "location": "55401", "lat": "44.981", "lng": "-93.272", "precision": "zip"},
		),
	}, &indexertest.Writer{})
	file, err := os.ReadFile(filepath.Join(state, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := indexer.Ungeocoded(context.Background(), indexer.Options{State: state})
	want := []geocode.Address{
		{Street: "100 EXAMPLE AVE", City: "Minneapolis", State: "MN", ZIP5: "55401"},
		{Street: "5 PALM ST", City: "Miami", State: "FL", ZIP5: "55401"}, // at its town
		{Street: "7 ELM ST", City: "Minneapolis", State: "MN", ZIP5: "55401"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if after, err := os.ReadFile(filepath.Join(state, "state.db")); err != nil || string(after) != string(file) {
		t.Error("the state has changed")
	}
}
