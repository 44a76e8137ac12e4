package door

import (
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics count what the service does. Labels are route templates, methods
// and outcomes; nothing that a request holds ever becomes a label.
type Metrics struct {
	requests *prometheus.HistogramVec
	inFlight prometheus.Gauge
	upstream *prometheus.HistogramVec
	partners *prometheus.CounterVec
}

// NewMetrics returns metrics registered with r; nil registers nowhere.
func NewMetrics(r prometheus.Registerer) *Metrics {
	// From a warm search to the timeout of one.
	buckets := []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	m := &Metrics{
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "finder_http_request_seconds", Help: "Latency of answers by route, method and outcome.", Buckets: buckets,
		}, []string{"route", "method", "outcome"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "finder_http_in_flight", Help: "Requests being answered.",
		}),
		upstream: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "finder_meilisearch_call_seconds", Help: "Latency of calls to Meilisearch by call and outcome.", Buckets: buckets,
		}, []string{"call", "outcome"}),
		partners: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "finder_partner_requests_total", Help: "Requests with a partner's key by partner and outcome.",
		}, []string{"partner", "outcome"}),
	}
	if r != nil {
		r.MustRegister(m.requests, m.inFlight, m.upstream, m.partners)
	}
	return m
}

func (m *Metrics) observe(route, method string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, methodLabel(method), outcome(status)).Observe(took.Seconds())
}

// methodLabel bounds the methods: callers may invent any.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

func outcome(status int) string {
	switch {
	case status == http.StatusNotModified:
		return "not_modified"
	case status < 400:
		return "ok"
	case status == http.StatusTooManyRequests:
		return "limited"
	case status == statusClientGone:
		return "gone"
	case status < 500:
		return "refused"
	case status == http.StatusServiceUnavailable:
		return "unavailable"
	}
	return "failed"
}

// Upstream returns a transport that counts the calls that go through base to
// Meilisearch.
func (m *Metrics) Upstream(base http.RoundTripper) http.RoundTripper {
	return &upstream{base: base, seconds: m.upstream}
}

type upstream struct {
	base    http.RoundTripper
	seconds *prometheus.HistogramVec
}

func (u *upstream) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := u.base.RoundTrip(r)
	result := "error"
	if err == nil {
		result = outcome(resp.StatusCode)
	}
	u.seconds.WithLabelValues(callLabel(r.URL.Path), result).Observe(time.Since(start).Seconds())
	return resp, err
}

// callLabel names a call by the fixed words of its path: what is asked of an
// index, never which index or document.
func callLabel(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 2 || parts[0] != "indexes" {
		return "other"
	}
	label := "index"
	if len(parts) > 2 {
		label = ""
		for _, word := range parts[2:] {
			switch word {
			case "search", "documents", "fetch", "facet-search", "settings", "stats":
				label += "/" + word
			}
		}
		label = strings.TrimPrefix(label, "/")
	}
	if label == "" {
		return "other"
	}
	return label
}
