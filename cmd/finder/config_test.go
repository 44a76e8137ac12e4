package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"gopkg.in/yaml.v3"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/search"
)

// maxKeys is how many settings the service may have; one more needs one less.
const maxKeys = 20

func TestConfig(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(secret, []byte("from-a-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		env   map[string]string
		fault string // part of the error; empty: none
		check func(*config) bool
	}{
		{"defaults", nil, "", func(c *config) bool { return c.addr == "127.0.0.1:8080" && c.phone == "844-288-7474" && c.rate == 60 }},
		{"secret", map[string]string{"FINDER_MEILI_KEY": "k"}, "", func(c *config) bool { return c.meiliKey == "k" }},
		{"secret from a file", map[string]string{"FINDER_MEILI_KEY_FILE": secret}, "", func(c *config) bool { return c.meiliKey == "from-a-file" }},
		{"value goes before file", map[string]string{"FINDER_MEILI_KEY": "k", "FINDER_MEILI_KEY_FILE": secret}, "", func(c *config) bool { return c.meiliKey == "k" }},
		{"no such file", map[string]string{"FINDER_MEILI_KEY_FILE": secret + "x"}, "FINDER_MEILI_KEY_FILE", nil},
		{"no limit", map[string]string{"FINDER_RATE": "0"}, "", func(c *config) bool { return c.rate == 0 }},
		{"rate", map[string]string{"FINDER_RATE": "many"}, "FINDER_RATE", nil},
		{"negative", map[string]string{"FINDER_RATE": "-1"}, "FINDER_RATE", nil},
		{"URL", map[string]string{"FINDER_MEILI_URL": "meili:7700"}, "FINDER_MEILI_URL", nil},
		{"URL with a path", map[string]string{"FINDER_MEILI_URL": "http://meili:7700/search"}, "FINDER_MEILI_URL", nil},
		{"URL with a secret", map[string]string{"FINDER_MEILI_URL": "http://u:hunter2@meili:7700"}, "FINDER_MEILI_URL", nil},
		{"base URL", map[string]string{"FINDER_BASE_URL": "https://finder.example/"}, "", func(c *config) bool { return c.baseURL == "https://finder.example/" }},
		{"base URL with a path", map[string]string{"FINDER_BASE_URL": "https://clinic.example/finder"}, "FINDER_BASE_URL: scheme and host", nil},
		{"base URL with a query", map[string]string{"FINDER_BASE_URL": "https://finder.example/?a=b"}, "FINDER_BASE_URL: scheme and host", nil},
		{"base URL with a secret", map[string]string{"FINDER_BASE_URL": "https://u:hunter2@finder.example"}, "FINDER_BASE_URL: scheme and host", nil},
		{"proxies", map[string]string{"FINDER_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1"}, "", func(c *config) bool { return len(c.proxies) == 2 && c.proxies[1] == "192.0.2.1" }},
		{"admin on loopback", map[string]string{"FINDER_ADMIN_ADDR": "127.0.0.1:9090"}, "", func(c *config) bool { return c.admin == "127.0.0.1:9090" }},
		{"admin on every address", map[string]string{"FINDER_ADMIN_ADDR": ":9090"}, "FINDER_ADMIN_ADDR", nil},
		{"admin on every address, spelt out", map[string]string{"FINDER_ADMIN_ADDR": "0.0.0.0:9090"}, "FINDER_ADMIN_ADDR", nil},
		{"admin in public", map[string]string{"FINDER_ADMIN_ADDR": "198.51.100.1:9090"}, "FINDER_ADMIN_ADDR", nil},
		{"line", map[string]string{"FINDER_PHONE": "(612) 555-0100"}, "", func(c *config) bool { return c.phone == "(612) 555-0100" }},
		{"line with an extension", map[string]string{"FINDER_PHONE": "612-555-0100 ext. 4"}, "", func(c *config) bool { return c.phone == "612-555-0100 ext. 4" }},
		{"line in letters", map[string]string{"FINDER_PHONE": "844-BACK-PAIN"}, "FINDER_PHONE: not a ten-digit", nil},
		{"drain", map[string]string{"FINDER_DRAIN": "soon"}, "FINDER_DRAIN", nil},
		{"level", map[string]string{"FINDER_LOG_LEVEL": "debug"}, "", func(c *config) bool { return c.logLevel == slog.LevelDebug }},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := defaults()
			err := got.load(func(key string) string { return c.env[key] })
			switch {
			case c.fault == "" && err != nil:
				t.Error(err)
			case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
				t.Errorf("error %v does not name %s", err, c.fault)
			case err != nil && strings.Contains(err.Error(), "hunter2"):
				t.Errorf("error %v holds the secret", err)
			case c.check != nil && !c.check(got):
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestSettingsAreMasked loads a value of every key and looks for the secret
// ones in what is logged at start.
func TestSettingsAreMasked(t *testing.T) {
	c := defaults()
	if err := c.load(func(key string) string {
		if key == "FINDER_MEILI_KEY" {
			return "very-secret"
		}
		return ""
	}); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	c.log(newLogger(&out, slog.LevelInfo))
	if strings.Contains(out.String(), "very-secret") || !strings.Contains(out.String(), `"FINDER_MEILI_KEY":"********"`) {
		t.Error(out.String())
	}
	settings := c.settings()
	if len(settings) > maxKeys {
		t.Errorf("%d settings, at most %d", len(settings), maxKeys)
	}
	for _, s := range settings {
		if !strings.Contains(out.String(), s.key) || s.about == "" {
			t.Errorf("%s is not shown, or not explained", s.key)
		}
	}
}

// TestAlerts holds the alert rules to the metrics that there are.
func TestAlerts(t *testing.T) {
	registry := prometheus.NewRegistry()
	door.NewMetrics(registry)
	registry.MustRegister(storeGauge(func() bool { return true }))
	names := map[string]bool{"finder_store_away": true, "finder_http_request_seconds_count": true, "finder_http_request_seconds_bucket": true}
	registered := make(chan *prometheus.Desc, 100)
	door.NewFinderCollector(func() search.Status { return search.Status{} }, nil).Describe(registered)
	close(registered)
	for d := range registered {
		_, rest, _ := strings.Cut(d.String(), `fqName: "`)
		name, _, _ := strings.Cut(rest, `"`)
		names[name] = true
	}
	for _, name := range append(fetchMetrics(t), indexMetrics(t)...) {
		names[name] = true
	}
	backup, err := os.ReadFile("../../deploy/backup.sh")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`echo "(finder_\w+) `).FindAllSubmatch(backup, -1) {
		names[string(name[1])] = true
	}
	text, err := os.ReadFile("../../docs/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	var rules struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	if err := yaml.Unmarshal(text, &rules); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			count++
			for word := range strings.FieldsFuncSeq(r.Expr, func(c rune) bool {
				return c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9')
			}) {
				if strings.HasPrefix(word, "finder_") && !names[word] {
					t.Errorf("%s: no metric %s", r.Alert, word)
				}
			}
		}
	}
	if count == 0 {
		t.Error("no rules")
	}
}

func TestAdmin(t *testing.T) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "finder_test_gauge"}))
	s := httptest.NewServer(adminServer(registry, door.NewArrivals(time.Now)).Handler)
	defer s.Close()
	for path, want := range map[string]string{"/metrics": "finder_test_gauge", "/debug/pprof/": "goroutine", "/debug/pprof/cmdline": "finder"} {
		res, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
			t.Errorf("%s answered %d: %v", path, res.StatusCode, err)
		}
	}
}
