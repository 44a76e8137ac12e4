package meili

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

// A build is verified by the counts of all tiles, so these must never be cut
// off: half of the values are left to geocodes that lie elsewhere.
func TestFacetsHoldEveryTile(t *testing.T) {
	var s struct {
		Faceting struct{ MaxValuesPerFacet int }
	}
	if err := json.Unmarshal(settings, &s); err != nil {
		t.Fatal(err)
	}
	coarse := map[geo.Cell]bool{}
	for code := range 100_000 {
		p, ok := place.Default().ZIP(fmt.Sprintf("%05d", code))
		if !ok {
			continue
		}
		cells, err := geo.Cells(p.Point)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cells[:geo.TileResolution-geo.MinResolution+1] {
			coarse[c] = true
		}
	}
	if n := len(coarse); n == 0 || n > s.Faceting.MaxValuesPerFacet/2 {
		t.Errorf("%d tiles and coarser cells, of %d values", n, s.Faceting.MaxValuesPerFacet)
	}
}

// TestSettingsGolden asks the server what the settings have become, defaults
// and all: a setting that a new version ignores or adds shows here.
func TestSettingsGolden(t *testing.T) {
	b := startServer(t)
	c := b.master(t)
	uid := listingsIndex + "settings"
	if err := c.createIndex(t.Context(), "making an index", uid); err != nil {
		t.Fatal(err)
	}
	if err := c.set(t.Context(), uid, settings); err != nil {
		t.Fatal(err)
	}
	answer, err := c.send(t.Context(), "GET", "/indexes/"+uid+"/settings", nil)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "settings.json", pretty(t, answer))
}
