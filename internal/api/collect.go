package api

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
		gauge("finder_data_age_seconds", "Since the newest date of a source.", func(s *search.Status, now time.Time) (float64, bool) {
			if s.Generation == nil || s.Generation.DataAsOf == 0 {
				return 0, false
			}
			return now.Sub(s.Generation.DataAsOf.Time()).Seconds(), true
		}),
		gauge("finder_listings", "Listings of the generation that is served.", func(s *search.Status, _ time.Time) (float64, bool) {
			if s.Generation == nil {
				return 0, false
			}
			return float64(s.Generation.Listings), true
		}),
		gauge("finder_tiles", "Tiles of the generation that is served.", always(func(s *search.Status) float64 { return float64(s.Tiles) })),
		gauge("finder_tiles_resident", "Of them, those in memory.", always(func(s *search.Status) float64 { return float64(s.Resident) })),
		gauge("finder_tiles_with_cards", "Of them, those whose whole cards are in memory.", always(func(s *search.Status) float64 { return float64(s.Cards) })),
		gauge("finder_slim_bytes", "Memory of the slim forms.", always(func(s *search.Status) float64 { return float64(s.SlimBytes) })),
		gauge("finder_card_bytes", "Memory of whole cards.", always(func(s *search.Status) float64 { return float64(s.CardBytes) })),
		counter("finder_tile_hits_total", "Tiles that searches found in memory.", func(s *search.Status) float64 { return float64(s.Hits) }),
		counter("finder_tile_misses_total", "Tiles that searches had to wait for.", func(s *search.Status) float64 { return float64(s.Misses) }),
		counter("finder_tile_evictions_total", "Tiles whose cards made room for others.", func(s *search.Status) float64 { return float64(s.Evictions) }),
		counter("finder_tile_fetches_total", "Calls to Meilisearch for tiles.", func(s *search.Status) float64 { return float64(s.Fetches) }),
	}
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Describe tells the collector's figures.
func (c *FinderCollector) Describe(out chan<- *prometheus.Desc) {
	for _, r := range readings() {
		out <- r.desc
	}
}

// Collect tells their values now.
func (c *FinderCollector) Collect(out chan<- prometheus.Metric) {
	s, now := c.status(), c.now()
	for _, r := range readings() {
		if v, ok := r.value(&s, now); ok {
			out <- prometheus.MustNewConstMetric(r.desc, r.kind, v)
		}
	}
}
