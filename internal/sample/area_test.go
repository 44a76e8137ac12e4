package sample

import (
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
)

// Every state has area codes of its own, and no others have.
func TestAreaCodes(t *testing.T) {
	areas := newAreaCodes()
	for _, s := range geo.States() {
		if len(areas[s.Code]) == 0 && s.Kind == geo.Union {
			t.Errorf("%s has no area codes", s.Code)
		}
	}
	for code, list := range areas {
		if s, ok := geo.StateOf(code); !ok || s.Kind == geo.PostalOnly || len(list) == 0 {
			t.Errorf("area codes %q of %q", list, code)
		}
	}
}
