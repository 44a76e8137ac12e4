package site

import (
	"html"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

var pillMarkup = regexp.MustCompile(`(?s)<a class="pill( on)?" href="([^"#]*)#answer"[^>]*>.*?<span>([^<]*)</span>(?: <b>([\d,]+)</b>)?(?: <small>· ([\d,]+)[^<]*</small>)?`)

var unsureMarkup = regexp.MustCompile(`<h2 class="between">([\d,]+) `)

// unsureLater is what the first page says of those who stand on a later one.
var unsureLater = regexp.MustCompile(`(?:Closest first\.|"muted">) ?([\d,]+) surgeons? ha(?:s|ve) not told us`)

// TestPillsAreExact follows the filters that random answers offer: each leads
// to as many surgeons as it said, and to as many of whom it is not known.
func TestPillsAreExact(t *testing.T) {
	rounds := 40
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 1_000
	}
	rng := rand.New(rand.NewPCG(7, 21))
	listings := searchtest.Listings(rng, 1_500)
	h := openOver(t, searchtest.Loaded(t, searchtest.NewMemory("one", listings)))
	followed, doubtful := 0, 0
	for range rounds {
		c := searchtest.Ask(rng, listings)
		c.Values.Set("lang", "en")
		body := html.UnescapeString(get(t, h, "/find?"+c.Values.Encode()).Body.String())
		for _, p := range pillMarkup.FindAllStringSubmatch(body, -1) {
			url, name, count, unknown := p[2], p[3], p[4], p[5]
			if p[1] != "" || count == "" { // it is on, or counts nobody
				continue
			}
			there := html.UnescapeString(get(t, h, url).Body.String())
			m := answerHeading.FindStringSubmatch(there)
			if m == nil {
				t.Fatalf("%s: no heading", url)
			}
			followed++
			fits, _, _ := strings.Cut(m[1], " ")
			unsure := ""
			if u := unsureMarkup.FindStringSubmatch(there); u != nil {
				unsure = u[1]
			}
			switch {
			case fits == "No" || fits == unsure && strings.Contains(m[1], " may "): // who may fit is no one who fits
				fits = "0"
			case name == "All" && unsure != "": // it counts them all
				continue
			}
			if fits != count {
				t.Errorf("%s: %q says %s, and the heading there %q", c.Values.Encode(), name, count, m[1])
			}
			if unknown == "" {
				continue
			}
			doubtful++
			if laterPage := !strings.Contains(there, `class="between"`); laterPage {
				unsure = unsureLater.FindStringSubmatch(there)[1]
			}
			if unsure != unknown {
				t.Errorf("%s: %q says that of %s it is not known, and the page there of %s: %q", c.Values.Encode(), name, unknown, unsure, m[1])
			}
		}
	}
	if followed < rounds || doubtful == 0 {
		t.Errorf("the searches show too little: %d followed, %d with somebody of whom it is not known", followed, doubtful)
	}
	t.Logf("%d searches, %d filters followed, %d of them with somebody of whom it is not known", rounds, followed, doubtful)
}
