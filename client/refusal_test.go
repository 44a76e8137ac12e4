package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/client"
)

// TestKinds sees that each refusal is of one kind, or of none.
func TestKinds(t *testing.T) {
	kinds := []error{client.ErrBadRequest, client.ErrNotFound, client.ErrGone, client.ErrRateLimited, client.ErrBusy, client.ErrKey, client.ErrNotModified}
	for _, tt := range []struct {
		status  int
		problem string
		is      error
	}{
		{400, "invalid-parameter", client.ErrBadRequest},
		{400, "ambiguous-place", client.ErrBadRequest},
		{401, "server-key-not-valid", client.ErrKey},
		{403, "server-key-in-browser", client.ErrKey},
		{404, "unknown-physician", client.ErrNotFound},
		{404, "unknown-place", client.ErrNotFound},
		{404, "unknown-path", nil},
		{404, "", nil}, // of a proxy, or another program
		{410, "generation-gone", client.ErrGone},
		{429, "too-many-requests", client.ErrRateLimited},
		{500, "internal", nil},
		{503, "busy", client.ErrBusy},
		{503, "", client.ErrBusy},
		{304, "", client.ErrNotModified},
	} {
		url, _ := service(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Request-Id", "abc")
			w.WriteHeader(tt.status)
			if tt.problem != "" {
				fmt.Fprintf(w, `{"type":"/problems/%s","title":"T","status":%d,"request_id":"abc","errors":[{"parameter":"near","reason":"r","given":"marker","allowed":[],"text":"x"}]}`, tt.problem, tt.status)
			}
		})
		c, err := client.New(url)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Search(t.Context(), client.Query{Near: "marker"})
		if err == nil || strings.Contains(err.Error(), "marker") {
			t.Errorf("%d %s: %v", tt.status, tt.problem, err)
		}
		for _, kind := range kinds {
			if errors.Is(err, kind) != (kind == tt.is) {
				t.Errorf("%d %s: %v is %v: %v", tt.status, tt.problem, err, kind, errors.Is(err, kind))
			}
		}
		var refusal *client.Refusal
		if tt.status != 304 && (!errors.As(err, &refusal) || refusal.Status != tt.status || refusal.RequestID != "abc" || len(refusal.Errors) != len(tt.problem[:min(1, len(tt.problem))])) {
			t.Errorf("%d %s: %+v", tt.status, tt.problem, refusal)
		}
	}
}

// TestInfo reads what stands beside an answer, and beside a refusal.
func TestInfo(t *testing.T) {
	beside := []string{"ETag", `W/"tag"`, "X-Request-Id", "r1", "RateLimit-Policy", `"search";q=60;w=60`, "RateLimit", `"search";r=41;t=19`}
	var agent string
	url, _ := service(t, func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		status(200, beside...)(w, r)
		fmt.Fprint(w, `{"data":[],"meta":{"generation":"g9"}}`)
	}, status(429, append(beside, "Retry-After", "19")...))
	c, err := client.New(url, client.WithUserAgent("intake/2.1"))
	if err != nil {
		t.Fatal(err)
	}
	want := client.Info{RequestID: "r1", ETag: `W/"tag"`, Generation: "g9", Rate: client.Rate{Limit: 60, Window: time.Minute, Left: 41, Reset: 19 * time.Second}}
	found, err := c.Search(t.Context(), client.Query{})
	if err != nil || found.Info != want {
		t.Errorf("%+v, %v, want %+v", found, err, want)
	}
	if !strings.HasPrefix(agent, "intake/2.1 physicianfinder-client/") {
		t.Errorf("User-Agent %q", agent)
	}
	_, err = c.Search(t.Context(), client.Query{})
	var refusal *client.Refusal
	if want.Generation = ""; !errors.As(err, &refusal) || refusal.Info != want || refusal.RetryAfter != 19*time.Second {
		t.Errorf("%+v, want %+v", refusal, want)
	}
}

// TestOtherAnswers gives the client what is no answer of a finder.
func TestOtherAnswers(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"a page":    func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>marker") },
		"endless":   func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat(" ", 17<<20), "{}") },
		"to itself": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.String(), http.StatusFound) },
	} {
		url, _ := service(t, answer, answer, answer, answer, answer, answer, answer, answer, answer, answer)
		c, err := client.New(url)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Search(t.Context(), client.Query{Near: "marker"}); err == nil || strings.Contains(err.Error(), "marker") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestExportBreaksOff takes directories that are not whole.
func TestExportBreaksOff(t *testing.T) {
	line := `{"npi":"1","offices":[]}` + "\n"
	for _, tt := range []struct {
		name, said, body string
		cards            int
		whole            bool
	}{
		{"whole", "2", line + line, 2, true},
		{"nobody", "0", "", 0, true},
		{"a line is missing", "2", line, 1, false},
		{"half a line", "2", line + line[:9], 1, false},
		{"more than announced", "1", line + line, 2, false},
		{"breaks off", "3", "break", 0, false},
	} {
		url, _ := service(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Physicians", tt.said)
			if tt.body == "break" {
				w.Header().Set("Content-Length", "1000")
				panic(http.ErrAbortHandler)
			}
			fmt.Fprint(w, tt.body)
		})
		c, err := client.New(url)
		if err != nil {
			t.Fatal(err)
		}
		e, err := c.Export(t.Context(), client.ExportQuery{})
		if tt.body == "break" && err != nil {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		var last error
		for _, err := range e.All() {
			if last = err; err == nil {
				n++
			}
		}
		if n != tt.cards || errors.Is(last, client.ErrBroken) == tt.whole {
			t.Errorf("%s: %d physicians, %v", tt.name, n, last)
		}
	}
	url, _ := service(t, status(200))
	c, err := client.New(url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Export(t.Context(), client.ExportQuery{}); err == nil {
		t.Error("an export was taken that does not say how long it is")
	}
}
