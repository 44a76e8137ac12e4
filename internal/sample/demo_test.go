package sample

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

var update = flag.Bool("update", false, "write data/sample anew")

// The committed set is what the generator makes today.
func TestCommittedSetIsUpToDate(t *testing.T) {
	var files [3]bytes.Buffer
	if _, err := Generate(&files[0], &files[1], &files[2], Committed()); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{RegistryFile, PracticesFile, RosterFile} {
		if *update {
			pack(t, filepath.Join("../../data/sample", name+".gz"), files[i].Bytes())
			continue
		}
		committed, err := unpacked(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(committed, files[i].Bytes()) {
			t.Errorf("data/sample/%s.gz is not what the generator makes: go test ./internal/sample -run Committed -update", name)
		}
	}
}

func pack(t *testing.T, path string, text []byte) {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A search around Minneapolis, the one that every guide shows, finds offers.
func TestDemoOffersNearMinneapolis(t *testing.T) {
	const within = 100 * geo.MetersPerMile
	f, err := Demo(t.TempDir(), BaseDate)
	if err != nil {
		t.Fatal(err)
	}
	g := place.Default()
	origin, ok := g.ZIP("55401")
	if !ok {
		t.Fatal("the gazetteer does not know 55401")
	}
	offices := map[string][]string{} // ZIP codes by NPI
	for _, row := range table(t, f.Registry)[1:] {
		offices[row[colNPI]] = append(offices[row[colNPI]], row[colPractice+4])
	}
	for _, row := range table(t, f.Practices)[1:] {
		offices[row[0]] = append(offices[row[0]], row[5])
	}
	near := 0
	for _, row := range table(t, f.Roster)[1:] {
		if row[4] == string(directory.Withdrawn) {
			continue
		}
		for _, zip := range offices[row[0]] {
			if at, ok := g.ZIP(zip[:min(5, len(zip))]); ok && (row[1] == "" || row[1] == zip[:5]) && at.Point.Distance(origin.Point) < within {
				near++
				break
			}
		}
	}
	if near < 3 {
		t.Errorf("%d physicians offer annular closure there, want 3: choose another seed", near)
	}
}

// Evidence is as old in the demo, whenever it runs, as it is in the set.
func TestDemoMovesEvidenceDatesOnly(t *testing.T) {
	base, err := Demo(t.TempDir(), BaseDate)
	if err != nil {
		t.Fatal(err)
	}
	const days = 1000
	later, err := Demo(t.TempDir(), BaseDate+days)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range [][2]string{{base.Registry, later.Registry}, {base.Practices, later.Practices}} {
		if !bytes.Equal(read(t, p[0]), read(t, p[1])) {
			t.Errorf("%s depends on the day", filepath.Base(p[0]))
		}
	}
	was, is := table(t, base.Roster), table(t, later.Roster)
	if len(was) < 100 || len(was) != len(is) {
		t.Fatalf("%d roster rows became %d", len(was), len(is))
	}
	for i, row := range was[1:] {
		for _, col := range []int{6, 7} {
			d, err := directory.ParseDate(row[col])
			if err != nil {
				t.Fatal(err)
			}
			row[col] = (d + days).String()
		}
		if diff := cmp.Diff(row, is[i+1]); diff != "" {
			t.Errorf("roster row %d (-want +got):\n%s", i+1, diff)
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func table(t *testing.T, path string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(read(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
