package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

var update = flag.Bool("update", false, "write the golden files")

// open returns the pages over the fixture. The log goes to w.
func open(t testing.TB, w io.Writer) http.Handler {
	t.Helper()
	return openOn(t, w, fixture.Finder{})
}

// openOn is open on another finder.
func openOn(t testing.TB, w io.Writer, finder Finder) http.Handler {
	t.Helper()
	atlas, err := basemap.Open()
	if err != nil {
		t.Fatal(err)
	}
	towns := place.Default()
	log := slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
	d := fixture.NewDoor(log)
	s, err := New(Options{
		Door: d, Finder: finder,
		Parser: query.New(query.Options{Gazetteer: towns, Lenient: true, Today: func() directory.Date { return directory.DateOf(fixture.Now()) }}),
		Cards:  &cards.Presenter{Now: fixture.Now, Atlas: atlas, Towns: towns.Towns}, Now: fixture.Now, Line: "844-288-7474", Log: log,
		Listed: func(context.Context) ([]directory.NPI, error) {
			return []directory.NPI{fixture.NPI(0), fixture.NPI(1)}, nil
		},
		Report: func(context.Context, referral.Correction) error { return nil },
		Drafts: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	return d.Engine(s.NotFound, s)
}

func get(t *testing.T, h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept", "text/html") // as browsers do
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// states are the pages in every state that a person can meet.
func states() []struct {
	name, target string
	status       int
} {
	return []struct {
		name, target string
		status       int
	}{
		{"home", "/", 200},
		{"results", "/find?near=55401&radius=50&specialty=spine-surgery", 200},
		{"page2", "/find?near=55401&radius=50&page=2", 200},
		{"past-end", "/find?near=55401&radius=50&page=9", 200},
		{"closure", "/find?near=Minneapolis,+MN&annular_closure=offered&language=es&accepting=newpt", 200},
		{"understood", "/find?near=55401&q=spinal+surgeon+spanish", 200},
		{"kilometers", "/find?near=44.9,-93.3&radius=30.5&unit=km", 200},
		{"beyond", "/find?near=55401&radius=2", 200},
		{"nobody", "/find?near=55401&annular_closure=confirmed&q=fixture-nobody", 200},
		{"many", "/find?q=fixture-many", 200},
		{"degraded", "/find?near=55401&q=fixture-degraded", 200},
		{"which-place", "/find?near=Springfield&radius=50", 200},
		{"unknown-place", "/find?near=Nowhereville,+ZZ", 404},
		{"no-place", "/find?radius=50", 400},
		{"faults", "/find?near=55401&radius=abc&page=0&q=x", 400},
		{"red-flag", "/find?near=55401&q=saddle+numbness", 200},
		{"red-flag-near", "/find?near=no+puedo+orinar", 200},
		{"urgent", "/find?near=55401&q=foot+drop", 200},
		{"busy", "/find?near=55401&q=fixture-busy", 429},
		{"down", "/find?near=55401&q=fixture-down", 503},
		{"physician", "/physicians/" + fixture.NPI(0).String(), 200},
		{"physician-old", "/physicians/" + fixture.NPI(3).String(), 200},
		{"physician-unknown", "/physicians/1234567893", 404},
		{"physician-malformed", "/physicians/12", 404},
		{"how", "/how-we-list", 200},
		{"annular-closure", "/annular-closure", 200},
		{"correct", "/correct?npi=" + fixture.NPI(0).String(), 200},
		{"missing", "/nothing-here", 404},
	}
}

func in(target, lang string) string {
	if strings.Contains(target, "?") {
		return target + "&lang=" + lang
	}
	return target + "?lang=" + lang
}

var (
	hashed = regexp.MustCompile(`(/assets/[a-z]+)-[A-Z0-9]{8}\.`)
	drawn  = regexp.MustCompile(` d="[^"]{200,}"`)
)

// TestPages holds each page in each state and language to its golden file,
// without the hashes of assets and the long paths of maps.
func TestPages(t *testing.T) {
	h := open(t, io.Discard)
	for _, st := range states() {
		for _, lang := range []string{"en", "es"} {
			t.Run(st.name+"/"+lang, func(t *testing.T) {
				w := get(t, h, in(st.target, lang))
				if w.Code != st.status {
					t.Errorf("status %d, want %d", w.Code, st.status)
				}
				got := hashed.ReplaceAll(w.Body.Bytes(), []byte("$1-HASH."))
				got = drawn.ReplaceAll(got, []byte(` d="…"`))
				golden(t, st.name+"."+lang+".html", got)
			})
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got), -update writes it:\n%s", file, diff)
	}
}

var (
	inline  = regexp.MustCompile(`(?i)<style|<[a-z][^>]*\s(style|on[a-z]+)=`)
	script  = regexp.MustCompile(`(?i)<script[^>]*>`)
	foreign = regexp.MustCompile(`(?i)<(script|link|img|iframe|source|form)[^>]*\s(src|href|action)="(https?:)?//`)
	untold  = regexp.MustCompile(`>[^<>]*\b(page|form|find|card|map|home|how|profile|script|chips|tools|pager|print|correct|source)\.[a-z_.]+[^<>]*<|\{[a-z]+\}|ZgotmplZ|&lt;no value|%!`)
)

// TestMarkup holds what every page must: nothing inline, nothing from
// elsewhere, no text without words, the language said, the two numbers kept
// apart.
func TestMarkup(t *testing.T) {
	h := open(t, io.Discard)
	for _, st := range states() {
		for _, lang := range []string{"en", "es"} {
			t.Run(st.name+"/"+lang, func(t *testing.T) {
				body := get(t, h, in(st.target, lang)).Body.String()
				if m := inline.FindString(body); m != "" {
					t.Errorf("inline style or handler: %s", m)
				}
				for _, tag := range script.FindAllString(body, -1) {
					if !strings.Contains(tag, ` src="/assets/`) && !strings.Contains(tag, "json") {
						t.Errorf("inline script: %s", tag)
					}
				}
				if m := foreign.FindString(body); m != "" && !strings.Contains(m, "canonical") && !strings.Contains(m, "alternate") {
					t.Errorf("asks another site: %s", m)
				}
				if m := untold.FindString(body); m != "" {
					t.Errorf("text without words: %q", m)
				}
				if !strings.Contains(body, `<html lang="`+lang+`">`) {
					t.Error("the language is not said")
				}
				if !strings.Contains(html.UnescapeString(body), "tel:+18442887474") || !strings.Contains(body, "tel:911") && st.name != "how" && st.name != "correct" {
					t.Error("the referral line or the emergency number is missing")
				}
				if strings.Count(body, "<h1") != 1 {
					t.Errorf("%d first headings", strings.Count(body, "<h1"))
				}
			})
		}
	}
}

// TestHeaders is the contract of the headers of every page.
func TestHeaders(t *testing.T) {
	h := open(t, io.Discard)
	want := map[string]string{
		"Content-Security-Policy":    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
		"Referrer-Policy":            "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin",
		"X-Content-Type-Options":     "nosniff",
		"Cache-Control":              "no-store",
		"Vary":                       "Accept-Language",
		"Content-Type":               "text/html; charset=utf-8",
		"Set-Cookie":                 "",
	}
	for _, st := range states() {
		w := get(t, h, st.target)
		for name, value := range want {
			if name == "Cache-Control" && (st.name == "home" || st.name == "how") {
				value = "no-cache" // nobody's question
			}
			if got := w.Header().Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", st.name, name, got, value)
			}
		}
		if got := w.Header().Get("Permissions-Policy"); !strings.Contains(got, "geolocation=(self)") || !strings.Contains(got, "camera=()") {
			t.Errorf("%s: Permissions-Policy is %q", st.name, got)
		}
		if retry := w.Header().Get("Retry-After"); (st.status == 429 || st.status == 503) && retry == "" {
			t.Errorf("%s: no Retry-After", st.name)
		}
	}
}

// TestVary holds that a page adds to what packing says of it, not instead.
func TestVary(t *testing.T) {
	w := httptest.NewRecorder()
	w.Header().Set("Vary", "Accept-Encoding")
	open(t, io.Discard).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if got := strings.Join(w.Header().Values("Vary"), ", "); got != "Accept-Encoding, Accept-Language" {
		t.Errorf("Vary is %q", got)
	}
}

// TestBytes keeps a page of results within its budget, as it travels.
func TestBytes(t *testing.T) {
	h := open(t, io.Discard)
	for _, target := range []string{"/", "/find?near=55401&radius=50", "/find?near=30303&radius=50&lang=es", "/physicians/" + fixture.NPI(3).String()} {
		var b bytes.Buffer
		zw := gzip.NewWriter(&b)
		if _, err := zw.Write(get(t, h, target).Body.Bytes()); err != nil {
			t.Fatal(err)
		}
		zw.Close()
		t.Logf("%s: %d bytes packed", target, b.Len())
		if b.Len() > 14_000 {
			t.Errorf("%s: %d bytes packed, budget 14000", target, b.Len())
		}
	}
}

func TestLanguage(t *testing.T) {
	h := open(t, io.Discard)
	tests := []struct{ name, target, accept, want string }{
		{"nothing said", "/", "", "en"},
		{"header", "/", "es-MX,es;q=0.9,en;q=0.8", "es"},
		{"header prefers English", "/", "en-US,en;q=0.9,es;q=0.8", "en"},
		{"neither", "/", "fr-FR,fr;q=0.9", "en"},
		{"address wins over header", "/?lang=en", "es", "en"},
		{"unknown in the address", "/?lang=fr", "es", "es"},
		{"results", "/find?near=55401&lang=es", "en", "es"},
		{"unknown in a search is no fault", "/find?near=55401&lang=xx", "", "en"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := get(t, h, tt.target, "Accept-Language", tt.accept)
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `<html lang="`+tt.want+`">`) || w.Header().Get("Content-Language") != tt.want {
				t.Errorf("status %d, Content-Language %q, want %q", w.Code, w.Header().Get("Content-Language"), tt.want)
			}
		})
	}
}

// TestLanguageStays follows every own link of a Spanish page: each keeps the
// language.
func TestLanguageStays(t *testing.T) {
	h := open(t, io.Discard)
	link := regexp.MustCompile(`<a [^>]*href="(/[^"]*)"[^>]*>`)
	for _, st := range states() {
		for _, m := range link.FindAllStringSubmatch(get(t, h, in(st.target, "es")).Body.String(), -1) {
			if !strings.Contains(m[1], "lang=es") && !strings.Contains(m[0], `hreflang="en"`) {
				t.Errorf("%s: %s loses the language", st.name, m[0])
			}
		}
	}
}

// TestLog asks for every state and finds nothing of the question in the log.
func TestLog(t *testing.T) {
	var log bytes.Buffer
	h := open(t, &log)
	for _, st := range states() {
		get(t, h, st.target)
	}
	if log.Len() == 0 {
		t.Error("the failed search left no trace")
	}
	for _, secret := range []string{"55401", "44.9", "Minneapolis", "Springfield", "Nowhereville", "numbness", "orinar", "fixture-"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, log.String())
		}
	}
}

func TestFindWithoutQuestion(t *testing.T) {
	w := get(t, open(t, io.Discard), "/find?utm_source=x&lang=es")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/?lang=es" {
		t.Errorf("status %d, Location %q", w.Code, w.Header().Get("Location"))
	}
}

// TestSpanish looks for English left in Spanish pages, beside what is a name
// or the way to the English page.
func TestSpanish(t *testing.T) {
	h := open(t, io.Discard)
	names := regexp.MustCompile(`(?s)<(span|strong|h1) translate="no">.*?</(span|strong|h1)>|<address>.*?</address>|<a class="switch".*?</a>|<script.*?</script>|<dd>.*?</dd>|value="[^"]*"|<[^>]*>|http://\S+|“[^”]*”`)
	english := regexp.MustCompile(`(?i)\b(the|and|of|with|your|you|is|are|office|offices|search|surgeons?|call|within|miles|list|page|results?|please|find|near|show|what|who|this|not|we)\b`)
	for _, st := range states() {
		text := names.ReplaceAllString(get(t, h, in(st.target, "es")).Body.String(), " ")
		text = html.UnescapeString(text)
		for _, name := range []string{"Doctors and Clinicians", "Open Payments", "Health Care Provider Taxonomy", "National Uniform Claim Committee"} {
			text = strings.ReplaceAll(text, name, "")
		}
		for _, m := range english.FindAllStringIndex(text, -1) {
			t.Errorf("%s: …%s…", st.name, strings.Join(strings.Fields(text[max(0, m[0]-40):min(len(text), m[1]+40)]), " "))
		}
	}
}

// FuzzFind asks for anything at all: the answer is a whole page with its
// policy, never a fault of ours, and the log holds a line of the request and nothing else.
func FuzzFind(f *testing.F) {
	for _, st := range states() {
		if _, q, ok := strings.Cut(st.target, "?"); ok && st.status < 429 {
			f.Add(q)
		}
	}
	f.Add("near=%00&q=%ff%fe&lang=en&lang=es&page=-1")
	f.Add("near=<script>alert(1)</script>&q=%22%3E%3Cimg+src%3Dx%3E")
	f.Add("specialty=a,b,,c&language=es,,&gender=zz&state=MN&bbox=1,2,3,4&near=55401")
	f.Add(";;&&==&q&near")
	var log bytes.Buffer
	h := open(f, &log)
	f.Fuzz(func(t *testing.T, query string) {
		log.Reset()
		if len(query) > 4_000 { // refused at the door
			return
		}
		if strings.Contains(query, "fixture") || strings.ContainsAny(query, " #\r\n\x00") {
			return // states of the fixture; not a query of a request
		}
		r := httptest.NewRequest(http.MethodGet, "/find", nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code == http.StatusSeeOther {
			return
		}
		body := w.Body.String()
		if w.Code >= 500 || !strings.HasSuffix(body, "</html>\n") || w.Header().Get("Content-Security-Policy") != policy {
			t.Errorf("status %d for %q", w.Code, query)
		}
		if m := inline.FindString(body); m != "" || strings.Contains(body, "<script>") || strings.Contains(body, "<img") {
			t.Errorf("what was sent became markup: %q", query)
		}
		if strings.Count(log.String(), "\n") != strings.Count(log.String(), " level=INFO msg=request ") {
			t.Errorf("logged: %s", log.String())
		}
	})
}

// TestStatement reads the schema.org statement of profiles back.
func TestStatement(t *testing.T) {
	h := open(t, io.Discard)
	block := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)
	tests := []struct {
		name    string
		person  int
		service bool
	}{
		{"confirmed last month", 0, true},
		{"self-reported", 1, false},
		{"unknown", 2, false},
		{"confirmed long ago", 3, false},
		{"withdrawn", 5, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := block.FindStringSubmatch(get(t, h, "/physicians/"+fixture.NPI(tt.person).String()).Body.String())
			if m == nil {
				t.Fatal("no statement")
			}
			var got map[string]any
			if err := json.Unmarshal([]byte(m[1]), &got); err != nil {
				t.Fatal(err)
			}
			if got["@type"] != "IndividualPhysician" || got["usNPI"] != fixture.NPI(tt.person).String() || got["@context"] != "https://schema.org" {
				t.Errorf("statement %v", got)
			}
			// A roster row speaks for an office: so does the statement.
			for _, name := range []string{"availableService", "telephone"} {
				if v, ok := got[name]; ok {
					t.Errorf("%s of the person, at no office: %v", name, v)
				}
			}
			clinics, _ := got["practicesAt"].([]any)
			for i, c := range clinics {
				clinic, _ := c.(map[string]any)
				if _, ok := clinic["availableService"]; ok != (tt.service && i == 0) {
					t.Errorf("office %d: availableService stated: %v", i+1, ok)
				}
			}
			if len(clinics) == 0 {
				t.Error("no office")
			}
		})
	}
}

func TestSitemap(t *testing.T) {
	h := open(t, io.Discard)
	for target, want := range map[string][]string{
		"/sitemap.xml":               {"<loc>http://example.com/sitemaps/pages.xml</loc>", "<loc>http://example.com/sitemaps/physicians-1.xml</loc>"},
		"/sitemaps/pages.xml":        {"<loc>http://example.com/</loc>", "<loc>http://example.com/how-we-list</loc>"},
		"/sitemaps/physicians-1.xml": {"<loc>http://example.com/physicians/" + fixture.NPI(1).String() + "</loc>"},
		"/robots.txt":                {"Disallow: /find", "Sitemap: http://example.com/sitemap.xml"},
	} {
		w := get(t, h, target)
		for _, text := range want {
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s: status %d, without %q:\n%s", target, w.Code, text, w.Body)
			}
		}
	}
	for _, target := range []string{"/sitemaps/physicians-2.xml", "/sitemaps/physicians-0.xml", "/sitemaps/other.xml"} {
		if w := get(t, h, target); w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", target, w.Code)
		}
	}
}

func TestAssets(t *testing.T) {
	h := open(t, io.Discard)
	names := regexp.MustCompile(`/assets/[^"]+`).FindAllString(get(t, h, "/").Body.String(), -1)
	if len(names) != 3 {
		t.Fatalf("assets %v, want script, style and icon", names)
	}
	for _, name := range names {
		w := get(t, h, name)
		if w.Code != http.StatusOK || w.Body.Len() == 0 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, %d bytes, Cache-Control %q", name, w.Code, w.Body.Len(), w.Header().Get("Cache-Control"))
		}
	}
	if w := get(t, h, "/assets/nothing.js"); w.Code != http.StatusNotFound {
		t.Errorf("unknown asset: status %d", w.Code)
	}
}

// TestFind_pageSize holds that a page shows as many as it is made for, whatever
// size is asked for.
func TestFind_pageSize(t *testing.T) {
	h := open(t, io.Discard)
	cards := regexp.MustCompile(`<li class="card[^>]*>`)
	plain := get(t, h, "/find?q=fixture-many").Body.String()
	large := get(t, h, "/find?q=fixture-many&page_size=100").Body.String()
	n := len(cards.FindAllString(plain, -1))
	if n == 0 || strings.Contains(large, "page_size") || len(cards.FindAllString(large, -1)) != n || large != plain {
		t.Errorf("page_size=100 changes a page of %d cards: %d bytes, without it %d", n, len(large), len(plain))
	}
}
