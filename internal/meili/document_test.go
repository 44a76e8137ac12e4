package meili

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// golden compares got with a file of testdata, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", name, diff)
	}
}

// pretty indents JSON, one value a line.
func pretty(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		t.Fatal(err)
	}
	out.WriteByte('\n')
	return out.Bytes()
}

func mustDocument(t testing.TB, l *directory.Listing) []byte {
	t.Helper()
	d := newDocumenter()
	if _, err := d.append(l); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(d.take(), []byte("\n"))
}

// example is a listing with every field set.
func example() directory.Listing {
	office := func(id, line, city string, lat, lng float64) directory.Location {
		return directory.Location{
			ID: id, Name: "Harbor Spine Clinic", Phone: "+16125550142",
			Address:  directory.Address{Line1: line, Line2: "Ste 4", City: city, State: "MN", PostalCode: "55401-1234"},
			Position: directory.Position{Point: geo.Point{Lat: lat, Lng: lng}, Precision: directory.PrecisionZIP},
			Source:   directory.SourceNPPES, Updated: 20_600,
			Sources: []directory.Provenance{{Source: directory.SourceRoster, Date: 20_700, Fields: []string{"phone"}}},
		}
	}
	return directory.Listing{
		Physician: directory.Physician{
			NPI:         2000000002,
			Name:        directory.Name{Given: "Esmé", Middle: "Q", Family: "O'Farnham", Suffix: "Jr.", Credentials: []string{"MD", "PhD"}},
			FormerNames: []directory.Name{{Given: "Esmé", Family: "Núñez-Tarn"}},
			Gender:      directory.Female,
			Specialties: []directory.Specialty{{Code: directory.OrthopaedicSpine, Primary: true}, {Code: directory.OrthopaedicSurgery}},
		},
		Location: office("2000000002-a1b2c3", "1 Example Way", "St. Paul", 44.9537, -93.09),
		Offering: &directory.Offering{
			Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: directory.Confirmed,
			Source: "example roster", SourceDate: 20_690, VerifiedOn: 20_695,
		},
		Accepting: directory.AcceptingNew,
		Languages: []string{"en", "es"},
	}
}

func TestDocumentGolden(t *testing.T) {
	l := example()
	golden(t, "document.json", pretty(t, mustDocument(t, &l)))
}

func TestDocumentRefuses(t *testing.T) {
	d := newDocumenter()
	l := example()
	l.Location.Position.Point.Lat = 95
	if _, err := d.append(&l); !errors.Is(err, geo.ErrRange) {
		t.Errorf("latitude 95: %v, want geo.ErrRange", err)
	}
	l = example()
	l.Location.Address.Line1 = "caf\xe9"
	if _, err := d.append(&l); err == nil {
		t.Error("a text that is not UTF-8: no error; it would not come back as it was")
	}
	if half := d.take(); len(half) > 0 {
		t.Errorf("half a document was written: %q", half)
	}
}

// TestDocumentsDeterministic builds the same listings in two ways: the bytes
// must be the same.
func TestDocumentsDeterministic(t *testing.T) {
	build := func() []byte {
		d := newDocumenter()
		for _, l := range randomListings(seeded(5), 2000) {
			if _, err := d.append(&l); err != nil {
				t.Fatal(err)
			}
		}
		return d.take()
	}
	first, second := build(), build()
	if !bytes.Equal(first, second) {
		t.Error("the same listings gave different documents")
	}
	if n := bytes.Count(first, []byte("\n")); n != 2000 {
		t.Errorf("%d lines for 2000 listings", n)
	}
}

// TestDocumentWords holds the words that a hit is judged by against those that
// search takes from the listing.
func TestDocumentWords(t *testing.T) {
	for _, l := range append(randomListings(seeded(6), 2000), example()) {
		var h hit
		if err := json.Unmarshal(mustDocument(t, &l), &h); err != nil {
			t.Fatal(err)
		}
		want, got := search.RecordWords(&l), h.words()
		slices.Sort(want)
		slices.Sort(got)
		if diff := gocmp.Diff(slices.Compact(want), slices.Compact(got)); diff != "" {
			t.Fatalf("%s (-search +document):\n%s", l.ID(), diff)
		}
	}
}

// TestDocumentCells holds that a document names the cells of its own point, of
// every resolution: whoever asks Meilisearch finds it by each.
func TestDocumentCells(t *testing.T) {
	for _, l := range append(randomListings(seeded(6), 500), example()) {
		var d struct{ Cells []string }
		if err := json.Unmarshal(mustDocument(t, &l), &d); err != nil {
			t.Fatal(err)
		}
		var want []string
		for res := 2; res <= 6; res++ {
			cell, err := geo.CellAt(l.Location.Position.Point, res)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, cell.String())
		}
		if diff := gocmp.Diff(want, d.Cells); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", l.ID(), diff)
		}
	}
}

func TestSearchDigits(t *testing.T) {
	for word, want := range map[string]string{
		"16125550142": "6125550142",
		"6125550142":  "6125550142",
		"1612555014":  "1612555014", // ten digits: an NPI perhaps
		"1612555014a": "1612555014a",
		"442071234":   "442071234",
		"":            "",
		"11234567890": "1234567890",
	} {
		if got := searchDigits(word); got != want {
			t.Errorf("searchDigits(%q) = %q, want %q", word, got, want)
		}
	}
}
