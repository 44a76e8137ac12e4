package site

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

// TestLimited holds that a page which asks the finder is limited like a search,
// and that a report over the limit keeps what was typed.
func TestLimited(t *testing.T) {
	h := open(t, io.Discard)
	npi := fixture.NPI(0).String()
	for target, want := range map[string]int{
		"/find?near=55401&x=fixture-busy":         http.StatusTooManyRequests,
		"/physicians/" + npi + "?x=fixture-busy":  http.StatusTooManyRequests,
		"/correct?npi=" + npi + "&x=fixture-busy": http.StatusTooManyRequests,
		"/correct?x=fixture-busy":                 http.StatusOK, // asks nothing
		"/how-we-list?x=fixture-busy":             http.StatusOK,
	} {
		w := get(t, h, target)
		if w.Code != want || want == http.StatusTooManyRequests && w.Header().Get("Retry-After") != "20" {
			t.Errorf("%s: %d, Retry-After %q; want %d", target, w.Code, w.Header().Get("Retry-After"), want)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/correct?x=fixture-busy", strings.NewReader("npi="+npi+"&kind=moved&detail=Now+upstairs"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "20" || !strings.Contains(w.Body.String(), "Now upstairs") {
		t.Errorf("a report: %d, Retry-After %q; 429 with what was typed is wanted", w.Code, w.Header().Get("Retry-After"))
	}
}
