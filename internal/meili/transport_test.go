package meili

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// proxy puts a server in front of Meilisearch that shows each request to see
// before it goes on, and returns its address.
func (b *bench) proxy(t *testing.T, see func(*http.Request)) string {
	t.Helper()
	target, err := url.Parse(b.URL())
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(target)
	forward.Transport = &http.Transport{DisableCompression: true}
	forward.ModifyResponse = func(resp *http.Response) error {
		if e := resp.Header.Get("Content-Encoding"); e != "" {
			t.Errorf("%s was answered with encoding %s", resp.Request.URL.Path, e)
		}
		return nil
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		see(r)
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// TestNoCompression records what every kind of request asks for on its way to
// the real server. A compressed answer takes 40 ms longer.
func TestNoCompression(t *testing.T) {
	b := startServer(t)
	var mu sync.Mutex
	seen := map[string]int{}
	proxy := b.proxy(t, func(r *http.Request) {
		mu.Lock()
		seen[r.Method+" "+r.URL.Path[strings.LastIndexByte(r.URL.Path, '/'):]]++
		mu.Unlock()
		if e := r.Header.Get("Accept-Encoding"); e != "" {
			t.Errorf("%s %s asks for encoding %s", r.Method, r.URL.Path, e)
		}
	})
	b.service.URL, b.indexer.URL = proxy, proxy

	b.publish(t, randomListings(seeded(9), 300))
	x := b.open(t)
	g, err := x.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(all(t, x, g)); n != 300 {
		t.Errorf("%d listings", n)
	}
	if _, err := x.Match(t.Context(), g, "ba", search.Narrow{}, 100); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, kind := range []string{"GET /live", "POST /fetch", "POST /search", "POST /documents", "PATCH /settings"} {
		if seen[kind] == 0 {
			t.Errorf("no request of kind %s was recorded: %v", kind, seen)
		}
	}
}

func TestTransport(t *testing.T) {
	if !NewTransport().DisableCompression {
		t.Error("the transport asks for compressed answers")
	}
}

// TestErrorsTellNothing answers requests with errors that quote them, as
// Meilisearch does, and looks for what was asked in what comes out.
func TestErrorsTellNothing(t *testing.T) {
	const secret = "zanzibar"
	tile, err := geo.TileAt(geo.Point{Lat: 44.98, Lng: -93.27})
	if err != nil {
		t.Fatal(err)
	}
	g := &search.Generation{ID: "20261101T000000000Z-000000", Listings: 5}
	for name, answer := range map[string]func(http.ResponseWriter, string){
		"bad request": func(w http.ResponseWriter, asked string) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"message":%q,"code":"invalid_search_filter","type":"invalid_request"}`, asked)
		},
		"not JSON": func(w http.ResponseWriter, asked string) { _, _ = io.WriteString(w, asked) },
		"other JSON": func(w http.ResponseWriter, asked string) {
			fmt.Fprintf(w, `{"results":%q,"hits":%q,"total":5}`, asked, asked)
		},
		"gateway": func(w http.ResponseWriter, asked string) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, asked)
		},
		"cut off": func(w http.ResponseWriter, _ string) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, secret)
		},
		"dropped": func(http.ResponseWriter, string) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			f := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				answer(w, secret+string(body)+tile.String())
			}))
			t.Cleanup(f.Close)
			x, err := Open(Config{URL: f.URL, Key: secret})
			if err != nil {
				t.Fatal(err)
			}
			_, liveErr := x.Live(t.Context())
			var recordsErr error
			for _, recordsErr = range x.Records(t.Context(), g) {
			}
			_, matchErr := x.Match(t.Context(), g, secret, search.Narrow{Tiles: []geo.Cell{tile}, All: true}, 10)
			for call, err := range map[string]error{"Live": liveErr, "Records": recordsErr, "Match": matchErr} {
				if err == nil {
					t.Errorf("%s: no error", call)
				} else if text := err.Error(); strings.Contains(text, secret) || strings.Contains(text, tile.String()) {
					t.Errorf("%s: the error quotes the request: %s", call, text)
				} else {
					t.Logf("%s: %s", call, text)
				}
			}
		})
	}
	if _, err := Open(Config{URL: "ftp://" + secret}); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("a bad URL: %v", err)
	}
}
