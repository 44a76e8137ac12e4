package client_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/client"
)

func TestClient(t *testing.T) {
	c, err := client.New(program(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("search", func(t *testing.T) { testSearch(t, c) })
	t.Run("all pages", func(t *testing.T) { testAll(t, c) })
	t.Run("physician", func(t *testing.T) { testPhysician(t, c) })
	t.Run("lists", func(t *testing.T) { testLists(t, c) })
	t.Run("refusal", func(t *testing.T) { testRefusal(t, c) })
	t.Run("clusters", func(t *testing.T) { testClusters(t, c) })
	t.Run("held", func(t *testing.T) { testHeld(t, c) })
	t.Run("export", func(t *testing.T) { testExport(t, c) })
}

func testSearch(t *testing.T, c *client.Client) {
	a, err := c.Search(t.Context(), client.Query{
		Near: "60601", Radius: 500, Unit: "km", AnnularClosure: client.Offered, Specialties: []string{"spine-surgery"},
		PageSize: 5, Sort: "distance", Explain: true, Lang: "es",
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Data) != 5 || a.Meta.Total < 5 || a.Meta.Origin == nil || a.Meta.Origin.Kind != "zip" || *a.Meta.RadiusMeters != 500_000 {
		t.Errorf("%d cards, meta %+v", len(a.Data), a.Meta)
	}
	for _, card := range a.Data {
		if card.AnnularClosure == nil || card.Distance == nil || len(card.Reasons) == 0 {
			t.Errorf("card %s lacks what was asked for", card.NPI)
		}
	}
}

func testAll(t *testing.T, c *client.Client) {
	q := client.Query{Near: "60601", Radius: 100, PageSize: 7}
	first, err := c.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	last := 0
	for card, err := range c.All(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[card.NPI] || card.Distance.Meters < last {
			t.Errorf("card %s comes twice or out of order", card.NPI)
		}
		seen[card.NPI], last = true, card.Distance.Meters
	}
	if len(seen) != first.Meta.Total || len(seen) <= q.PageSize {
		t.Errorf("%d cards of %d", len(seen), first.Meta.Total)
	}
}

func testPhysician(t *testing.T, c *client.Client) {
	found, err := c.Search(t.Context(), client.Query{Near: "60601", Radius: 300, PageSize: 1})
	if err != nil || len(found.Data) == 0 {
		t.Fatalf("%v, %v", found, err)
	}
	one, err := c.Physician(t.Context(), found.Data[0].NPI, "en")
	if err != nil {
		t.Fatal(err)
	}
	if one.Data.NPI != found.Data[0].NPI || one.Data.Distance != nil || one.Meta.Generation == "" {
		t.Errorf("got %+v", one)
	}
	if one.Info.RequestID == "" || one.Info.ETag == "" || one.Info.Generation != one.Meta.Generation {
		t.Errorf("info %+v", one.Info)
	}
	if _, err = c.Physician(t.Context(), "1234567893", ""); !errors.Is(err, client.ErrNotFound) || strings.Contains(err.Error(), "1234567893") {
		t.Errorf("an NPI that is not listed: %v", err)
	}
	if _, err = c.Physician(t.Context(), "no/such", ""); err == nil || errors.Is(err, client.ErrNotFound) {
		t.Errorf("no NPI: %v", err)
	}
}

func testLists(t *testing.T, c *client.Client) {
	places, err := c.Places(t.Context(), "minn", 3)
	if err != nil || len(places) != 3 || !strings.HasPrefix(places[0].Label, "Minneapolis") {
		t.Errorf("places %v, %v", places, err)
	}
	specialties, err := c.Specialties(t.Context(), "es")
	if err != nil || len(specialties) < 4 || specialties[0].Value != "spine-surgery" {
		t.Errorf("specialties %v, %v", specialties, err)
	}
}

func testRefusal(t *testing.T, c *client.Client) {
	_, err := c.Search(t.Context(), client.Query{Near: "Springfield", Page: 1000})
	var refusal *client.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v", err)
	}
	if !errors.Is(err, client.ErrBadRequest) || errors.Is(err, client.ErrNotFound) || len(refusal.Errors) != 2 || len(refusal.Candidates) < 2 || refusal.RequestID == "" {
		t.Errorf("got %+v", refusal)
	}
	if strings.Contains(err.Error(), "Springfield") {
		t.Errorf("the error holds the place: %v", err)
	}
}

func TestNew(t *testing.T) {
	for _, base := range []string{"", "finder.example", "ftp://finder.example", "http://", "http://finder.example?a=b"} {
		if _, err := client.New(base); err == nil {
			t.Errorf("%q was taken", base)
		}
	}
}

// testClusters counts by cells what a search lists.
func testClusters(t *testing.T, c *client.Client) {
	a, err := c.Search(t.Context(), client.Query{BBox: "-125,25,-66,49", Clusters: true, PageSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, cell := range a.Clusters {
		n += cell.Physicians
	}
	if n != a.Meta.Total || len(a.Clusters) < 2 {
		t.Errorf("%d physicians in %d cells, %d in all", n, len(a.Clusters), a.Meta.Total)
	}
}

// testHeld asks again for what it has.
func testHeld(t *testing.T, c *client.Client) {
	q := client.Query{States: []string{"MN"}, PageSize: 2}
	first, err := c.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	q.IfNoneMatch = first.Info.ETag
	if _, err := c.Search(t.Context(), q); !errors.Is(err, client.ErrNotModified) {
		t.Errorf("held: %v", err)
	}
	q.PageSize = 3
	if other, err := c.Search(t.Context(), q); err != nil || len(other.Data) != 3 {
		t.Errorf("another question: %v", err)
	}
}

// testExport takes everything, in which everybody of a search is once.
func testExport(t *testing.T, c *client.Client) {
	e, err := c.Export(t.Context(), client.ExportQuery{Lang: "es"})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for p, err := range e.All() {
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Offices) == 0 {
			t.Errorf("%s has no office", p.NPI)
		}
		seen[p.NPI]++
	}
	if len(seen) != e.Physicians || e.Physicians < 100 || e.Info.Generation == "" {
		t.Errorf("%d physicians of %d, %+v", len(seen), e.Physicians, e.Info)
	}
	for card, err := range c.All(t.Context(), client.Query{States: []string{"MN"}, PageSize: 100}) {
		if err != nil || seen[card.NPI] != 1 {
			t.Errorf("%s is %d times in the export: %v", card.NPI, seen[card.NPI], err)
		}
	}
	changes, err := c.Changes(t.Context(), e.Info.State)
	if err != nil || len(changes.Data) != 0 || changes.Info.State == "" || changes.Info.Generation != e.Info.Generation {
		t.Errorf("changed since just now: %+v, %v", changes, err)
	}
	if _, err := c.Changes(t.Context(), "long-ago"); !errors.Is(err, client.ErrGone) {
		t.Errorf("changes since a state that nobody knows: %v", err)
	}
	if _, err := c.Export(t.Context(), client.ExportQuery{Lang: "es", IfNoneMatch: e.Info.ETag}); !errors.Is(err, client.ErrNotModified) {
		t.Errorf("held: %v", err)
	}
}
