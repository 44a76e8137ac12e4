package site

import (
	"html"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/search/searchtest"
	"github.com/physicianfinder/finder/internal/words"
)

// TestUrgency asks page and frame, in both languages, with words that alarm in
// either field: the notice leads, and beside an emergency nobody is listed
// unless the place is sure.
func TestUrgency(t *testing.T) {
	h := openOver(t, searchtest.Loaded(t, searchtest.NewMemory("one", searchtest.Listings(rand.New(rand.NewPCG(3, 4)), 2_000))))
	for _, c := range []struct {
		near, q string
		urgency words.Urgency
		listed  bool
		leads   string // a link's address holds this
	}{
		{near: "numb groin", urgency: words.Emergency},
		{near: "i can't feel my private parts", urgency: words.Emergency},
		{near: "se me duermen las partes", urgency: words.Emergency},
		{q: "piernas débiles", urgency: words.Emergency},
		{q: "can't pee near Springfield", urgency: words.Emergency, leads: "Springfield"},
		{near: "Fargo", q: "can't pee", urgency: words.Emergency, leads: "near=Fargo%2C+ND"},
		{near: "mineapolis mn", q: "pooped my pants", urgency: words.Emergency, leads: "near=Minneapolis%2C+MN"},
		{q: "dr kowalski numb groin", urgency: words.Emergency, leads: "q=kowalski"},
		{near: "10001", q: "can't pee", urgency: words.Emergency, listed: true},
		{q: "legs giving out near New York, NY", urgency: words.Emergency, listed: true},
		{near: "10001", q: "foot drop", urgency: words.Urgent, listed: true},
		{near: "foot drop", urgency: words.Urgent},
		{near: "pie caído", urgency: words.Urgent},
		{near: "10001", q: "no fever", listed: true},
	} {
		for _, lang := range words.Langs() {
			for _, path := range []string{"/find?", "/embed/v1/frame?key=pk_good&"} {
				values := url.Values{"near": {c.near}, "q": {c.q}, "lang": {string(lang)}, "radius": {"100"}}
				body := get(t, h, path+values.Encode()).Body.String()
				now := strings.Index(body, `class="urgent now"`)
				today := strings.Index(body, `class="today"`)
				if (now >= 0) != (c.urgency == words.Emergency) || (today >= 0) != (c.urgency == words.Urgent) {
					t.Errorf("%s%s: emergency panel at %d, urgent one at %d, want %q", path, values.Encode(), now, today, c.urgency)
				}
				title := words.For(lang).T("red_flag.emergency.title")
				if c.urgency == words.Urgent {
					title = words.For(lang).T("red_flag.urgent.title")
				}
				if c.urgency != words.NotUrgent && !strings.Contains(html.UnescapeString(body), ">"+title+"<") {
					t.Errorf("%s%s: does not say %q", path, values.Encode(), title)
				}
				if !strings.Contains(body, `href="tel:911"`) {
					t.Errorf("%s%s: no 911", path, values.Encode())
				}
				if listed := strings.Contains(body, `class="card`) || strings.Contains(body, "/physicians/"); listed != c.listed {
					t.Errorf("%s%s: surgeons listed: %v", path, values.Encode(), listed)
				}
				if !strings.Contains(html.UnescapeString(body), c.leads) {
					t.Errorf("%s%s: no link with %s", path, values.Encode(), c.leads)
				}
			}
		}
	}
}
