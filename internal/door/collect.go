package door

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/physicianfinder/finder/internal/search"
)

// A FinderCollector tells at each scrape what a finder holds.
type FinderCollector struct {
	status func() search.Status
	now    func() time.Time
}

// NewFinderCollector returns a collector of what status says.
func NewFinderCollector(status func() search.Status, now func() time.Time) *FinderCollector {
	return &FinderCollector{status: status, now: now}
}

// A reading is one figure of a search.Status.
type reading struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	value func(s *search.Status, now time.Time) (v float64, ok bool)
}

// always is a figure that there is without a generation too.
func always(f func(s *search.Status) float64) func(*search.Status, time.Time) (float64, bool) {
	return func(s *search.Status, _ time.Time) (float64, bool) { return f(s), true }
}

func readings() []reading {
	gauge := func(name, help string, f func(s *search.Status, now time.Time) (float64, bool)) reading {
		return reading{prometheus.NewDesc(name, help, nil, nil), prometheus.GaugeValue, f}
	}
	counter := func(name, help string, f func(s *search.Status) float64) reading {
		return reading{prometheus.NewDesc(name, help, nil, nil), prometheus.CounterValue, always(f)}
	}
	return []reading{
		gauge("finder_ready", "1 when searches are answered.", always(func(s *search.Status) float64 { return bit(s.Ready) })),
		gauge("finder_degraded", "1 when Meilisearch did not answer when last asked.", always(func(s *search.Status) float64 { return bit(s.Degraded) })),
		gauge("finder_generation_age_seconds", "Since the generation that is served was built.", func(s *search.Status, now time.Time) (float64, bool) {
			if s.Generation == nil {
				return 0, false
			}
			return now.Sub(s.Generation.Built).Seconds(), true
		}),
		gauge("finder_data_age_seconds", "Since the last day of the registry that is held.", func(s *search.Status, now time.Time) (float64, bool) {
			if s.Generation == nil || s.Generation.DataAsOf == 0 {
				return 0, false
			}
			return now.Sub(s.Generation.DataAsOf.Time()).Seconds(), true
		}),
		gauge("finder_registry_missing_days", "Days of the registry before its last one that were left out.", func(s *search.Status, _ time.Time) (float64, bool) {
			if s.Generation == nil {
				return 0, false
			}
			return float64(s.Generation.MissingDays), true
		}),
		gauge("finder_listings", "Listings of the generation that is served.", func(s *search.Status, _ time.Time) (float64, bool) {
			if s.Generation == nil {
				return 0, false
			}
			return float64(s.Generation.Listings), true
		}),
		gauge("finder_tiles", "Tiles of the generation that is served.", always(func(s *search.Status) float64 { return float64(s.Tiles) })),
		gauge("finder_snapshot_bytes", "Memory of the generation that is served.", always(func(s *search.Status) float64 { return float64(s.Bytes) })),
		counter("finder_generation_loads_total", "Generations loaded since the start.", func(s *search.Status) float64 { return float64(s.Loads) }),
	}
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// sourceAge is a figure of each source that says how new it is.
func sourceAge() *prometheus.Desc {
	return prometheus.NewDesc("finder_source_age_seconds", "Since the day that a source says it is of.", []string{"source"}, nil)
}

// Describe tells the collector's figures.
func (c *FinderCollector) Describe(out chan<- *prometheus.Desc) {
	for _, r := range readings() {
		out <- r.desc
	}
	out <- sourceAge()
}

// Collect tells their values now.
func (c *FinderCollector) Collect(out chan<- prometheus.Metric) {
	s, now := c.status(), c.now()
	for _, r := range readings() {
		if v, ok := r.value(&s, now); ok {
			out <- prometheus.MustNewConstMetric(r.desc, r.kind, v)
		}
	}
	if s.Generation == nil {
		return
	}
	for name, d := range s.Generation.Sources {
		if d != 0 {
			out <- prometheus.MustNewConstMetric(sourceAge(), prometheus.GaugeValue, now.Sub(d.Time()).Seconds(), string(name))
		}
	}
}
