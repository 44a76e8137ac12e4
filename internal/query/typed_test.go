package query_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/query"
)

// TestValuesAsTyped: nothing that stands in the address bar goes silently.
func TestValuesAsTyped(t *testing.T) {
	for raw, want := range map[string]url.Values{
		"near=55401&q=addra;":     {"near": {"55401"}, "q": {"addra;"}},
		"q=50%":                   {"q": {"50%"}},
		"q=50%25":                 {"q": {"50%"}},
		"q=100%+nguyen&near=":     {"q": {"100% nguyen"}, "near": {""}},
		"q=%zz%4":                 {"q": {"%zz%4"}},
		"q=a%20b+c%2B":            {"q": {"a b c+"}},
		"q=n%C3%BA%C3%B1ez":       {"q": {"núñez"}},
		"q=1&q=2":                 {"q": {"1", "2"}},
		"q=a=b":                   {"q": {"a=b"}},
		"q;near=55401":            {"q;near": {"55401"}},
		"":                        {},
		"&&=x":                    {},
		"near=44.98%2C-93.27&q=%": {"near": {"44.98,-93.27"}, "q": {"%"}},
	} {
		if diff := cmp.Diff(want, query.Typed(raw)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", raw, diff)
		}
	}
}
