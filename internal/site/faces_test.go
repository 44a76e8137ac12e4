package site

import (
	"fmt"
	"html"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search/searchtest"
	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

var answerHeading = regexp.MustCompile(`<h1 class="modest" id="answer"[^>]*>([^<]*)</h1>`)

// TestFacesDenyNobody asks random searches of the page and of the frame, in
// both languages, and counts for itself: who is there without the filters is
// said, and nobody of whom it is not known is denied.
func TestFacesDenyNobody(t *testing.T) {
	rounds := 150
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 5_000
	}
	rng := rand.New(rand.NewPCG(11, 27))
	listings := searchtest.Listings(rng, 1_500)
	h := openOver(t, searchtest.Loaded(t, searchtest.NewMemory("one", listings)))
	var denied, unknown, hidden, farther int
	for n := range rounds {
		c := searchtest.Ask(rng, listings)
		fit, unsure, all := c.Count(listings)
		path, lang := "/find?", []string{"en", "es"}[n%2]
		c.Values.Set("lang", lang)
		if n%3 == 0 {
			path = "/embed/v1/frame?"
			c.Values.Set("key", "pk_good")
		}
		body := html.UnescapeString(get(t, h, path+c.Values.Encode()).Body.String())
		m := answerHeading.FindStringSubmatch(body)
		if m == nil {
			t.Fatalf("%s: no heading", c.Values.Encode())
		}
		fail := func(format string, args ...any) {
			t.Errorf("%s: %d fit, of %d it is not known, %d there: heading %q: %s", c.Values.Encode(), fit, unsure, all, m[1], fmt.Sprintf(format, args...))
		}
		number, _, _ := strings.Cut(m[1], " ")
		switch no := number == "No" || number == "Ningún"; {
		case fit > 0 && number != searchtest.Grouped(fit):
			fail("does not say how many fit")
		case fit == 0 && unsure > 0 && number != searchtest.Grouped(unsure):
			fail("does not say of how many it is not known")
		case fit+unsure == 0 && !no:
			fail("does not say that nobody is known")
		case fit+unsure == 0 && all > 0:
			denied++
			if strings.Contains(m[1], "listed surgeon within") || strings.Contains(m[1], "de la lista") {
				fail("denies who is there")
			}
		}
		if unsure > 0 {
			unknown++
			if !strings.Contains(body, searchtest.Grouped(unsure)+map[string]string{"en": " surgeon", "es": " cirujano"}[lang]) {
				fail("the page does not say of how many it is not known")
			}
		}
		if miles, many := c.Farther(listings); miles > 0 {
			farther++
			if said := regexp.MustCompile(fmt.Sprintf(`>(?:Search within|Buscar a menos de) %d (?:miles|millas): %s (?:surgeon|cirujano)s?<`, miles, searchtest.Grouped(many))); !said.MatchString(body) {
				fail("does not offer the %d within %d miles", many, miles)
			}
		} else if strings.Contains(body, ">Search within") || strings.Contains(body, ">Buscar a menos de") {
			fail("offers to search farther where that finds nobody")
		}
		if others := all - fit - unsure; others > 0 {
			hidden++
			if said := regexp.MustCompile(`>(?:Show|Ver)[^<]* ` + searchtest.Grouped(others) + ` [^<]*<`); !said.MatchString(body) {
				fail("does not offer the other %d", others)
			}
		} else if regexp.MustCompile(`>(?:Show the \d|Ver a )`).MatchString(body) {
			fail("offers others where there are none")
		}
	}
	if denied == 0 || unknown == 0 || hidden == 0 || farther == 0 {
		t.Errorf("the searches show too little: %d with nobody known, %d with somebody unknown, %d with others, %d with somebody farther", denied, unknown, hidden, farther)
	}
	t.Logf("%d searches: %d with nobody known to fit, %d with somebody of whom it is not known, %d with others, %d with somebody farther", rounds, denied, unknown, hidden, farther)
}

// openOver returns the pages over a finder.
func openOver(t *testing.T, f Finder) http.Handler {
	t.Helper()
	registry, err := partner.Parse([]byte(`{"partners":[{"id":"good","name":"Good","key":"pk_good","status":"active","origins":["https://good.example"],"embed_origins":["https://good.example"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	atlas, err := basemap.Open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{
		Door: fixture.NewDoor(slog.New(slog.DiscardHandler)), Finder: f, Cards: &cards.Presenter{Now: fixture.Now, Atlas: atlas}, Now: fixture.Now, Line: "844-288-7474", Log: slog.New(slog.DiscardHandler),
		Parser:   query.New(query.Options{Gazetteer: place.Default(), Lenient: true, Today: func() directory.Date { return directory.DateOf(fixture.Now()) }}),
		Partners: partner.Fixed(registry),
	})
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	r := gin.New()
	s.Register(r)
	return r
}
