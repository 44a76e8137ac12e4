package query

import (
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
)

// The states that may be asked for are those where physicians can be.
func TestReadState(t *testing.T) {
	for _, s := range geo.States() {
		code, _, ok := readState(s.Code)
		if want := s.Kind != geo.PostalOnly; ok != want || ok && code != s.Code {
			t.Errorf("readState(%q) = %q, %v, want %v", s.Code, code, ok, want)
		}
	}
	for text, want := range map[string]string{"mn": "MN", "Pw": "PW", "ZZ": "", "Minnesota": "", "": ""} {
		if code, allowed, ok := readState(text); code != want || ok != (want != "") || !ok && len(allowed) == 0 {
			t.Errorf("readState(%q) = %q, %v, %v, want %q", text, code, allowed, ok, want)
		}
	}
}
