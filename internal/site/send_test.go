package site

import (
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

// TestSend reads what is sent of a list and of a profile: whom to call, and
// nothing of the search.
func TestSend(t *testing.T) {
	h := open(t, io.Discard)
	for target, want := range map[string][]string{
		"/find?near=55401&radius=50&q=doctor+near+Exampleton&lang=en": {"1. Avery J. Example, MD: (612) 555-0100", "2. Quinn Sample, DO: (612) 555-0110", "844-288-7474"},
		"/find?near=55401&radius=50&lang=es":                          {"1. Avery J. Example, MD: (612) 555-0100", "Ayuda por teléfono: 844-288-7474"},
		"/physicians/" + fixture.NPI(0).String() + "?lang=en":         {"1. Avery J. Example, MD, 805 Example Street, Suite 300: (612) 555-0100", "/physicians/" + fixture.NPI(0).String()},
		"/find?near=55401&radius=2&annular_closure=confirmed&lang=en": {"Avery J. Example, MD: (612) 555-0100"},
	} {
		body := html.UnescapeString(get(t, h, target).Body.String())
		for _, scheme := range []string{"sms:?&", "mailto:?"} {
			m := regexp.MustCompile(`href="` + regexp.QuoteMeta(scheme) + `([^"]*)"`).FindStringSubmatch(body)
			if m == nil {
				t.Errorf("%s: no %s", target, scheme)
				continue
			}
			if strings.Contains(m[1], "+") {
				t.Errorf("%s: a plus sign that mail shows as one: %s", target, m[1])
			}
			values, err := url.ParseQuery(m[1])
			if err != nil {
				t.Fatal(err)
			}
			text := values.Get("body")
			for _, line := range want {
				if !strings.Contains(text, line) {
					t.Errorf("%s: %s does not hold %q:\n%s", target, scheme, line, text)
				}
			}
			for _, asked := range []string{"55401", "near=", "radius", "closure", "Minneapolis"} {
				if strings.Contains(m[1], asked) {
					t.Errorf("%s: %s tells what was searched for: %q", target, scheme, asked)
				}
			}
			if n := strings.Count(text, "555-01"); n > maxSent {
				t.Errorf("%s: %d numbers in a message", target, n)
			}
		}
	}
	if body := get(t, h, "/find?near=55401&q=fixture-nobody").Body.String(); strings.Contains(body, "sms:") {
		t.Error("an empty list is offered to send")
	}
}
