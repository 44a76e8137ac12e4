package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/door"
)

// TestArrival holds the echo of how a request came in to the admin listener, and
// to requests that were announced there: once each.
func TestArrival(t *testing.T) {
	h := newHouse(t, func(c *config) { c.proxies = []string{"192.0.2.0/24"} }) // holds httptest's own address
	ask := func(to http.Handler, method, path string, header http.Header) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.Header = header
		w := httptest.NewRecorder()
		to.ServeHTTP(w, r)
		return w
	}
	token := ask(h.admin, "POST", "/arrivals", nil).Body.String()
	if len(token) < 20 {
		t.Fatalf("token %q", token)
	}
	if w := ask(h.admin, "GET", "/arrivals/"+token, nil); w.Code != http.StatusNotFound {
		t.Errorf("before it came: %d %s", w.Code, w.Body)
	}
	for _, path := range []string{"/arrivals", "/arrivals/" + token, "/metrics", "/debug/pprof/"} {
		for _, method := range []string{"GET", "POST"} {
			if w := ask(h.handler, method, path, nil); w.Code != http.StatusNotFound {
				t.Errorf("the public listener answers %s %s with %d", method, path, w.Code)
			}
		}
	}
	forwarded := http.Header{
		"X-Forwarded-For": {"198.51.100.9"}, "X-Forwarded-Proto": {"https"}, "Accept-Encoding": {"br"},
		door.ArrivalHeader: {"another," + token},
	}
	if w := ask(h.handler, "GET", "/healthz", forwarded); w.Code != http.StatusOK || w.Header().Get(door.ArrivalHeader) != "" {
		t.Errorf("the request itself: %d, %v", w.Code, w.Header())
	}
	forwarded.Set("X-Forwarded-For", "203.0.113.5")
	ask(h.handler, "GET", "/healthz", forwarded) // the second with the token is not kept
	w := ask(h.admin, "GET", "/arrivals/"+token, nil)
	var have door.Arrival
	if err := json.Unmarshal(w.Body.Bytes(), &have); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	want := door.Arrival{
		Peer: "192.0.2.1", Trusted: true, Forwarded: []string{"198.51.100.9"}, Proto: "https", Encodings: "br",
		Host: "example.com", Client: "198.51.100.9", Scheme: "https",
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	for _, again := range []string{token, "another"} {
		if w := ask(h.admin, "GET", "/arrivals/"+again, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: told again: %d %s", again, w.Code, w.Body)
		}
	}
	var codes []int
	for range 40 {
		codes = append(codes, ask(h.admin, "POST", "/arrivals", nil).Code)
	}
	if !slices.Contains(codes, http.StatusTooManyRequests) || codes[0] != http.StatusOK {
		t.Errorf("announcements are not bounded: %v", codes)
	}
}
