package meili

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

func byID(a, b directory.Listing) int { return cmp.Compare(a.ID(), b.ID()) }

// all reads a whole generation.
func all(t *testing.T, x *Index, g *search.Generation) []directory.Listing {
	t.Helper()
	var listings []directory.Listing
	for text, err := range x.Records(t.Context(), g) {
		if err != nil {
			t.Fatal(err)
		}
		l, err := record.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		listings = append(listings, l)
	}
	return listings
}

func TestPublishedComesBack(t *testing.T) {
	b := startServer(t)
	listings := randomListings(seeded(1), 3000)
	id := b.publish(t, listings)
	x := b.open(t)
	g, err := x.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if g.ID != id {
		t.Errorf("live is %s, published was %s", g.ID, id)
	}
	got := all(t, x, g)
	slices.SortFunc(got, byID)
	want := slices.SortedFunc(slices.Values(listings), byID)
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("what was published is not what comes back (-want +got):\n%.3000s", diff)
	}
}

// TestManyPages reads a generation of more listings than one request fetches.
func TestManyPages(t *testing.T) {
	b := startServer(t)
	listings := randomListings(seeded(2), 2*pageSize+pageSize/5)
	b.publish(t, listings)
	x := b.open(t)
	g, err := x.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, l := range all(t, x, g) {
		ids[l.ID()] = true
	}
	if len(ids) != len(listings) {
		t.Errorf("%d different listings of %d", len(ids), len(listings))
	}
}

// TestListingLost loses a document of a live generation behind everybody's
// back: no part of it passes for all of it.
func TestListingLost(t *testing.T) {
	b := startServer(t)
	listings := randomListings(seeded(15), 40)
	id := b.publish(t, listings)
	b.mustDelete(t, id, listings[3].ID())
	f := search.New(b.open(t), search.Options{})
	if err := f.Load(t.Context()); err == nil || f.Status().Ready {
		t.Errorf("Load with a listing lost: %v, ready %v", err, f.Status().Ready)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, url := range []string{"", "localhost:7700", "http://", "ftp://127.0.0.1", "http://bad host"} {
		if _, err := Open(Config{URL: url}); err == nil {
			t.Errorf("Open with the URL %q: no error", url)
		}
	}
}
