package console

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestReadingIsSaid: the console says that a region was read and searched
// whole, that a region is not known, and which names a short form was read as.
func TestReadingIsSaid(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	got := d.find(t, token, question{Text: "spine surgeon long island", Radius: 10})
	if got.Place != "Long Island, NY" || got.Radius != 55 || !slices.ContainsFunc(got.Warnings, func(s string) bool { return strings.HasPrefix(s, "Long Island, NY is a region.") }) {
		t.Errorf("%q, %d miles, %q", got.Place, got.Radius, got.Warnings)
	}
	got = d.find(t, token, question{Text: "pepe quillmore"})
	if got.Total == 0 || !slices.Contains(got.Warnings, "Pepe: also José.") {
		t.Errorf("%d found, %q", got.Total, got.Warnings)
	}
	if w := d.send("/console/api/find", token, question{Text: "spine surgeon near western Kansas", Radius: 50}); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "do not know this region") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
