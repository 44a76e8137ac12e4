package meili

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

func form1(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../record/testdata/form1", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// publishForm1 makes a generation live as programs of form 1 did, and returns
// its listings.
func (b *bench) publishForm1(t *testing.T) []directory.Listing {
	t.Helper()
	var documents []map[string]any
	var listings []directory.Listing
	if err := errors.Join(json.Unmarshal(form1(t, "live.json"), &documents), json.Unmarshal(form1(t, "listings.json"), &listings)); err != nil {
		t.Fatal(err)
	}
	c, uid := b.master(t), listingsIndex+documents[1]["id"].(string)
	if err := errors.Join(c.ensureLiveIndex(t.Context()), c.createIndex(t.Context(), "making it", uid), c.set(t.Context(), uid, settings)); err != nil {
		t.Fatal(err)
	}
	added, err := c.upload(t.Context(), uid, form1(t, "documents.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	pointed, err := c.sdk.Index(liveIndex).AddDocuments(t.Context(), documents, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.await(t.Context(), "adding", added), c.await(t.Context(), "pointing", pointed.TaskUID)); err != nil {
		t.Fatal(err)
	}
	return listings
}

// answersOf asks the same questions, by place and by name, and returns what
// does not differ between generations.
func answersOf(t *testing.T, f *search.Finder, listings []directory.Listing) (all []any) {
	t.Helper()
	for _, l := range listings {
		at := &place.Place{Point: geo.Point{Lat: l.Location.Position.Point.Lat + 0.1, Lng: l.Location.Position.Point.Lng}}
		for _, text := range []string{"", l.Physician.Name.Family} {
			r, err := f.Search(t.Context(), search.Query{Origin: at, Radius: 150_000, Text: text, Page: 1, Size: 20})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r.Cards, r.Beyond, r.Total, r.Facets)
		}
	}
	return all
}

// TestFormBefore has a service meet a generation of the form before, and then
// one of the same listings of the present form: both come back whole, and the
// answers are the same.
func TestFormBefore(t *testing.T) {
	b := startServer(t)
	listings := b.publishForm1(t)
	f := search.New(b.open(t), search.Options{})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	old := f.Status().Generation.ID
	for _, want := range listings {
		got, _, err := f.Office(t.Context(), want.Physician.NPI, want.ID())
		if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("%s (-want +got): %v\n%s", want.ID(), err, diff)
		}
	}
	before := answersOf(t, f, listings)
	b.publish(t, listings)
	if err := f.Load(t.Context()); err != nil || f.Status().Generation.ID == old {
		t.Fatalf("Load: %v", err)
	}
	if diff := gocmp.Diff(before, answersOf(t, f, listings)); diff != "" {
		t.Errorf("answers (-form before +present form):\n%s", diff)
	}
}

// TestFormBeforeRefuses holds what keeps programs of form 1 from a generation
// that they could not read: they cut a tile at its space and want an H3 cell
// before it.
func TestFormBeforeRefuses(t *testing.T) {
	s := newSummary(&search.Generation{ID: "g"})
	if len(s.Tiles) == 0 {
		t.Fatal("a summary without tiles reads as an empty generation in form 1")
	}
	for _, tile := range s.Tiles {
		name, _, _ := strings.Cut(tile, " ")
		if _, err := geo.ParseCell(name); err == nil {
			t.Errorf("tile %q is understood", tile)
		}
	}
}

// TestLaterForm publishes a generation of a form that this program does not
// know: it says so, is not degraded, and goes on answering.
func TestLaterForm(t *testing.T) {
	b := startServer(t)
	listings := randomListings(seeded(70), 30)
	id := b.publish(t, listings)
	f := search.New(b.open(t), search.Options{})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := b.master(t)
	s := newSummary(&search.Generation{ID: "29991231T000000000Z-000000"})
	s.Form = record.Version + 1
	if err := c.point(t.Context(), pointer{Generation: s.ID, Kept: []kept{{Generation: id}}}, s); err != nil {
		t.Fatal(err)
	}
	if err := f.Load(t.Context()); !errors.Is(err, record.ErrUnreadable) {
		t.Errorf("Load: %v; want ErrUnreadable", err)
	}
	if st := f.Status(); !st.Ready || st.Degraded || st.Generation.ID != id {
		t.Errorf("Status: %+v", st)
	}
	l := listings[0]
	r, err := f.Search(t.Context(), search.Query{Text: l.Physician.NPI.String(), Page: 1, Size: 5})
	if err != nil || r.Total != 1 || r.Degraded {
		t.Errorf("by words: %v, %+v", err, r)
	}
}
