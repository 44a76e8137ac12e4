package main

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/physicianfinder/finder/indexer"
)

// indexMetricsFile is the name of the indexer's metrics in its state folder, in
// the text format that node_exporter reads.
const indexMetricsFile = "finder_index.prom"

// writeIndexMetrics writes, after a run that has done all that it was to do,
// when that was and what it holds. A run that fails leaves what stands there,
// which grows old.
func writeIndexMetrics(name string, at time.Time, r *indexer.Report) error {
	registry := prometheus.NewRegistry()
	gauge := func(name, help string, value float64) {
		g := prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
		g.Set(value)
		registry.MustRegister(g)
	}
	gauge("finder_index_last_success_timestamp_seconds", "When finder index last did all that it was to do, or found nothing new.", float64(at.Unix()))
	gauge("finder_index_seconds", "How long that run took.", r.Seconds)
	if r.Published {
		gauge("finder_index_listings", "Listings that it published.", float64(r.Listings))
		gauge("finder_index_quarantined", "Rows of the registry that it quarantined.", float64(r.Quarantined))
	}
	if err := prometheus.WriteToTextfile(name, registry); err != nil {
		return fmt.Errorf("writing the metrics: %w", err)
	}
	return nil
}
