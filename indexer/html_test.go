package indexer_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
)

const attack = `</text><script>alert(1)</script>"'&`

// page renders the report of a small run whose texts try to break out.
func page(t *testing.T) (string, indexer.Report) {
	t.Helper()
	other := clinician(1, "9 FAR ST", "", "10019", "")
	other["Provider Last Name"], other["City/Town"], other["State"] = "ROE"+attack, "NEW YORK", "NY"
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{
		NPPES:      registry(t, surgeon(1, nil), surgeon(2, row{colLine1: "PO BOX 1"}), surgeon(3, row{colEntity: "2"}), surgeon(4, nil)),
		Clinicians: writeCSV(t, clinicianColumns, other),
		Roster:     roster(t, rosterLine(1, "", "confirmed"), rosterLine(4, "55401", "self_reported"), rosterLine(4, "55402", "confirmed")),
	}, w)
	r.Generation, r.Specialties = attack, attack
	r.Sources["roster"].Path = attack
	r.Sources["roster"].Refusals[0].Detail = attack
	var b strings.Builder
	if err := r.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String(), r
}

func TestReportPage(t *testing.T) {
	html, _ := page(t)
	if strings.Contains(html, "<script") || strings.Contains(html, "alert(1)</script>") {
		t.Error("a text broke out of its place")
	}
	for _, outside := range []string{`src=`, `href=`, `url(`, `@import`, `http:`, `https:`, ` on`} {
		if outside == " on" {
			if regexp.MustCompile(`\son[a-z]+=`).MatchString(html) {
				t.Error("an event handler")
			}
			continue
		}
		if strings.Contains(html, outside) {
			t.Errorf("the page is not self-contained: %s", outside)
		}
	}
	for _, want := range []string{
		"What became of every row of the registry", "Why rows were quarantined", "no address", "Offices that offer annular closure, by state",
		"no such office", "far apart", "family name", "Year of the record behind the address: nppes", "’26", "&lt;script&gt;",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// Every element that is opened is closed, and every chart has bars in it that
// fit its frame.
func TestReportPageIsWellFormed(t *testing.T) {
	html, _ := page(t)
	html = regexp.MustCompile(`<meta [^>]*>`).ReplaceAllString(strings.TrimPrefix(html, "<!doctype html>"), "")
	d := xml.NewDecoder(strings.NewReader(html))
	charts, rects := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v at byte %d", err, d.InputOffset())
		}
		if e, ok := token.(xml.StartElement); ok {
			switch e.Name.Local {
			case "svg":
				charts++
			case "rect":
				rects++
			}
		}
	}
	if charts < 5 || rects < charts {
		t.Errorf("%d charts with %d bars", charts, rects)
	}
}

// An empty report is a page too.
func TestEmptyReportPage(t *testing.T) {
	var b strings.Builder
	var r indexer.Report
	if err := r.WriteHTML(&b); err != nil || !strings.HasSuffix(strings.TrimSpace(b.String()), "</html>") {
		t.Errorf("%v: %.80s", err, b.String())
	}
}
