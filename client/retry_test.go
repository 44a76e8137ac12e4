package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/physicianfinder/finder/client"
)

// service answers with each step in turn, and with nothing found after the last.
func service(t *testing.T, steps ...http.HandlerFunc) (url string, asked func() int) {
	t.Helper()
	var count atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n := int(count.Add(1)); n <= len(steps) {
			steps[n-1](w, r)
			return
		}
		w.Header().Set("X-Request-Id", "last")
		fmt.Fprint(w, `{"data":[],"meta":{"generation":"g1"},"links":{"self":"","next":null,"prev":null}}`)
	}))
	t.Cleanup(s.Close)
	return s.URL, func() int { return int(count.Load()) }
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

// hangUp breaks the connection off, before or amid the answer.
func hangUp(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("q") == "amid" {
		w.Header().Set("Content-Length", "1000")
		fmt.Fprint(w, `{"data":[`)
	}
	panic(http.ErrAbortHandler)
}

func TestRetry(t *testing.T) {
	const s = time.Second
	tests := []struct {
		name  string
		steps []http.HandlerFunc
		retry client.Retry
		text  string
		waits []time.Duration
		is    error // nil: answered
	}{
		{name: "nothing to do"},
		{name: "as the service says", steps: []http.HandlerFunc{status(429, "Retry-After", "7"), status(503, "Retry-After", "2")}, waits: []time.Duration{7 * s, 2 * s}},
		{name: "as a date says", steps: []http.HandlerFunc{status(503, "Retry-After", "Sat, 28 Nov 2026 10:00:09 GMT", "Date", "Sat, 28 Nov 2026 10:00:00 GMT")}, waits: []time.Duration{9 * s}},
		{name: "by itself, longer each time", steps: []http.HandlerFunc{status(502), status(504)}, waits: []time.Duration{s / 4, s / 2}},
		{name: "a connection that breaks", steps: []http.HandlerFunc{hangUp}, waits: []time.Duration{s / 4}},
		{name: "an answer that breaks off", steps: []http.HandlerFunc{hangUp}, text: "amid", waits: []time.Duration{s / 4}},
		{name: "not for ever", steps: []http.HandlerFunc{status(503), status(503), status(503)}, waits: []time.Duration{s / 4, s / 2}, is: client.ErrBusy},
		{name: "as often as asked", steps: []http.HandlerFunc{status(503), status(503), status(503), status(503)}, retry: client.Retry{Attempts: 5, LongestWait: s}, waits: []time.Duration{s / 4, s / 2, s, s}},
		{name: "more patience than there is", steps: []http.HandlerFunc{status(429, "Retry-After", "11")}, is: client.ErrRateLimited},
		{name: "what will not change", steps: []http.HandlerFunc{status(400)}, is: client.ErrBadRequest},
		{name: "a fault of the service", steps: []http.HandlerFunc{status(500)}, is: errAny},
		{name: "no finder", steps: []http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }}, is: errAny},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url, asked := service(t, tt.steps...)
			var waits []time.Duration
			c, err := client.New(url, client.WithRetry(tt.retry), client.WithClock(func(_ context.Context, d time.Duration) error {
				waits = append(waits, d)
				return nil
			}))
			if err != nil {
				t.Fatal(err)
			}
			found, err := c.Search(t.Context(), client.Query{Text: tt.text})
			if !slices.Equal(waits, tt.waits) || asked() != len(tt.waits)+1 {
				t.Errorf("asked %d times, waited %v, want %v", asked(), waits, tt.waits)
			}
			switch {
			case tt.is == nil && (err != nil || found.Info.RequestID != "last"):
				t.Errorf("not answered: %v", err)
			case tt.is == errAny && err == nil, tt.is != nil && tt.is != errAny && !errors.Is(err, tt.is):
				t.Errorf("error %v, want %v", err, tt.is)
			}
		})
	}
}

var errAny = errors.New("any error")

// TestNoRetry sees that nothing is asked twice by a client that was not told to.
func TestNoRetry(t *testing.T) {
	url, asked := service(t, status(503, "Retry-After", "1"))
	c, err := client.New(url, client.WithClock(func(context.Context, time.Duration) error { t.Error("waited"); return nil }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Search(t.Context(), client.Query{}); !errors.Is(err, client.ErrBusy) || asked() != 1 {
		t.Errorf("asked %d times: %v", asked(), err)
	}
}

// TestRetryEnds ends the context while the client waits, and gives one that
// ends before the wait does.
func TestRetryEnds(t *testing.T) {
	refuse := status(503, "Retry-After", "5")
	url, asked := service(t, refuse, refuse)
	ctx, cancel := context.WithCancel(t.Context())
	c, err := client.New(url, client.WithRetry(client.Retry{}), client.WithClock(func(ctx context.Context, _ time.Duration) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Search(ctx, client.Query{Near: "marker"})
	if !errors.Is(err, context.Canceled) || !errors.Is(err, client.ErrBusy) || asked() != 1 || strings.Contains(err.Error(), "marker") {
		t.Errorf("asked %d times: %v", asked(), err)
	}
	soon, end := context.WithTimeout(t.Context(), 4*time.Second)
	defer end()
	if _, err = c.Search(soon, client.Query{}); !errors.Is(err, client.ErrBusy) || errors.Is(err, context.DeadlineExceeded) || asked() != 2 {
		t.Errorf("asked %d times: %v", asked(), err)
	}
}
