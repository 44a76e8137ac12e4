package api

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/door"
)

// TestBounds compares with a search of every box that has a feature's
// meridian on its west side: the narrowest that holds them all.
func TestBounds(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 2_000 {
		features := make([]Feature, 1+rng.IntN(6))
		for i := range features {
			lng := float64(rng.IntN(361) - 180)
			features[i].Geometry.Coordinates = []float64{lng, float64(rng.IntN(181) - 90)}
		}
		b := bounds(features)
		narrowest := 361.0
		for _, f := range features {
			west, width := f.Geometry.Coordinates[0], 0.0
			for _, g := range features {
				width = max(width, eastward(west, g.Geometry.Coordinates[0]))
			}
			narrowest = min(narrowest, width)
		}
		if got := eastward(b[0], b[2]); got != narrowest {
			t.Fatalf("%v: %v is %v wide, %v would do", features, b, got, narrowest)
		}
		for _, f := range features {
			lng, lat := f.Geometry.Coordinates[0], f.Geometry.Coordinates[1]
			if eastward(b[0], lng) > narrowest || lat < b[1] || lat > b[3] {
				t.Fatalf("%v lies outside %v", f.Geometry.Coordinates, b)
			}
		}
	}
	if bounds(nil) != nil {
		t.Error("no feature has a box")
	}
}

// eastward is how many degrees east of a b lies, 0 to 360.
func eastward(a, b float64) float64 {
	d := b - a
	if d < 0 {
		d += 360
	}
	return d
}

func TestAntimeridianBox(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	a := r.get(t, "/v1/physicians?near=99546&radius=500", "Accept", "application/geo+json")
	if got := a.at("features.0.geometry.coordinates"); !equalNumbers(got, -176.629, 51.872) {
		t.Errorf("a point is %v: longitude comes first", got)
	}
}

func equalNumbers(v any, want ...float64) bool {
	list, ok := v.([]any)
	return ok && slices.EqualFunc(list, want, func(a any, b float64) bool { return a == b })
}

func TestCSV(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	target := "/v1/physicians?near=55401&radius=100"
	rows, err := csv.NewReader(bytes.NewReader(r.get(t, target, "Accept", "text/csv").body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(rows[0], csvColumns) {
		t.Errorf("header %v", rows[0])
	}
	answered := r.get(t, target)
	cards, _ := answered.at("data").([]any)
	beyond, _ := answered.at("beyond").([]any)
	if len(rows) != 1+len(cards)+len(beyond) {
		t.Errorf("%d rows for %d cards and %d beyond", len(rows)-1, len(cards), len(beyond))
	}
	want := []string{
		"2000000010", "Avery Q. Lindqvist, MD", "Orthopedic spine surgery", "confirmed", "2026-09-14", "+16125550101",
		"100 Elm St", "", "Minneapolis", "MN", "55401", "44.9855", "-93.2705",
	}
	beyondAt := slices.Index(csvColumns, "beyond")
	if !slices.Equal(rows[1][:len(want)], want) || rows[1][beyondAt] != "false" {
		t.Errorf("first row %v", rows[1])
	}
	if last := rows[len(rows)-1]; last[beyondAt] != "true" {
		t.Errorf("last row %v is beyond the radius", last)
	}
}

func TestInert(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Elm St", "Elm St"},
		{"empty", "", ""},
		{"formula", "=1+1", "'=1+1"},
		{"plus", "+SUM(A1)", "'+SUM(A1)"},
		{"minus", "-2+3", "'-2+3"},
		{"at", "@SUM(A1)", "'@SUM(A1)"},
		{"tab", "\t=1", "'\t=1"},
		{"return", "\r=1", "'\r=1"},
		{"within", "Suite =1", "Suite =1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := inert(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNotModified(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	for _, target := range []string{
		"/v1/physicians?near=60601", "/v1/physicians/2000000010", "/v1/export", "/openapi.yaml", "/docs", "/docs/swagger-ui.css",
	} {
		first := r.get(t, target)
		tag := first.header.Get("ETag")
		if first.status != http.StatusOK || !strings.HasPrefix(tag, `W/"`) {
			t.Errorf("%s: answered %d with ETag %q", target, first.status, tag)
		}
		for _, sent := range []string{tag, `"other", ` + tag, strings.TrimPrefix(tag, "W/")} {
			a := r.get(t, target, "If-None-Match", sent)
			if a.status != http.StatusNotModified || len(a.body) != 0 || a.header.Get("ETag") != tag {
				t.Errorf("%s with %s: answered %d, %d bytes", target, sent, a.status, len(a.body))
			}
		}
	}
}

// TestETagShapes changes one thing after the other that shapes an answer: each
// must change the tag.
func TestETagShapes(t *testing.T) {
	now := noon()
	r := newRig(t, fixture(t), func(o *settings) { o.Now = func() time.Time { return now } })
	seen := map[string]string{}
	note := func(what string, a *answer) {
		t.Helper()
		tag := a.header.Get("ETag")
		if before, twice := seen[tag]; twice {
			t.Errorf("%q has the tag of %q", what, before)
		}
		seen[tag] = what
	}
	const target = "/v1/physicians?near=60601"
	note("plain", r.get(t, target))
	note("format", r.get(t, target, "Accept", "text/csv"))
	note("language", r.get(t, target+"&lang=es"))
	note("query", r.get(t, target+"&radius=51"))
	now = now.AddDate(0, 0, 1)
	note("date", r.get(t, target))
	r.index.SetDown(true)
	waitFor(t, func() bool { return r.api.o.Finder.Status().Degraded })
	note("degraded", r.get(t, target))
	r.index.SetDown(false)
	r.index.Publish("g2", fixture(t))
	waitFor(t, func() bool { s := r.api.o.Finder.Status(); return s.Generation.ID == "g2" && !s.Degraded })
	note("generation", r.get(t, target))
}

func TestCompress(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	h, err := door.Compress(r.engine)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(target, accept string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(http.MethodGet, target, nil)
		req.Header.Set("Accept-Encoding", accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, req)
		return w
	}
	for _, target := range []string{"/v1/physicians?near=60601&radius=500", "/docs/swagger-ui.css", "/openapi.yaml"} {
		packed, plain := ask(target, "gzip"), ask(target, "identity")
		if packed.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: encodings %q and %q", target, packed.Header().Get("Content-Encoding"), plain.Header().Get("Content-Encoding"))
		}
		z, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatalf("%s: %v", target, err)
		}
		unpacked, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(target, "/v1") {
			continue // request ids differ
		}
		if !bytes.Equal(unpacked, plain.Body.Bytes()) {
			t.Errorf("%s: packed and plain differ", target)
		}
	}
	if w := ask("/healthz", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a small answer was packed")
	}
}

// TestPagesAreOfOneGeneration follows the links of a list while another
// generation is published: the next page is of the first one's generation or
// says that it is gone, and the first page is of the new one.
func TestPagesAreOfOneGeneration(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	first := r.get(t, "/v1/physicians?bbox=-180,-90,180,90&page_size=2")
	next, _ := first.at("links.next").(string)
	if a := r.get(t, next); a.status != http.StatusOK || a.at("meta.generation") != "g1" || a.at("meta.page") != 2.0 {
		t.Fatalf("%s: %d %v", next, a.status, a.at("meta.generation"))
	}
	r.index.Publish("g2", fixture(t))
	waitFor(t, func() bool { return r.api.o.Finder.Status().Generation.ID == "g2" })
	if a := r.get(t, next); a.status != http.StatusGone || a.at("type") != "/problems/generation-gone" {
		t.Errorf("%s: %d %v", next, a.status, a.at("type"))
	}
	again := r.get(t, "/v1/physicians?bbox=-180,-90,180,90&page_size=2")
	if again.at("meta.generation") != "g2" || again.at("links.next") == next {
		t.Errorf("begun again: %v, %v", again.at("meta.generation"), again.at("links.next"))
	}
}
