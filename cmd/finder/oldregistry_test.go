package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/sample"
)

// TestRegistryOfAYearAgo publishes a registry of a year ago with a roster of
// yesterday. Page, interface, metric and alert speak of a year; that the roster
// is new is said beside it and hides nothing.
func TestRegistryOfAYearAgo(t *testing.T) {
	index := realMeilisearch(t)
	dir := t.TempDir()
	files, _, err := sample.Write(dir, sample.Options{Count: 200, Others: 20, Seed: 6})
	if err != nil {
		t.Fatal(err)
	}
	lastYear, yesterday := time.Now().UTC().AddDate(-1, 0, 0), time.Now().UTC().AddDate(0, 0, -1)
	rows := readRows(t, files.Roster)
	verified := slices.Index(rows[0], "verified_on")
	for _, row := range rows[1:] {
		row[verified] = yesterday.Format(time.DateOnly)
	}
	var roster strings.Builder
	if err := csv.NewWriter(&roster).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files.Roster, []byte(roster.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, stdout, stderr := runFinder(t, "index", "--quiet", "--nppes", files.Registry, "--practice-locations", files.Practices,
		"--days", "20050523-"+lastYear.Format("20060102"), "--roster", files.Roster); code != 0 {
		t.Fatal(stdout, stderr)
	}

	c := defaults()
	c.dir, c.rate = dir, 0
	store, err := openStore(t.Context(), "", dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	s := &service{c: c, log: slog.New(slog.DiscardHandler), store: store, registry: prometheus.NewRegistry()}
	if err := s.wire(t.Context(), index, door.NewMetrics(s.registry)); err != nil {
		t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- s.finder.Run(t.Context()) }()
	for !s.finder.Status().Ready {
		select {
		case err := <-ran:
			t.Fatal(err)
		case <-time.After(5 * time.Millisecond):
		}
	}
	get := func(path string) string {
		t.Helper()
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 200 {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		return w.Body.String()
	}
	var answer struct {
		Meta struct {
			DataAsOf string `json:"data_as_of"`
			Sources  []struct {
				Source string
				AsOf   string `json:"as_of"`
			}
		}
	}
	if err := json.Unmarshal([]byte(get("/v1/physicians?near=60601&radius=300")), &answer); err != nil {
		t.Fatal(err)
	}
	old, fresh := lastYear.Format(time.DateOnly), yesterday.Format(time.DateOnly)
	sources := map[string]string{}
	for _, source := range answer.Meta.Sources {
		sources[source.Source] = source.AsOf
	}
	if m := answer.Meta; m.DataAsOf != old || sources["nppes"] != old || sources["roster"] != fresh {
		t.Errorf("the interface says %+v, want %s", m, old)
	}
	for path, want := range map[string]string{
		"/find?near=60601&radius=300":         "Updated " + lastYear.Format("January 2, 2006"),
		"/find?near=60601&radius=300&lang=es": "de " + lastYear.Format("2006"),
	} {
		if page := get(path); !strings.Contains(page, want) || strings.Contains(page, "Updated "+yesterday.Format("January 2, 2006")) {
			t.Errorf("%s does not say %q", path, want)
		}
	}

	age := map[string]float64{}
	families, err := s.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			name := f.GetName()
			for _, l := range m.GetLabel() {
				name += "," + l.GetValue()
			}
			age[name] = m.GetGauge().GetValue()
		}
	}
	const day = 86400.0
	if a := age["finder_data_age_seconds"] / day; a < 364 || a > 367 {
		t.Errorf("finder_data_age_seconds: %.1f days", a)
	}
	if a := age["finder_source_age_seconds,roster"] / day; a < 1 || a > 3 {
		t.Errorf("the roster's age: %.1f days", a)
	}
	w := watch{interval: time.Minute, series: map[string]string{"finder_ready": "1x60"}, fires: map[time.Duration][]string{time.Hour: {"FinderDataOld"}}}
	for name, seconds := range age {
		series, source, labeled := strings.Cut(name, ",")
		if labeled {
			series += fmt.Sprintf("{source=%q}", source)
		}
		if strings.HasPrefix(name, "finder_data_age") || strings.HasPrefix(name, "finder_source_age") || strings.HasPrefix(name, "finder_generation_age") {
			w.series[series] = fmt.Sprintf("%.0fx60", seconds)
		}
	}
	w.labels = map[string]map[string]string{}
	if age["finder_source_age_seconds,nppes-pl"] > 90*day {
		w.fires[time.Hour] = append(w.fires[time.Hour], "FinderSourceOld")
		w.labels["FinderSourceOld"] = map[string]string{"source": "nppes-pl"}
	}
	w.try(t)
}
