package site

import (
	"html"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

// TestProfileSpeaksOfOffices reads a profile with two offices: the roster's row
// and its phone are those of the first, and say whose they are.
func TestProfileSpeaksOfOffices(t *testing.T) {
	body := html.UnescapeString(get(t, open(t, io.Discard), "/physicians/"+fixture.NPI(0).String()+"?lang=en").Body.String())
	offices := regexp.MustCompile(`(?s)<li class="card".*?</li>`).FindAllString(body, -1)
	if len(offices) != 2 {
		t.Fatalf("%d offices", len(offices))
	}
	const badge = "Offers annular closure — confirmed October 2026"
	if n := strings.Count(body, badge); n != 1 || !strings.Contains(offices[0], badge) {
		t.Errorf("the badge stands %d times; at its office: %v", n, strings.Contains(offices[0], badge))
	}
	for _, want := range []string{"Address: national registry (NPI), June 2026", "Phone: our own list, October 2026"} {
		if !strings.Contains(offices[0], want) {
			t.Errorf("the first office does not say %q", want)
		}
	}
	if want := "Address and phone: national registry (NPI), further offices, June 2026"; !strings.Contains(offices[1], want) {
		t.Errorf("the second office does not say %q", want)
	}
	if strings.Contains(body, "checked with the office") {
		t.Error("a list is called a check with the office")
	}
}

// TestTelehealth reads that a source says so, on the card and on the profile;
// of whom it is not known, nothing is said.
func TestTelehealth(t *testing.T) {
	h := open(t, io.Discard)
	for lang, want := range map[string]struct{ card, profile, about string }{
		"en": {"Video visits, according to Medicare’s list", "Offered, according to Medicare’s list", "video"},
		"es": {"Consultas por video, según Medicare", "Se ofrecen, según la lista de Medicare", "video"},
	} {
		body := html.UnescapeString(get(t, h, "/find?near=55401&page_size=50&lang="+lang).Body.String())
		cards := regexp.MustCompile(`(?s)<li class="card.*?</li>`).FindAllString(body, -1)
		said := 0
		for _, card := range cards {
			known := strings.Contains(card, fixture.NPI(0).String()) || strings.Contains(card, fixture.NPI(2).String())
			if strings.Contains(card, want.card) != known || !known && strings.Contains(strings.ToLower(card), want.about) {
				t.Errorf("%s: known %v, and the card says\n%s", lang, known, card)
			}
			if known {
				said++
			}
		}
		if said != 2 || len(cards) < 10 {
			t.Errorf("%s: %d of %d cards are known", lang, said, len(cards))
		}
		for i, known := range []bool{true, false, true} {
			profile := html.UnescapeString(get(t, h, "/physicians/"+fixture.NPI(i).String()+"?lang="+lang).Body.String())
			if strings.Contains(profile, want.profile) != known {
				t.Errorf("%s, profile %d: known %v", lang, i, known)
			}
		}
	}
}
