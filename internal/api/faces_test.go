package api

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

var denies = regexp.MustCompile(`(?i)^no |\bnone\b|\bning[uú]n`)

// TestAnswersDenyNobody asks random searches in both languages and counts for
// itself: what the answer says of itself tells how many fit, never denies those
// of whom it is not known, and leads to everybody else.
func TestAnswersDenyNobody(t *testing.T) {
	rounds := 150
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 5_000
	}
	rng := rand.New(rand.NewPCG(12, 27))
	listings := searchtest.Listings(rng, 1_500)
	r := newRig(t, listings, nil)
	var nobody, unknown, hidden, farther int
	for n := range rounds {
		c := searchtest.Ask(rng, listings)
		fit, unsure, all := c.Count(listings)
		c.Values.Set("lang", []string{"en", "es"}[n%2])
		c.Values.Set("unknown", "apart")
		c.Values.Set("others", "count")
		c.Values.Set("farther", "count")
		a := r.get(t, "/v1/physicians?"+c.Values.Encode())
		if a.status != http.StatusOK {
			t.Fatalf("%s: answered %d %s", c.Values.Encode(), a.status, a.body)
		}
		var page struct{ Meta Meta }
		if err := json.Unmarshal(a.body, &page); err != nil {
			t.Fatal(err)
		}
		m := page.Meta
		fail := func(what string) {
			t.Errorf("%s: %d fit, of %d it is not known, %d there: %q: %s", c.Values.Encode(), fit, unsure, all, m.Summary, what)
		}
		if m.Total != fit || m.UnknownTotal == nil || *m.UnknownTotal != unsure {
			fail("counted otherwise")
		}
		number, _, _ := strings.Cut(m.Summary, " ")
		switch {
		case fit > 0 && number != searchtest.Grouped(fit):
			fail("does not say how many fit")
		case fit == 0 && unsure > 0 && (number != searchtest.Grouped(unsure) || denies.MatchString(m.Summary)):
			fail("denies those of whom it is not known")
		case fit+unsure == 0 && !denies.MatchString(m.Summary):
			fail("does not say that nobody is known")
		case fit+unsure == 0:
			nobody++
		}
		switch {
		case unsure == 0 && m.UnknownSummary != nil:
			fail("speaks of unknown where there is nobody: " + *m.UnknownSummary)
		case unsure > 0 && m.UnknownSummary == nil:
			fail("does not speak of the unknown")
		case unsure > 0:
			unknown++
			if !strings.HasPrefix(*m.UnknownSummary, searchtest.Grouped(unsure)+" ") || denies.MatchString(*m.UnknownSummary) {
				fail("the unknown: " + *m.UnknownSummary)
			}
		}
		switch miles, many := c.Farther(listings); {
		case miles == 0 && m.Farther != nil:
			fail("offers to search farther where that finds nobody: " + m.Farther.Summary)
		case miles > 0 && (m.Farther == nil || m.Farther.Radius != float64(miles) || m.Farther.Total != many || !strings.Contains(m.Farther.Summary, ": "+searchtest.Grouped(many)+" ")):
			fail("does not offer whom it finds farther")
		case miles > 0:
			farther++
		}
		others := all - fit - unsure
		switch {
		case others == 0 && m.Others != nil:
			fail("offers others where there are none: " + m.Others.Summary)
		case others > 0 && (m.Others == nil || m.Others.Total != others || !strings.Contains(m.Others.Summary, " "+searchtest.Grouped(others)+" ")):
			fail("does not offer the others")
		case others > 0:
			hidden++
		}
	}
	if nobody == 0 || unknown == 0 || hidden == 0 || farther == 0 {
		t.Errorf("the searches show too little: %d with nobody known, %d with somebody unknown, %d with others, %d with somebody farther", nobody, unknown, hidden, farther)
	}
	t.Logf("%d searches: %d with nobody known to fit, %d with somebody of whom it is not known, %d with others, %d with somebody farther", rounds, nobody, unknown, hidden, farther)
}
