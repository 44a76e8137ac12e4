package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
	"github.com/physicianfinder/finder/internal/words"
)

// waitFor waits up to five seconds for something that another goroutine does.
func waitFor(t testing.TB, done func() bool) {
	t.Helper()
	for range 500 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("waited in vain")
}

// TestProblemPages holds every kind of problem to its texts and its page, in
// both languages.
func TestProblemPages(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	for _, k := range kinds() {
		for _, lang := range words.Langs() {
			for _, part := range []string{"title", "detail", "meaning", "fix"} {
				if key := "problem." + k.name + "." + part; !words.For(lang).Has(key) {
					t.Errorf("%s has no %s", lang, key)
				}
			}
			a := r.get(t, "/problems/"+k.name+"?lang="+string(lang))
			body := string(a.body)
			if a.status != http.StatusOK || !strings.Contains(body, `<html lang="`+string(lang)+`">`) || strings.Contains(body, "{phone}") {
				t.Errorf("/problems/%s?lang=%s answered %d:\n%s", k.name, lang, a.status, body)
			}
		}
	}
	a := r.get(t, "/problems/busy", "Accept-Language", "es-MX,es;q=0.9")
	if !strings.Contains(string(a.body), `<html lang="es">`) {
		t.Error("the browser's language is not heard")
	}
}

func TestNotReady(t *testing.T) {
	r := &rig{index: searchtest.NewEmptyMemory(), log: &lockedBuffer{}}
	r.build(t, nil)
	a := r.get(t, "/readyz")
	if a.status != http.StatusServiceUnavailable || a.at("type") != "/problems/not-ready" || a.header.Get("Retry-After") == "" {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	if why, _ := a.at("detail").(string); why == "" {
		t.Error("does not say why")
	}
	a = r.get(t, "/v1/physicians?near=60601")
	if detail, _ := a.at("detail").(string); a.status != http.StatusServiceUnavailable || !strings.Contains(detail, "844-288-7474") {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	if a := r.get(t, "/healthz"); a.status != http.StatusOK {
		t.Errorf("healthz answered %d", a.status)
	}
}

func TestStopping(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	if a := r.get(t, "/readyz"); a.status != http.StatusOK {
		t.Fatalf("answered %d %s", a.status, a.body)
	}
	r.api.Stopping()
	if a := r.get(t, "/readyz"); a.status != http.StatusServiceUnavailable || a.at("detail") != "stopping" {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	if a := r.get(t, "/v1/physicians?near=60601"); a.status != http.StatusOK {
		t.Errorf("a search while stopping answered %d", a.status)
	}
}

// TestIndexAway holds the promise that what is in memory goes on answering and
// says so, and that what needs the index is refused with the telephone line.
func TestIndexAway(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	waitFor(t, func() bool { s := r.api.o.Finder.Status(); return s.Resident == s.Tiles && s.Cards == s.Tiles })
	r.index.SetDown(true)
	waitFor(t, func() bool { return r.api.o.Finder.Status().Degraded })
	a := r.get(t, "/v1/physicians?near=55401&radius=100")
	if a.status != http.StatusOK || a.at("meta.degraded") != true || a.at("meta.total") != 2.0 || a.at("warnings.0.code") != "degraded" {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	a = r.get(t, "/v1/physicians?near=55401&q=Lindqvist")
	detail, _ := a.at("detail").(string)
	if a.status != http.StatusServiceUnavailable || a.at("type") != "/problems/unavailable" || !strings.Contains(detail, "844-288-7474") {
		t.Errorf("a text search answered %d %s", a.status, a.body)
	}
	a = r.get(t, "/v1/physicians?near=55401&q=Lindqvist+numb+between+my+legs")
	if a.status != http.StatusServiceUnavailable || a.at("red_flag") != true {
		t.Errorf("an emergency without the index answered %d %s", a.status, a.body)
	}
}

// TestShedding fills the gate of text searches: more of them are refused at
// once, searches by place are not.
func TestShedding(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	waitFor(t, func() bool { s := r.api.o.Finder.Status(); return s.Cards == s.Tiles })
	release := make(chan struct{})
	r.index.SetHook(func(ctx context.Context, c searchtest.Call) error {
		if c.Method != "Match" {
			return nil
		}
		select {
		case <-release:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	done := make(chan int, maxWaits)
	for range maxWaits {
		go func() { done <- r.get(t, "/v1/physicians?near=60601&q=Lindqvist").status }()
	}
	waitFor(t, func() bool { return len(r.api.waits) == maxWaits })
	begin := time.Now()
	a := r.get(t, "/v1/physicians?near=60601&q=Nakamura")
	if a.status != http.StatusServiceUnavailable || a.at("type") != "/problems/busy" || a.header.Get("Retry-After") != "1" {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("refused after %s", took)
	}
	if a := r.get(t, "/v1/physicians?near=60601"); a.status != http.StatusOK {
		t.Errorf("a search by place answered %d", a.status)
	}
	close(release)
	for range maxWaits {
		if status := <-done; status != http.StatusOK {
			t.Errorf("a search in hand was answered %d", status)
		}
	}
	if len(r.api.waits) != 0 || len(r.api.work) != 0 {
		t.Error("places of the gates were not given back")
	}
}

func TestPanic(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	e, ok := r.engine.(*gin.Engine)
	if !ok {
		t.Fatal("not a gin engine")
	}
	e.GET("/panic", func(*gin.Context) { panic("marker 55401") })
	a := r.get(t, "/panic")
	if a.status != http.StatusInternalServerError || a.at("type") != "/problems/internal" || strings.Contains(string(a.body), "marker") {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	if log := r.log.String(); !strings.Contains(log, "service_test.go") || strings.Contains(log, "marker 55401") {
		t.Error("the log must hold the stack and not the text of a panic")
	}
}

func TestUnknownErrorIsInternal(t *testing.T) {
	if k := kindOf(errors.New("anything")); k != internalError {
		t.Errorf("got %v", k)
	}
	if k := kindOf(search.ErrQuery); k != internalError {
		t.Errorf("a query outside limits is a fault of ours: got %v", k)
	}
}

func TestMetrics(t *testing.T) {
	registry := prometheus.NewRegistry()
	r := newRig(t, fixture(t), func(o *Options) { o.Metrics = NewMetrics(registry) })
	registry.MustRegister(NewFinderCollector(r.api.o.Finder.Status, noon))
	r.get(t, "/v1/physicians?near=60601")
	r.get(t, "/v1/physicians?near=nowhere-at-all-zz")
	r.get(t, "/no/such/path")
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range families {
		all.WriteString(f.String() + "\n")
	}
	for _, want := range []string{
		"finder_http_request_seconds", "finder_http_in_flight", "finder_ready", "finder_degraded", "finder_generation_age_seconds",
		"finder_data_age_seconds", "finder_tile_hits_total", "finder_tile_misses_total", "finder_tile_evictions_total",
		`"/v1/physicians"`, `"ok"`, `"refused"`, `"unmatched"`,
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

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
