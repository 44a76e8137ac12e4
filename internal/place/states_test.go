package place

import (
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
)

// The gazetteer knows each state that has towns by all of its names, and no
// others: a state without towns could not be answered with any.
func TestGazetteer_State(t *testing.T) {
	known := 0
	for _, s := range geo.States() {
		has := s.Kind == geo.Union || s.Kind == geo.Territory || s.Code == "MH"
		if has {
			known++
		}
		for _, name := range append([]string{s.Code, s.Name}, s.Other...) {
			want := ""
			if has {
				want = s.Code
			}
			if got := Default().State(name); got != want {
				t.Errorf("State(%q) = %q, want %q", name, got, want)
			}
		}
	}
	if known != 57 {
		t.Errorf("%d states, want 57", known)
	}
	for text, want := range map[string]string{"w. va.": "WV", "nuevo mexico": "NM", "DistrictOfColumbia": "DC", "Penns": ""} {
		if got := Default().State(text); got != want {
			t.Errorf("State(%q) = %q, want %q", text, got, want)
		}
	}
}
