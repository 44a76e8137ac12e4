package meili

import (
	"testing"
)

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
