package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestGuessesBehindProxy counts wrong passwords by who sent them to the trusted
// proxy, not by the proxy: who guesses slows nobody elsewhere.
func TestGuessesBehindProxy(t *testing.T) {
	h := newHouse(t, func(c *config) { c.proxies = []string{"192.0.2.0/24"} }) // httptest's own address
	try := func(from, name string) int {
		body := url.Values{"name": {name}, "password": {"a wrong password"}}.Encode()
		r := httptest.NewRequest(http.MethodPost, "http://finder.test/console/sign-in", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", from)
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		return w.Code
	}
	for i := range 80 {
		if try("198.51.100.9", fmt.Sprint("name", i)) == http.StatusTooManyRequests {
			break
		}
	}
	if got := try("198.51.100.10", "another"); got != http.StatusTooManyRequests { // its neighbour is the same network
		t.Errorf("after 80 wrong passwords: answered %d, want 429", got)
	}
	if got := try("203.0.113.9", "name0"); got != http.StatusUnauthorized {
		t.Errorf("somebody elsewhere: answered %d, want 401", got)
	}
	for _, line := range h.log.lines(t) {
		for key, value := range line {
			for _, marked := range []string{"198.51.100", "203.0.113", "name0", "another"} {
				if strings.Contains(fmt.Sprint(value), marked) {
					t.Errorf("the log tells %q in %s", marked, key)
				}
			}
		}
	}
}
