package main

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// A house is every face of the service over an index in memory, which the test
// holds up as it likes.
type house struct {
	handler http.Handler
	admin   http.Handler
	index   *searchtest.Memory
	log     *lockedLog
	cookie  *http.Cookie  // of an agent who is signed in
	asked   atomic.Int64  // searches with words that reached the index
	limits  chan deadline // of each of them
}

type deadline struct {
	at time.Time
	ok bool
}

type lockedLog struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// lines returns what was logged, by line.
func (l *lockedLog) lines(t *testing.T) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []map[string]any
	for dec := json.NewDecoder(strings.NewReader(l.b.String())); dec.More(); {
		var line map[string]any
		if err := dec.Decode(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return all
}

func newHouse(t *testing.T, change ...func(*config)) *house {
	t.Helper()
	gin.SetMode(gin.TestMode)
	h := &house{log: &lockedLog{}, limits: make(chan deadline, 1_000)}
	h.index = searchtest.NewMemory("one", searchtest.Listings(rand.New(rand.NewPCG(5, 5)), 400))
	c := defaults()
	c.rate, c.dir = 0, t.TempDir()
	for _, f := range change {
		f(c)
	}
	store, err := referral.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	const password = "correct-horse-battery"
	if err := store.AddAccount(t.Context(), "ana", referral.Agent, password); err != nil {
		t.Fatal(err)
	}
	token, err := store.SignIn(t.Context(), "ana", password)
	if err != nil {
		t.Fatal(err)
	}
	h.cookie = &http.Cookie{Name: "__Host-finder-console", Value: token}
	registry, err := partner.Parse([]byte(demoPartners))
	if err != nil {
		t.Fatal(err)
	}
	s := &service{
		c: c, log: slog.New(slog.NewJSONHandler(h.log, nil)), partners: partner.Fixed(registry), store: store,
		registry: prometheus.NewRegistry(), arrivals: door.NewArrivals(time.Now),
	}
	if err := s.wire(t.Context(), h.index, door.NewMetrics(s.registry)); err != nil {
		t.Fatal(err)
	}
	if err := s.finder.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.handler, h.admin = s.handler, adminServer(s.registry, s.arrivals).Handler
	return h
}

// holdUp has each search with words counted and then wait in hold.
func (h *house) holdUp(hold func(ctx context.Context) error) {
	h.index.SetHook(func(ctx context.Context, c searchtest.Call) error {
		if c.Method != "Match" {
			return nil
		}
		at, ok := ctx.Deadline()
		h.limits <- deadline{at, ok}
		h.asked.Add(1)
		return hold(ctx)
	})
}

func (h *house) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

// A face is one way to search.
type face struct {
	name string
	ask  func(words string) *http.Request // in Spanish
	kind string                           // Content-Type of a refusal
	says []string                         // what its refusal holds
}

func (h *house) faces() []face {
	get := func(target, accept string) *http.Request {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		r.Header.Set("Accept", accept)
		r.Header.Set("Accept-Language", "es")
		return r
	}
	post := func(target, kind, body string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Accept-Language", "es")
		return r
	}
	page := []string{`<html lang="es"`, "tel:+18442887474", "Muchas personas están buscando"}
	problem := []string{`"type":"/problems/busy"`, "844-288-7474", "Muchas personas están buscando"}
	return []face{
		{"page", func(q string) *http.Request { return get("/find?q="+url.QueryEscape(q), "text/html") }, "text/html; charset=utf-8", page},
		{"frame", func(q string) *http.Request {
			return get("/embed/v1/frame?key=pk_demo&q="+url.QueryEscape(q), "text/html")
		}, "text/html; charset=utf-8", page},
		{"API", func(q string) *http.Request {
			return get("/v1/physicians?lang=es&q="+url.QueryEscape(q), "application/json")
		}, "application/problem+json", problem},
		{"form", func(q string) *http.Request {
			return post("/v1/search", "application/x-www-form-urlencoded", url.Values{"q": {q}, "lang": {"es"}}.Encode())
		}, "application/problem+json", problem},
		{"console", func(q string) *http.Request {
			body, _ := json.Marshal(map[string]string{"text": q}) // a string always marshals
			r := post("/console/api/find", "application/json", string(body))
			r.AddCookie(h.cookie)
			return r
		}, "application/json; charset=utf-8", []string{`"code":"busy"`, "Muchas personas están buscando"}},
	}
}

// TestDoor fills the one door from all faces together: then each refuses
// searches with words at once, and still answers those that need no index.
func TestDoor(t *testing.T) {
	h := newHouse(t)
	release := make(chan struct{})
	h.holdUp(func(ctx context.Context) error {
		select {
		case <-release:
			return nil
		case <-t.Context().Done():
			return t.Context().Err()
		}
	})
	faces := h.faces()
	answers := make(chan string, search.MaxWaits)
	for i := range search.MaxWaits {
		f := faces[i%len(faces)]
		go func() {
			w := h.serve(f.ask("zimmerlin"))
			answers <- fmt.Sprintf("%s: %d", f.name, w.Code)
		}()
	}
	for range search.MaxWaits { // each tells its limit when it has reached the index
		var d deadline
		select {
		case d = <-h.limits:
		case early := <-answers:
			t.Fatalf("answered without the index: %s", early)
		}
		if !d.ok || d.at.After(time.Now().Add(search.Patience)) {
			t.Errorf("a search may take until %v (limited: %v), at most %v is wanted", d.at, d.ok, search.Patience)
		}
	}
	for _, f := range faces {
		w := h.serve(f.ask("ashdrake"))
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" || w.Header().Get("Content-Type") != f.kind {
			t.Errorf("%s: %d, Retry-After %q, %s", f.name, w.Code, w.Header().Get("Retry-After"), w.Header().Get("Content-Type"))
		}
		for _, want := range f.says {
			if !strings.Contains(html.UnescapeString(w.Body.String()), want) {
				t.Errorf("%s does not say %q: %s", f.name, want, w.Body)
			}
		}
		if w := h.serve(f.ask("55401")); w.Code != http.StatusOK {
			t.Errorf("%s: a search by place is answered %d", f.name, w.Code)
		}
	}
	if n := h.asked.Load(); n != search.MaxWaits {
		t.Errorf("%d searches reached the index, want %d", n, search.MaxWaits)
	}
	close(release)
	for range search.MaxWaits {
		if a := <-answers; !strings.HasSuffix(a, ": 200") {
			t.Errorf("a search that was let in is answered %s", a)
		}
	}
	h.noFault(t)
}

// noFault holds that the log tells of no fault of ours.
func (h *house) noFault(t *testing.T) {
	t.Helper()
	for _, line := range h.log.lines(t) {
		if line["level"] == "ERROR" || line["status"] == float64(http.StatusInternalServerError) {
			t.Errorf("logged: %v", line)
		}
	}
}

// TestCallerLeaves holds that a search whose caller hangs up is no fault on any
// face, and no answer either.
func TestCallerLeaves(t *testing.T) {
	h := newHouse(t)
	for _, f := range h.faces() {
		ctx, leave := context.WithCancel(t.Context())
		h.holdUp(func(ctx context.Context) error {
			leave()
			<-ctx.Done()
			return ctx.Err()
		})
		before := len(h.log.lines(t))
		h.serve(f.ask("zimmerlin").WithContext(ctx))
		var status any
		for _, line := range h.log.lines(t)[before:] {
			if line["msg"] == "request" {
				status = line["status"]
			}
		}
		if status != float64(499) {
			t.Errorf("%s: a caller who left is logged as %v", f.name, status)
		}
	}
	if n := h.asked.Load(); n != int64(len(h.faces())) {
		t.Errorf("%d searches reached the index, want one from each face", n)
	}
	h.noFault(t)
}

// A lapsing context is over its time when the test says so.
type lapsing struct {
	context.Context
	over chan struct{}
}

func (l lapsing) Done() <-chan struct{} { return l.over }

func (l lapsing) Err() error {
	select {
	case <-l.over:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// TestOutOfTime holds that a search which takes too long is told as such on
// every face.
func TestOutOfTime(t *testing.T) {
	h := newHouse(t)
	for _, f := range h.faces() {
		ctx := lapsing{t.Context(), make(chan struct{})}
		h.holdUp(func(inner context.Context) error {
			close(ctx.over)
			<-inner.Done()
			return inner.Err()
		})
		w := h.serve(f.ask("zimmerlin").WithContext(ctx))
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || w.Header().Get("Content-Type") != f.kind {
			t.Errorf("%s: %d, Retry-After %q: %s", f.name, w.Code, w.Header().Get("Retry-After"), w.Body)
		}
	}
	h.noFault(t)
}
