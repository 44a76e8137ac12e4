package site

import (
	"context"
	"encoding/xml"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

// told is a site that tells some changes and a measure.
func told(t *testing.T, changes []roster.Change, measure func(context.Context) (*roster.Measure, error)) http.Handler {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	d := fixture.NewDoor(log)
	s, err := New(Options{
		Door: d, Finder: fixture.Finder{}, Parser: query.New(query.Options{Gazetteer: place.Default(), Lenient: true}),
		Cards: &cards.Presenter{Now: fixture.Now}, Now: fixture.Now, Line: "844-288-7474", Log: log,
		Changes: func() []roster.Change { return changes }, Measure: measure,
	})
	if err != nil {
		t.Fatal(err)
	}
	return d.Engine(s.NotFound, s)
}

func someChanges() []roster.Change {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	mn := directory.Address{Line1: "805 Example Street", City: "Tarnbrook", State: "MN", PostalCode: "55401"}
	tx := directory.Address{Line1: "7 Brume Street", City: "Fenwick", State: "TX", PostalCode: "78701"}
	return []roster.Change{
		{At: at.Add(3 * time.Hour), NPI: fixture.NPI(1), Name: "Quinn <b>Sample</b>, DO", Office: tx, Claim: roster.Phone, To: "+15125550101", Channel: roster.Call, ID: "c"},
		{At: at.Add(2 * time.Hour), NPI: fixture.NPI(0), Name: "Avery Example, MD", Office: mn, Claim: roster.Offers, From: "confirmed", To: "withdrawn", Channel: roster.PublicReport, ID: "b"},
		{At: at, NPI: fixture.NPI(0), Name: "Avery Example, MD", Office: mn, Claim: roster.Offers, To: "confirmed", Channel: roster.Import, ID: "a"},
	}
}

// TestChanges holds the log on the page and in the feed, by state and in both
// languages: a withdrawal reads as a question to the office, and who recorded
// anything is nowhere.
func TestChanges(t *testing.T) {
	h := told(t, someChanges(), nil)
	for target, want := range map[string][3]string{
		"/changes?lang=en":          {"confirmed → no longer vouched for, ask the office", "(512) 555-0101", "A report from the public, checked"},
		"/changes?lang=es":          {"confirmado → ya nadie lo respalda", "(512) 555-0101", "Un reporte del público"},
		"/changes?lang=en&state=mn": {"confirmed → no longer vouched for, ask the office", "805 Example Street", "A file, approved"},
		"/changes.atom?lang=en":     {"confirmed → no longer vouched for, ask the office", "(512) 555-0101", "2026-11-20T12:00:00Z"},
	} {
		w := get(t, h, target)
		for _, text := range want {
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: %d, lacks %q:\n%s", target, w.Code, text, w.Body)
			}
		}
		if strings.Contains(w.Body.String(), "<b>Sample") || w.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: not escaped, or kept: %q", target, w.Header().Get("Cache-Control"))
		}
	}
	if w := get(t, h, "/changes?lang=en&state=MN"); strings.Contains(w.Body.String(), "555-0101") {
		t.Error("a change of Texas among those of Minnesota")
	}
	if w := get(t, told(t, nil, nil), "/changes?lang=en"); !strings.Contains(w.Body.String(), "Nothing has changed") {
		t.Errorf("without changes: %s", w.Body)
	}
}

// TestFeed holds what RFC 4287 asks of a feed and of its entries.
func TestFeed(t *testing.T) {
	type entry struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Link    struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	}
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Author  string   `xml:"author>name"`
		Entry   []entry  `xml:"entry"`
	}
	w := get(t, told(t, someChanges(), nil), "/changes.atom?state=MN")
	if err := xml.Unmarshal(w.Body.Bytes(), &feed); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, e := range feed.Entry {
		ids[e.ID] = true
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil || e.Title == "" || !strings.HasPrefix(e.Link.Href, "http") {
			t.Errorf("entry %+v: %v", e, err)
		}
	}
	if len(ids) != 2 || feed.Updated != "2026-11-20T12:00:00Z" || feed.ID == "" || feed.Author == "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/atom+xml") {
		t.Errorf("%d entries of their own, %+v, %s", len(ids), feed, w.Header().Get("Content-Type"))
	}
}

// TestQualityPage holds that the page tells what was measured, with and without
// the store.
func TestQualityPage(t *testing.T) {
	m := roster.Measure{
		Day: directory.DateOf(fixture.Now()), Generation: "g", Physicians: 1234, Offices: 2345, FreshDays: 90, ExpireDays: 180, ReportsDays: 365,
		Roster:    roster.Quality{Offices: 8, Fresh: 6, MedianAge: 41, By: map[roster.Channel]int{roster.Call: 5, "": 3}, Calls: map[roster.Claim]int{roster.Withdrawn: 7}, Dead: 2, Named: 4, Expired: 9},
		Reports:   &referral.Decisions{Accepted: 3, Rejected: 1, MedianHours: 20.5},
		Agreement: []roster.Agreement{{Source: directory.SourceDAC, Offices: 321}}, States: []roster.StateCount{{State: "MN", Physicians: 12, Offices: 20, Offering: 5, Agreeing: 10}},
	}
	measure := func(context.Context) (*roster.Measure, error) { return &m, nil }
	body := get(t, told(t, nil, measure), "/data-quality?lang=en").Body.String()
	for _, text := range []string{"1,234 physicians", "2,345 offices", "75 %", "41 days", "A call to the office: 5", "A curated file: 3", "reach nobody: 2", "20.5 hours", ": 321", "<td>50 %</td>", "/v1/data-quality"} {
		if !strings.Contains(body, text) {
			t.Errorf("lacks %q:\n%s", text, body)
		}
	}
	m.Agreement = nil // no other source was read, which is not that none agrees
	if body := get(t, told(t, nil, measure), "/data-quality?lang=en").Body.String(); !strings.Contains(body, "nothing to compare it with") || strings.Contains(body, "another source") {
		t.Errorf("one source alone: %s", body)
	}
	m.Reports, m.Roster = nil, roster.Quality{}
	if body := get(t, told(t, nil, measure), "/data-quality?lang=es").Body.String(); !strings.Contains(body, "Ahora mismo") || strings.Contains(body, "NaN") {
		t.Errorf("without the store: %s", body)
	}
}
