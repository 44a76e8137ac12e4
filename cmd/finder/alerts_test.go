package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/physicianfinder/finder/indexer/fetch"
)

// alertsFile holds the rules.
var alertsFile = filepath.Join(root, "docs/alerts.yml")

// A watch is series as Prometheus scrapes them every interval, and when which
// alerts fire over them.
type watch struct {
	interval time.Duration
	series   map[string]string            // in promtool's notation
	fires    map[time.Duration][]string   // alerts, each once
	labels   map[string]map[string]string // of an alert, beside the severity
}

// try lets Prometheus's own rule tester evaluate docs/alerts.yml over series.
func (w *watch) try(t *testing.T) {
	t.Helper()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err, "run tools/install prometheus")
	}
	rules := readRules(t)
	type series struct{ Series, Values string }
	type fired struct {
		Labels      map[string]string `yaml:"exp_labels"`
		Annotations map[string]string `yaml:"exp_annotations"`
	}
	type check struct {
		At        string  `yaml:"eval_time"`
		Alertname string  `yaml:"alertname"`
		Alerts    []fired `yaml:"exp_alerts"`
	}
	var input []series
	for _, name := range slices.Sorted(maps.Keys(w.series)) {
		input = append(input, series{name, w.series[name]})
	}
	var checks []check
	for _, at := range slices.Sorted(maps.Keys(w.fires)) {
		for _, name := range slices.Sorted(maps.Keys(rules)) {
			c := check{At: at.String(), Alertname: name}
			if slices.Contains(w.fires[at], name) {
				f := fired{Labels: maps.Clone(rules[name].Labels), Annotations: map[string]string{}}
				maps.Copy(f.Labels, w.labels[name])
				for key, text := range rules[name].Annotations {
					for label, value := range w.labels[name] {
						text = strings.ReplaceAll(text, "{{ $labels."+label+" }}", value)
					}
					f.Annotations[key] = text
				}
				c.Alerts = []fired{f}
			}
			checks = append(checks, c)
		}
	}
	absolute, err := filepath.Abs(alertsFile)
	if err != nil {
		t.Fatal(err)
	}
	text, err := yaml.Marshal(map[string]any{
		"rule_files": []string{absolute}, "evaluation_interval": w.interval.String(),
		"tests": []any{map[string]any{"interval": w.interval.String(), "input_series": input, "alert_rule_test": checks}},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "test.yml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), promtool, "test", "rules", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// A rule is one of docs/alerts.yml.
type rule struct {
	Alert, Expr         string
	Labels, Annotations map[string]string
}

func readRules(t *testing.T) map[string]rule {
	t.Helper()
	text, err := os.ReadFile(alertsFile)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Groups []struct{ Rules []rule } }
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	rules := map[string]rule{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			rules[r.Alert] = r
		}
	}
	return rules
}

const day = 24 * time.Hour

// TestAlertRules lets every rule fire, and be still where all is well.
func TestAlertRules(t *testing.T) {
	well := map[string]string{
		`up{job="finder",instance="api-1:9090"}`: "1x1000", `up{job="finder-jobs",instance="textfile:9100"}`: "1x1000",
		"finder_ready": "1x1000", "finder_degraded": "0x1000", "finder_store_away": "0x1000", "finder_generation_age_seconds": "86400x1000", "finder_data_age_seconds": "604800x1000",
		"finder_registry_missing_days": "0x1000", `finder_source_age_seconds{source="dac"}`: "604800x1000",
		`finder_http_request_seconds_count{route="/v1/physicians",outcome="ok"}`: "0+60x1000",
		`finder_fetch_last_success_timestamp_seconds{source="weekly"}`:           "0+60x1000", "finder_index_last_success_timestamp_seconds": "0+60x1000",
	}
	tried := map[string]bool{}
	for _, tt := range []struct {
		alert  string
		series map[string]string // in place of those where all is well
		after  time.Duration
		labels map[string]string
	}{
		{"", nil, 10 * time.Hour, nil},
		{"FinderDown", map[string]string{`up{job="finder",instance="api-2:9090"}`: "0x1000"}, 5 * time.Minute, map[string]string{"job": "finder", "instance": "api-2:9090"}},
		{"FinderUnwatched", map[string]string{`up{job="finder-jobs",instance="textfile:9100"}`: "0x1000"}, time.Hour, map[string]string{"job": "finder-jobs", "instance": "textfile:9100"}},
		{"FinderNotReady", map[string]string{"finder_ready": "0x1000"}, 10 * time.Minute, nil},
		{"FinderDegraded", map[string]string{"finder_degraded": "1x1000"}, 10 * time.Minute, nil},
		{"FinderStoreAway", map[string]string{"finder_store_away": "1x1000"}, 5 * time.Minute, nil},
		{"FinderErrors", map[string]string{`finder_http_request_seconds_count{route="/v1/physicians",outcome="failed"}`: "0+1x1000"}, 20 * time.Minute, nil},
		{"FinderSlow", map[string]string{
			`finder_http_request_seconds_bucket{route="/v1/physicians",outcome="ok",le="0.25"}`: "0+58x1000",
			`finder_http_request_seconds_bucket{route="/v1/physicians",outcome="ok",le="1"}`:    "0+60x1000",
			`finder_http_request_seconds_bucket{route="/v1/physicians",outcome="ok",le="+Inf"}`: "0+60x1000",
		}, 40 * time.Minute, nil},
		{"FinderGenerationOld", map[string]string{"finder_generation_age_seconds": fmt.Sprint(10*86400, "x1000")}, time.Hour, nil},
		{"FinderDataOld", map[string]string{"finder_data_age_seconds": fmt.Sprint(46*86400, "x1000")}, time.Hour, nil},
		{"FinderRegistryGap", map[string]string{"finder_registry_missing_days": "7x1000"}, 8 * day, nil},
		{"FinderSourceOld", map[string]string{`finder_source_age_seconds{source="dac"}`: fmt.Sprint(91*86400, "x1000")}, 2 * time.Hour, map[string]string{"source": "dac"}},
		{"FinderRefusing", map[string]string{`finder_http_request_seconds_count{route="/v1/physicians",outcome="limited"}`: "0+120x1000"}, time.Hour, nil},
		{"FinderFetchOld", map[string]string{`finder_fetch_last_success_timestamp_seconds{source="weekly"}`: "0x1000"}, 14*day + time.Hour, map[string]string{"source": "weekly"}},
		{"FinderIndexOld", map[string]string{"finder_index_last_success_timestamp_seconds": "0x1000"}, 3*day + time.Hour, nil},
		{"FinderBackupOld", map[string]string{"finder_backup_last_success_timestamp_seconds": "0x1000"}, 2*day + time.Hour, nil},
	} {
		w := watch{interval: time.Minute, series: maps.Clone(well), labels: map[string]map[string]string{tt.alert: tt.labels}}
		maps.Copy(w.series, tt.series)
		if tt.after > 15*time.Hour { // the same series, an hour apart
			w.interval = time.Hour
			for name, values := range w.series {
				w.series[name] = strings.Replace(values, "0+60x", "0+3600x", 1)
			}
		}
		if tt.alert != "" {
			tried[tt.alert] = true
			w.fires = map[time.Duration][]string{tt.after: {tt.alert}}
		} else {
			w.fires = map[time.Duration][]string{tt.after: nil}
		}
		w.try(t)
	}
	for name := range readRules(t) {
		if !tried[name] {
			t.Errorf("no case lets %s fire", name)
		}
	}
}

// TestFetchFailsForTwoWeeks runs the fetch every day. The page of the registry
// is away for 16 days: what the runs leave for Prometheus raises an alert after
// two weeks, about that source alone, and ends it when the page is back.
func TestFetchFailsForTwoWeeks(t *testing.T) {
	s := publisher(t)
	dir := t.TempDir()
	start := time.Date(2026, 9, 22, 1, 0, 0, 0, time.UTC)
	values := map[string][]string{}
	sample := regexp.MustCompile(`(?m)^(finder_fetch_last_success_timestamp_seconds\{.*\}) (\S+)$`)
	for d := range 19 {
		page := s.URL + "/NPI_Files.html"
		if d > 0 && d < 17 {
			page = s.URL + "/nowhere"
		}
		now := start.AddDate(0, 0, d)
		_, err := fetch.Run(t.Context(), fetch.Options{
			Dir: dir, Kinds: []fetch.Kind{fetch.Monthly, fetch.Clinicians}, NPPESPage: page, DACRecord: s.URL + "/record", Now: func() time.Time { return now },
		})
		if (err != nil) != (d > 0 && d < 17) {
			t.Fatalf("day %d: %v", d, err)
		}
		text, err := os.ReadFile(filepath.Join(dir, fetch.MetricsFile))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range sample.FindAllStringSubmatch(string(text), -1) {
			v, err := strconv.ParseFloat(m[2], 64)
			if err != nil {
				t.Fatal(err)
			}
			// The tester's clock begins at zero.
			values[m[1]] = append(values[m[1]], fmt.Sprint(int64(v)-start.Unix()))
		}
	}
	w := watch{interval: day, series: map[string]string{"finder_ready": "1x20"}, labels: map[string]map[string]string{"FinderFetchOld": {"source": "monthly"}}}
	for name, all := range values {
		w.series[name] = strings.Join(all, " ")
	}
	if len(values) != 2 {
		t.Fatalf("%v", values)
	}
	w.fires = map[time.Duration][]string{13 * day: nil, 14 * day: nil, 15 * day: {"FinderFetchOld"}, 16 * day: {"FinderFetchOld"}, 17 * day: nil}
	w.try(t)
}
