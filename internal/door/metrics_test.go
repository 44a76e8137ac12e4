package door

import (
	"net/http"
	"sync"
	"testing"
)

func TestCallLabel(t *testing.T) {
	for path, want := range map[string]string{
		"/indexes/listings_x/documents/fetch":   "documents/fetch",
		"/indexes/finder_live/documents/live":   "documents",
		"/indexes/listings_x/search":            "search",
		"/indexes/listings_x":                   "index",
		"/indexes/listings_x/no-such-thing/abc": "other",
		"/health":                               "other",
	} {
		if got := callLabel(path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// TestUpstreamHeaders holds what leaves for Meilisearch: no header of a
// caller's request may be in it. The transport that the program uses is the
// one under test.
func TestUpstreamHeaders(t *testing.T) {
	var mu sync.Mutex
	var seen []http.Header
	base := roundTrip(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.Header.Clone())
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
	})
	req, err := http.NewRequest(http.MethodPost, "http://meili/indexes/x/search", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := NewMetrics(nil).Upstream(base).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if len(seen) != 1 || len(seen[0]) != 0 {
		t.Errorf("headers were added: %v", seen)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
