package api

import (
	"net/http"
	"testing"
)

// TestPagesMayRead asks as browsers do for pages of other origins: what GET
// answers is readable, whatever it answers, and nothing can be sent along that is
// not public.
func TestPagesMayRead(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	const origin = "https://anybody.example"
	for target, status := range map[string]int{
		"/v1/physicians?near=55401": 200, "/v1/physicians?near=55401&radius=-1": 400, "/v1/physicians?near=Nowhereville+ZZ": 404,
		"/v1/physicians/2000000010": 200, "/v1/physicians/2550519658": 404, "/v1/places?q=minn": 200, "/v1/specialties": 200, "/v1/export": 200, "/openapi.yaml": 200,
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			a := r.do(t, method, target, http.Header{"Origin": {origin}}, "")
			h := a.header
			if a.status != status || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Credentials") != "" || h.Get("Set-Cookie") != "" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
				t.Errorf("%s %s: %d, want %d, readable by %q", method, target, a.status, status, h.Get("Access-Control-Allow-Origin"))
			}
		}
		a := r.do(t, http.MethodOptions, target, http.Header{
			"Origin": {origin}, "Access-Control-Request-Method": {"GET"}, "Access-Control-Request-Headers": {"authorization, if-none-match"},
		}, "")
		if h := a.header; a.status != http.StatusNoContent || len(a.body) != 0 || h.Get("Access-Control-Allow-Origin") != "*" ||
			h.Get("Access-Control-Allow-Methods") != "GET, HEAD" || h.Get("Access-Control-Allow-Headers") != "If-None-Match" || h.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("OPTIONS %s: %d %v", target, a.status, a.header)
		}
	}
	limited := newRig(t, fixture(t), func(o *settings) { o.Rate = 1 })
	limited.get(t, "/v1/physicians?near=55401")
	if a := limited.get(t, "/v1/physicians?near=55401", "Origin", origin); a.status != http.StatusTooManyRequests || a.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("over the rate: %d, readable by %q", a.status, a.header.Get("Access-Control-Allow-Origin"))
	}
	// With a partner's key the key decides, and forms stay as they were.
	for _, tt := range []struct {
		method, target, origin, readable string
		status                           int
	}{
		{"GET", "/v1/places?q=minn&key=pk_clinic", origin, "", 403},
		{"GET", "/v1/places?q=minn&key=pk_clinic", "https://clinic.example", "https://clinic.example", 200},
		{"GET", "/v1/places?q=minn&key=pk_nobody", origin, "", 403},
		{"POST", "/v1/search", origin, "", 403},
		{"OPTIONS", "/v1/search", origin, "", 405},
	} {
		h, body := http.Header{"Origin": {tt.origin}}, ""
		if tt.method == http.MethodPost {
			h.Set("Content-Type", "application/x-www-form-urlencoded")
			body = "near=60601"
		}
		if a := r.do(t, tt.method, tt.target, h, body); a.status != tt.status || a.header.Get("Access-Control-Allow-Origin") != tt.readable {
			t.Errorf("%s %s of %s: %d, readable by %q", tt.method, tt.target, tt.origin, a.status, a.header.Get("Access-Control-Allow-Origin"))
		}
	}
}
