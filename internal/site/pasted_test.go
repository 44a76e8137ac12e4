package site

import (
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
)

// TestPaste copies what our own pages print back into the box: every telephone
// number and every place must be read as the thing that it is.
func TestPaste(t *testing.T) {
	t.Parallel()
	p := query.New(query.Options{
		Gazetteer: place.Default(), Today: func() directory.Date { return directory.DateOf(time.Unix(0, 0)) }, Lenient: true,
	})
	for _, e164 := range []string{"+16125550100", "+12125550199", "+17875550142", "+18442887474", "+19075550123"} {
		for _, text := range []string{dial(directory.FormatPhone(e164)).Text, string(dial(directory.FormatPhone(e164)).URL), dial(e164[2:5] + "-" + e164[5:8] + "-" + e164[8:]).Text, directory.FormatPhone(e164), e164} {
			req, err := p.Parse(url.Values{"q": {text}})
			if err != nil || req.Search.Filter.Phone != e164 || req.Search.Text != "" {
				t.Errorf("%q is not read as %s: %v", text, e164, err)
			}
			if got, err := directory.ParsePhone(text); err != nil || got != e164 {
				t.Errorf("ParsePhone(%q) = %q, %v", text, got, err)
			}
		}
	}
	for _, near := range []string{"55401", "Austin, TX", "44.98,-93.27", "842681dffffffff"} {
		asked, err := p.Parse(url.Values{"near": {near}})
		if err != nil {
			t.Fatal(err)
		}
		label := asked.Search.Origin.Label
		req, err := p.Parse(url.Values{"near": {label}})
		if err != nil || req.Search.Origin.Label != label {
			t.Errorf("%q, the label of %s, is not read as the place: %v", label, near, err)
		}
	}
}

// TestDial holds that a link calls the number that stands on it.
func TestDial(t *testing.T) {
	for number, want := range map[string]string{
		"844-288-7474": "tel:+18442887474", "(612) 555-0100": "tel:+16125550100", "1-612-555-0100": "tel:+16125550100",
		"+1 612 555 0100": "tel:+16125550100", "612-555-0100 ext. 4": "tel:+16125550100",
	} {
		if got := string(dial(number).URL); got != want {
			t.Errorf("dial(%q) calls %s, want %s", number, got, want)
		}
	}
}

// TestTypedIntoTheAddressBar: what is no proper encoding is searched for as it
// stands and shown in the field, never gone in silence.
func TestTypedIntoTheAddressBar(t *testing.T) {
	t.Parallel()
	h := open(t, io.Discard)
	for target, field := range map[string]string{
		"/find?near=55401&q=addra;": `value="addra;"`, "/find?near=55401&q=50%": `value="50%"`, "/find?q=a%zz&near=55401": `value="a%zz"`, "/find?near=55401;": `value="55401;"`,
	} {
		if body := get(t, h, target).Body.String(); !strings.Contains(body, field) {
			t.Errorf("%s: the form lacks %s", target, field)
		}
	}
}
