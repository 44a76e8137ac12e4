package site

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
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
	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

func integrity(b []byte) string {
	sum := sha512.Sum384(b)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

func versions(t *testing.T, h http.Handler) map[string]string {
	t.Helper()
	w := get(t, h, "/widget/versions.json")
	var all map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &all); err != nil || len(all) == 0 {
		t.Fatalf("versions.json: %v: %s", err, w.Body)
	}
	return all
}

// TestWidget holds the delivery of the element: whole, readable by every
// origin, kept for ever where it never changes.
func TestWidget(t *testing.T) {
	h := open(t, io.Discard)
	for version, sri := range versions(t, h) {
		exact := get(t, h, "/widget/"+version+"/physician-finder.js")
		if got := integrity(exact.Body.Bytes()); exact.Code != http.StatusOK || got != sri {
			t.Errorf("%s: status %d, integrity %s, versions.json says %s", version, exact.Code, got, sri)
		}
		want := "no-cache" // its bytes may still change
		if published()[version] != "" {
			want = "public, max-age=31536000, immutable"
		}
		if got := exact.Header().Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control %q, want %q", version, got, want)
		}
	}
	for target, want := range map[string]struct {
		status int
		kind   string
		cache  string
	}{
		"/widget/v1/physician-finder.js":     {200, "text/javascript; charset=utf-8", "public, max-age=300"},
		"/widget/versions.json":              {200, "application/json", "public, max-age=300"},
		"/widget/v1/LICENSES.txt":            {200, "text/plain; charset=utf-8", "public, max-age=300"},
		"/embed/v1/frame.js":                 {200, "text/javascript; charset=utf-8", "public, max-age=300"},
		"/widget/v9/physician-finder.js":     {404, "", ""},
		"/widget/9.9.9/physician-finder.js":  {404, "", ""},
		"/widget/latest/physician-finder.js": {404, "", ""},
	} {
		w := get(t, h, target)
		if w.Code != want.status || w.Header().Get("Content-Type") != want.kind || w.Header().Get("Cache-Control") != want.cache {
			t.Errorf("%s: status %d, %q, %q", target, w.Code, w.Header().Get("Content-Type"), w.Header().Get("Cache-Control"))
		}
		for name, value := range map[string]string{"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Credentials": "", "Set-Cookie": ""} {
			if got := w.Header().Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", target, name, got, value)
			}
		}
	}
	floating := get(t, h, "/widget/v1/physician-finder.js")
	newest := newestPublished()
	if got := integrity(floating.Body.Bytes()); got != published()[newest] {
		t.Errorf("/widget/v1 is %s, the newest that is published is %s, %s", got, newest, published()[newest])
	}
	if w := get(t, h, "/widget/v1/physician-finder.js", "If-None-Match", floating.Header().Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("asked again: status %d, %d bytes", w.Code, w.Body.Len())
	}
	if !strings.Contains(get(t, h, "/widget/v1/LICENSES.txt").Body.String(), "Redistributions of source code must retain") {
		t.Error("the license of Lit is not served")
	}
}

// published are the versions that pages pin. They are written here by hand
// beside sealed.json, so that no build alone can change both.
func published() map[string]string {
	return map[string]string{
		"1.0.0": "sha384-ZHq07c9L1RQFUS1YfAR5XY8JhNZVlWK4GPJEIM9EME5nytJkPRLPSRGj4FPnoPSJ",
		"1.1.0": "sha384-+y0ct67S7nJPiPUJkK5UGm8o9VoNEBRe2/YvaKEty6jYT7Z6yvlOJkRiS+OsAWsy",
	}
}

// newestPublished is what the lines to paste pin, and what /widget/v1 is.
func newestPublished() string {
	newest := ""
	for version := range published() {
		if newest == "" || newer(version, newest) {
			newest = version
		}
	}
	return newest
}

// TestSealed holds published versions to their bytes.
func TestSealed(t *testing.T) {
	published := published()
	file, err := os.ReadFile("../../web/widget/sealed.json")
	if err != nil {
		t.Fatal(err)
	}
	var sealed map[string]string
	if err := json.Unmarshal(file, &sealed); err != nil {
		t.Fatal(err)
	}
	h := open(t, io.Discard)
	served := versions(t, h)
	for version, sri := range sealed {
		if published[version] != sri {
			t.Errorf("%s: sealed.json says %s, published with %q", version, sri, published[version])
		}
	}
	for version, sri := range published {
		body := get(t, h, "/widget/"+version+"/physician-finder.js").Body.Bytes()
		if integrity(body) != sri || served[version] != sri || sealed[version] != sri {
			t.Errorf("%s: published with %s, has %s, listed with %q and sealed with %q", version, sri, integrity(body), served[version], sealed[version])
		}
	}
}

func TestNewer(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{{"1.0.1", "1.0.0", true}, {"1.10.0", "1.9.9", true}, {"2.0.0", "1.99.99", true}, {"1.0.0", "1.0.0", false}, {"1.0.9", "1.1.0", false}} {
		if got := newer(tt.a, tt.b); got != tt.want {
			t.Errorf("newer(%s, %s) = %v", tt.a, tt.b, got)
		}
	}
	for _, bad := range []string{"", "1", "1.0", "1.0.x", "1.0.0.0", "v1"} {
		if _, err := parseVersion(bad); err == nil {
			t.Errorf("%q is taken for a version", bad)
		}
	}
}

// openPartners returns the pages with a few partners; the one that is spent has
// no search left.
func openPartners(t *testing.T, spent string) http.Handler {
	t.Helper()
	registry, err := partner.Parse([]byte(`{"partners":[
		{"id":"good","name":"Good","key":"pk_good","status":"active","origins":["https://good.example"],"embed_origins":["https://good.example","https://cms.good.example:8443"]},
		{"id":"script","name":"Script only","key":"pk_script","status":"active","origins":["https://script.example"]},
		{"id":"gone","name":"Gone","key":"pk_gone","status":"revoked","origins":["https://gone.example"],"embed_origins":["https://gone.example"]},
		{"id":"old","name":"Old","key":"pk_old","status":"active","origins":["https://old.example"],"embed_origins":["https://old.example"],"expires_on":"2026-11-22"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	atlas, err := basemap.Open()
	if err != nil {
		t.Fatal(err)
	}
	d := fixture.NewDoor(slog.New(slog.DiscardHandler))
	d.Spent = spent
	s, err := New(Options{
		Door: d, Finder: fixture.Finder{}, Cards: &cards.Presenter{Now: fixture.Now, Atlas: atlas}, Now: fixture.Now, Line: "844-288-7474", Log: slog.New(slog.DiscardHandler),
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

// TestFrame is the contract of every page that may stand in a partner's
// iframe: framed by that partner alone, and saying so in no second way.
func TestFrame(t *testing.T) {
	h := openPartners(t, "")
	pages := []string{"/embed/v1/frame", "/embed/v1/frame?near=55401", "/embed/v1/frame?near=Springfield", "/embed/v1/frame?near=55401&q=fixture-down", "/embed/v1/physicians/" + fixture.NPI(0).String(), "/embed/v1/physicians/1234567893", "/embed/v1/how-we-list", "/embed/v1/correct"}
	ancestors := regexp.MustCompile(`frame-ancestors ([^;]*)`)
	tests := []struct {
		name, key, ancestors string
		open                 bool
	}{
		{"in force", "pk_good", "https://good.example https://cms.good.example:8443", true},
		{"no embed origins", "pk_script", "'none'", true},
		{"revoked", "pk_gone", "https://gone.example", false},
		{"expired", "pk_old", "https://old.example", false},
		{"unknown", "pk_nobody", "'none'", false},
		{"missing", "", "'none'", false},
	}
	for _, tt := range tests {
		for _, target := range pages {
			sign := "?"
			if strings.Contains(target, "?") {
				sign = "&"
			}
			w := get(t, h, target+sign+"key="+tt.key)
			policy := w.Header().Get("Content-Security-Policy")
			if m := ancestors.FindStringSubmatch(policy); m == nil || m[1] != tt.ancestors {
				t.Errorf("%s, %s: policy %q", tt.name, target, policy)
			}
			if !strings.Contains(policy, "script-src 'self'; style-src 'self'") || !strings.Contains(policy, "require-trusted-types-for 'script'") {
				t.Errorf("%s, %s: the policy of a page is gone: %q", tt.name, target, policy)
			}
			if w.Header().Get("X-Frame-Options") != "" || w.Header().Get("Set-Cookie") != "" {
				t.Errorf("%s, %s: X-Frame-Options %q, Set-Cookie %q", tt.name, target, w.Header().Get("X-Frame-Options"), w.Header().Get("Set-Cookie"))
			}
			if !strings.Contains(w.Header().Get("Permissions-Policy"), "geolocation=(self)") || w.Header().Get("Cache-Control") != "no-store" && !strings.Contains(target, "how") {
				t.Errorf("%s, %s: Permissions-Policy %q, Cache-Control %q", tt.name, target, w.Header().Get("Permissions-Policy"), w.Header().Get("Cache-Control"))
			}
			if (w.Code == http.StatusForbidden) == tt.open {
				t.Errorf("%s, %s: status %d", tt.name, target, w.Code)
			}
			if !strings.Contains(w.Body.String(), "tel:&#43;18442887474") && !strings.Contains(w.Body.String(), "tel:+18442887474") {
				t.Errorf("%s, %s: the referral line is missing", tt.name, target)
			}
			if strings.Contains(w.Body.String(), "application/ld+json") || !strings.Contains(w.Body.String(), "noindex") {
				t.Errorf("%s, %s: a page for search engines", tt.name, target)
			}
		}
	}
}

// TestFrameLinks follows every link and form of the pages in a frame: each
// stays under /embed/v1/ with its key and language, or leaves for a new tab.
func TestFrameLinks(t *testing.T) {
	h := openPartners(t, "")
	link := regexp.MustCompile(`<(?:a|form) [^>]*(?:href|action)="([^"]*)"[^>]*>`)
	n := 0
	for _, target := range []string{"frame?", "frame?near=55401&", "frame?near=55401&page=2&", "frame?near=Springfield&", "frame?near=55401&annular_closure=offered&q=spinal+surgeon&", "physicians/" + fixture.NPI(3).String() + "?", "how-we-list?", "correct?npi=" + fixture.NPI(0).String() + "&", "physicians/12?"} {
		body := get(t, h, "/embed/v1/"+target+"key=pk_good&lang=es").Body.String()
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			n++
			switch {
			case strings.HasPrefix(m[1], "tel:"), strings.HasPrefix(m[1], "#"):
			case strings.HasPrefix(m[0], "<form"):
				if m[1] != "/embed/v1/frame#answer" || !strings.Contains(body, `name="key" value="pk_good"`) || !strings.Contains(body, `name="lang" value="es"`) {
					t.Errorf("%s: a form that leaves the frame: %s", target, m[0])
				}
			case strings.HasPrefix(m[1], "/"):
				if !strings.HasPrefix(m[1], "/embed/v1/") || !strings.Contains(m[1], "key=pk_good") || !strings.Contains(m[1], "lang=es") && !strings.Contains(m[0], `hreflang="en"`) {
					t.Errorf("%s: a link that leaves the frame: %s", target, m[0])
				}
			default:
				if !strings.Contains(m[0], `target="_blank"`) || !strings.Contains(m[0], "noreferrer") {
					t.Errorf("%s: another site inside the frame: %s", target, m[0])
				}
			}
		}
	}
	t.Logf("%d links", n)
}

func TestFrameBudget(t *testing.T) {
	h := openPartners(t, "good")
	if w := get(t, h, "/embed/v1/frame?near=55401&key=pk_good"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "20" {
		t.Errorf("a partner without a search left: status %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	if w := get(t, h, "/find?near=55401"); w.Code != http.StatusOK {
		t.Errorf("the site itself: status %d", w.Code)
	}
}

// TestPartners holds the page that writes the lines to paste.
func TestPartners(t *testing.T) {
	h := open(t, io.Discard)
	for _, lang := range []string{"en", "es"} {
		w := get(t, h, "/partners?lang="+lang)
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, `<html lang="`+lang+`">`) || strings.Count(body, "<h1") != 1 {
			t.Errorf("%s: status %d", lang, w.Code)
		}
		if m := untold.FindString(regexp.MustCompile(`(?s)<(code|script).*?</(code|script)>`).ReplaceAllString(body, "")); m != "" {
			t.Errorf("%s: text without words: %q", lang, m)
		}
		if m := inline.FindString(body); m != "" {
			t.Errorf("%s: inline style or handler: %s", lang, m)
		}
		for version, sri := range versions(t, h) {
			pinned := strings.Contains(strings.ReplaceAll(body, "&#43;", "+"), sri)
			if version != newestPublished() {
				if pinned {
					t.Errorf("%s: pins %s, which is in work or has been followed", lang, version)
				}
				continue
			}
			for _, text := range []string{"/widget/" + version + "/physician-finder.js", sri, "/widget/v1/physician-finder.js", "/embed/v1/frame?key=pk_your_key", "trusted-types lit-html"} {
				if !strings.Contains(strings.ReplaceAll(body, "&#43;", "+"), text) {
					t.Errorf("%s: without %s", lang, text)
				}
			}
		}
		if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "trusted-types lit-html") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("policy %q", policy)
		}
	}
}

// TestWidget_noNetwork looks for addresses that the element itself holds.
func TestWidget_noNetwork(t *testing.T) {
	h := open(t, io.Discard)
	file := get(t, h, "/widget/v1/physician-finder.js").Body.Bytes()
	known := []string{"https://www.google.com/maps/dir/", "http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"}
	for _, m := range regexp.MustCompile("https?://[^\"'`\\s)]+").FindAll(file, -1) {
		ok := false
		for _, k := range known {
			ok = ok || bytes.HasPrefix(m, []byte(k))
		}
		if !ok {
			t.Errorf("the element holds %s", m)
		}
	}
	for _, sink := range []string{"eval(", "document.cookie", "localStorage", "sessionStorage", "document.write"} {
		if bytes.Contains(file, []byte(sink)) {
			t.Errorf("the element holds %s", sink)
		}
	}
}
