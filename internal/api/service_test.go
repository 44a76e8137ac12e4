package api

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
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
	release := make(chan struct{})
	var waiting atomic.Int64
	r.index.SetHook(func(ctx context.Context, c searchtest.Call) error {
		if c.Method != "Match" {
			return nil
		}
		waiting.Add(1)
		select {
		case <-release:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	done := make(chan int, search.MaxWaits)
	for range search.MaxWaits {
		go func() { done <- r.get(t, "/v1/physicians?near=60601&q=Lindqvist").status }()
	}
	waitFor(t, func() bool { return waiting.Load() == search.MaxWaits })
	a := r.get(t, "/v1/physicians?near=60601&q=Nakamura")
	if a.status != http.StatusServiceUnavailable || a.at("type") != "/problems/busy" || a.header.Get("Retry-After") != "1" {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	if n := waiting.Load(); n != search.MaxWaits {
		t.Errorf("the index was asked %d times", n)
	}
	if a := r.get(t, "/v1/physicians?near=60601"); a.status != http.StatusOK {
		t.Errorf("a search by place answered %d", a.status)
	}
	close(release)
	for range search.MaxWaits {
		if status := <-done; status != http.StatusOK {
			t.Errorf("a search in hand was answered %d", status)
		}
	}
	for range search.MaxWaits + 1 { // every place was given back
		if a := r.get(t, "/v1/physicians?near=60601&q=Nakamura"); a.status != http.StatusOK {
			t.Fatalf("after the rush a search answered %d", a.status)
		}
	}
}

func TestPanic(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	r.engine.GET("/panic", func(*gin.Context) { panic("marker 55401") })
	a := r.get(t, "/panic")
	if a.status != http.StatusInternalServerError || a.at("type") != "/problems/internal" || strings.Contains(string(a.body), "marker") {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	if log := r.log.String(); !strings.Contains(log, "service_test.go") || strings.Contains(log, "marker 55401") {
		t.Error("the log must hold the stack and not the text of a panic")
	}
}

func TestMetrics(t *testing.T) {
	registry := prometheus.NewRegistry()
	r := newRig(t, fixture(t), func(o *settings) { o.Metrics = door.NewMetrics(registry) })
	registry.MustRegister(door.NewFinderCollector(r.api.o.Finder.Status, noon))
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
		"finder_data_age_seconds", "finder_source_age_seconds", "finder_registry_missing_days", "finder_snapshot_bytes", "finder_generation_loads_total",
		`"/v1/physicians"`, `"ok"`, `"refused"`, `"unmatched"`,
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

// Every answer tells the registry's last day, and beside it how new each
// source is.
func TestSourceAges(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	for _, at := range []struct{ path, member string }{{"/v1/physicians?near=60601", "meta."}, {"/readyz", ""}} {
		a := r.get(t, at.path)
		day := a.at(at.member + "data_as_of")
		if day == nil || a.at(at.member+"sources.0.source") != "nppes" || a.at(at.member+"sources.0.as_of") != day {
			t.Errorf("%s: as of %v, sources %v", at.path, day, a.at(at.member+"sources"))
		}
	}
}
