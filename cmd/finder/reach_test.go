package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestReachedBy holds how pages name themselves: by the scheme that a trusted
// proxy tells, and by a host that a request made up in nothing that a cache
// keeps for others.
func TestReachedBy(t *testing.T) {
	const peer = "192.0.2.0/24" // holds httptest's own address
	for _, tt := range []struct {
		name, proxies, base, target string
		want                        string // the address of the pages
	}{
		{"a trusted proxy", peer, "", "/x", "https://example.com"},
		{"another proxy is trusted", "10.0.0.0/8", "", "/x", "http://example.com"},
		{"none is trusted", "", "", "/x", "http://example.com"},
		{"the address is set", peer, "https://finder.example/", "/x", "https://finder.example"},
		{"a scheme of the caller's own", "", "", "https://example.com/x", "http://example.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t, func(c *config) { c.proxies, c.baseURL = splitList(tt.proxies), tt.base })
			for _, page := range []string{"/", "/partners", "/sitemap.xml", "/sitemaps/pages.xml", "/robots.txt"} {
				r := httptest.NewRequest(http.MethodGet, strings.Replace(tt.target, "/x", page, 1), nil)
				r.TLS = nil // httptest gives one by the scheme
				r.Header.Set("X-Forwarded-Proto", "https")
				w := h.serve(r)
				if w.Code != http.StatusOK {
					t.Fatalf("%s: %d", page, w.Code)
				}
				said := strings.Contains(w.Body.String(), tt.want)
				if other := strings.Replace(tt.want, "https:", "http:", 1); !said || other != tt.want && strings.Contains(w.Body.String(), other) {
					t.Errorf("%s does not name itself %s", page, tt.want)
				}
				if public := strings.Contains(w.Header().Get("Cache-Control"), "public"); public && tt.base == "" {
					t.Errorf("%s: %s, with the host of the request", page, w.Header().Get("Cache-Control"))
				}
				if hsts := w.Header().Get("Strict-Transport-Security"); (hsts != "") != (tt.proxies == peer) {
					t.Errorf("%s: Strict-Transport-Security %q", page, hsts)
				}
			}
		})
	}
}
