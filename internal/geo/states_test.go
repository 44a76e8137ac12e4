package geo

import (
	"slices"
	"strings"
	"testing"
)

func TestStates(t *testing.T) {
	count := map[StateKind]int{}
	names := map[string]string{}
	last := ""
	for _, s := range States() {
		if len(s.Code) != 2 || s.Code != strings.ToUpper(s.Code) || s.Code <= last {
			t.Errorf("code %q after %q", s.Code, last)
		}
		last = s.Code
		count[s.Kind]++
		for _, name := range append([]string{s.Name}, s.Other...) {
			if other := names[name]; other != "" || name == "" {
				t.Errorf("%q is the name of %s and of %s", name, other, s.Code)
			}
			names[name] = s.Code
		}
		if got, ok := StateOf(s.Code); !ok || got.Name != s.Name {
			t.Errorf("StateOf(%q) = %q, %v", s.Code, got.Name, ok)
		}
	}
	for kind, want := range map[StateKind]int{Union: 51, Territory: 5, Associated: 3, PostalOnly: 4} {
		if count[kind] != want {
			t.Errorf("%d states of kind %d, want %d", count[kind], kind, want)
		}
	}
	for _, code := range []string{"", "mn", "XX", "Minnesota"} {
		if s, ok := StateOf(code); ok {
			t.Errorf("StateOf(%q) = %q", code, s.Name)
		}
	}
}

func TestStates_caller(t *testing.T) {
	mine := States()
	mine[0].Code = "ZZ"
	if slices.ContainsFunc(States(), func(s State) bool { return s.Code == "ZZ" }) {
		t.Error("a caller changed the list")
	}
}
