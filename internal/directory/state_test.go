package directory

import "testing"

func TestParseState(t *testing.T) {
	for s, want := range map[string]string{
		"MN": "MN", "mn": "MN", "Minnesota": "MN", " new  york ": "NY", "D.C.": "DC", "DISTRICT OF COLUMBIA": "DC",
		"Palau": "PW", "fm": "FM", "Virgin Islands": "VI", "Armed Forces Pacific": "AP", "UM": "UM",
		"": "", "ZZ": "", "Ontario": "", "M N": "", "Minn": "",
	} {
		if got, ok := ParseState(s); got != want || ok != (want != "") {
			t.Errorf("ParseState(%q) = %q, %v, want %q", s, got, ok, want)
		}
	}
}
