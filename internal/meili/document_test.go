package meili

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
		Others:   []directory.Location{office("2000000002-d4e5f6", "2 Example Way", "Fenwick", 44.98, -93.27)},
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

func TestListingRoundTrip(t *testing.T) {
	r := seeded(3)
	for _, l := range append(randomListings(r, 5000), example(), directory.Listing{}) {
		text, err := encodeListing(&l)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeListing(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if diff := gocmp.Diff(l, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", text, diff)
		}
		again, err := encodeListing(&got)
		if err != nil || again != text {
			t.Fatalf("encoded again: %q, %v; want %q", again, err, text)
		}
	}
}

func TestCoordinatesRoundTrip(t *testing.T) {
	r := seeded(4)
	for range 20_000 {
		l := example()
		l.Location.Position.Point = geo.Point{Lat: (r.Float64() - 0.5) * 180, Lng: math.Float64frombits(r.Uint64()>>2 | 1<<61)}
		text, err := encodeListing(&l)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decodeListing(text); err != nil || got.Location.Position != l.Location.Position {
			t.Fatalf("%v came back as %v, %v", l.Location.Position, got.Location.Position, err)
		}
	}
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
		tile, err := geo.TileAt(l.Location.Position.Point)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := h.tile(); err != nil || got != tile {
			t.Fatalf("tile of the document is %v, %v; of the listing %v", got, err, tile)
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

// FuzzDecodeListing feeds stored listings that nobody wrote.
func FuzzDecodeListing(f *testing.F) {
	for _, l := range append(randomListings(seeded(7), 20), example()) {
		text, err := encodeListing(&l)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
		f.Add(text[:len(text)/2])
	}
	for _, s := range []string{"", "1;", "2;", "1;999999999999;", "1;-1:", "1;0;99999999:", "1;9;9999999;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := decodeListing(s)
		if err != nil {
			if !errors.Is(err, errRecord) {
				t.Errorf("%q: %v, want errRecord", s, err)
			}
			return
		}
		text, err := encodeListing(&l)
		if err != nil {
			return // the fuzzer's text is not UTF-8
		}
		again, err := decodeListing(text)
		if err != nil {
			t.Fatalf("%q encoded as %q: %v", s, text, err)
		}
		if diff := gocmp.Diff(l, again, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%q:\n%s", s, diff)
		}
	})
}
