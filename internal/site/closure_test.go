package site

import (
	"html"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

// reviewed returns the pages with a review of the page on annular closure.
func reviewed(t *testing.T, r Review, drafts bool) http.Handler {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	d := fixture.NewDoor(log)
	s, err := New(Options{
		Door: d, Finder: fixture.Finder{}, Cards: &cards.Presenter{Now: fixture.Now}, Now: fixture.Now, Log: log, Line: "844-288-7474",
		Parser: query.New(query.Options{Gazetteer: place.Default(), Lenient: true, Today: func() directory.Date { return directory.DateOf(fixture.Now()) }}),
		Review: r, Drafts: drafts,
	})
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	return d.Engine(s.NotFound, s)
}

// TestClosureIsReviewed: in production nothing leads to what no clinician has
// read; a review is named with its day; a draft says that it is one.
func TestClosureIsReviewed(t *testing.T) {
	day, err := directory.ParseDate("2026-11-20")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		review  Review
		drafts  bool
		shown   bool
		indexed bool
		says    map[string]string
	}{
		"production, nobody":         {},
		"production, a name alone":   {review: Review{Name: "Jane Example, MD"}},
		"production, a day alone":    {review: Review{Day: day}},
		"the demo":                   {drafts: true, shown: true, says: map[string]string{"en": "Draft: no clinician has reviewed", "es": "Borrador: ningún profesional médico"}},
		"production, somebody":       {review: Review{"Jane Example, MD", day}, shown: true, indexed: true, says: map[string]string{"en": "Reviewed by Jane Example, MD, November 20, 2026.", "es": "Revisado por Jane Example, MD, 20 de noviembre de 2026."}},
		"the demo with the reviewer": {review: Review{"Jane Example, MD", day}, drafts: true, shown: true, indexed: true, says: map[string]string{"en": "Reviewed by Jane Example, MD", "es": "Revisado por Jane Example, MD"}},
	} {
		h := reviewed(t, c.review, c.drafts)
		for _, lang := range []string{"en", "es"} {
			w := get(t, h, "/annular-closure?lang="+lang)
			body := html.UnescapeString(w.Body.String())
			if shown := w.Code == http.StatusOK; shown != c.shown || !strings.Contains(body, c.says[lang]) {
				t.Errorf("%s, %s: status %d, and %q is said: %v", name, lang, w.Code, c.says[lang], strings.Contains(body, c.says[lang]))
			}
			if c.shown && strings.Contains(body, "noindex") == c.indexed {
				t.Errorf("%s, %s: for search engines: %v", name, lang, !c.indexed)
			}
			for _, from := range []string{"/", "/find?near=55401&radius=50", "/physicians/" + fixture.NPI(0).String(), "/how-we-list"} {
				page := get(t, h, in(from, lang)).Body.String()
				if linked := strings.Contains(page, `href="/annular-closure`); linked != c.shown {
					t.Errorf("%s, %s: %s links it: %v", name, lang, from, linked)
				}
			}
		}
		if listed := strings.Contains(get(t, h, "/sitemaps/pages.xml").Body.String(), "/annular-closure"); listed != c.indexed {
			t.Errorf("%s: in the sitemap: %v", name, listed)
		}
	}
}

// TestClosureIsExplained: wherever the badge stands, a sentence says what it
// means and names the device.
func TestClosureIsExplained(t *testing.T) {
	h := reviewed(t, Review{}, false)
	for _, from := range []string{"/", "/find?near=55401&radius=50", "/find?near=55401&annular_closure=offered", "/physicians/" + fixture.NPI(0).String()} {
		for lang, want := range map[string]string{"en": "Barricaid), a small implant|Barricaid) is a small implant", "es": "Barricaid), un pequeño implante|Barricaid) es un pequeño implante"} {
			if body := get(t, h, in(from, lang)).Body.String(); len(regexp.MustCompile(strings.NewReplacer("(", `\(`, ")", `\)`).Replace(want)).FindAllString(body, -1)) != 1 {
				t.Errorf("%s, %s: what annular closure is does not stand once", from, lang)
			}
		}
	}
}

// TestClosureFigures holds the page to the figures of its sources: the trial
// and registry, the vote of 2017, the approval.
func TestClosureFigures(t *testing.T) {
	h := reviewed(t, Review{}, true)
	for lang, want := range map[string][]string{
		"en": {"554 patients", "21 sites in Europe", "in 12 with the implant and in 25 without", "5 with the implant and 13 without", "about 15 with it and 30 without", "11 with it and about 19 without", "about 4 of 100", "about 4 of 1,000", "171 patients", "about 9 of 100", "5 said yes, 9 said no", "12 said yes, 1 said no, 1 did not choose", "5 said yes, 8 said no, 1 did not choose", "December 12, 2017", "February 8, 2019", "4 to 6 millimeters tall and 6 to 10 millimeters wide", "P160050", "PMC5755945"},
		"es": {"554 pacientes", "21 centros de Europa", "en 12 con el implante y en 25 sin él", "5 con el implante y 13 sin él", "unos 15 con él y 30 sin él", "11 con él y unos 19 sin él", "unos 4 de cada 100", "unos 4 de cada 1,000", "171 pacientes", "unos 9 de cada 100", "5 dijeron que sí, 9 que no", "12 dijeron que sí, 1 que no, 1 no eligió", "5 dijeron que sí, 8 que no, 1 no eligió", "12 de diciembre de 2017", "8 de febrero de 2019", "de 4 a 6 milímetros de alto y de 6 a 10 milímetros de ancho", "P160050", "PMC5755945"},
	} {
		body := html.UnescapeString(get(t, h, "/annular-closure?lang="+lang).Body.String())
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s: not said: %q", lang, text)
			}
		}
	}
}
