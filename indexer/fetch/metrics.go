package fetch

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// MetricsFile is the name of the metrics in the folder, in the text format
// that node_exporter reads.
const MetricsFile = "finder_fetch.prom"

// WriteMetrics writes when each kind was last fetched or found unchanged, and
// the last day that its files cover, for node_exporter's textfile collector.
func WriteMetrics(name string, m Manifest) error {
	success := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "finder_fetch_last_success_timestamp_seconds", Help: "When finder fetch last brought a source, or found it unchanged.",
	}, []string{"source"})
	covered := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "finder_fetch_data_timestamp_seconds", Help: "The last day that the files of a source cover.",
	}, []string{"source"})
	for kind, when := range m.Succeeded {
		success.WithLabelValues(string(kind)).Set(float64(when.Unix()))
		if file, ok := m.Newest(kind); ok {
			covered.WithLabelValues(string(kind)).Set(float64(file.To.Time().Unix()))
		}
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(success, covered)
	if err := prometheus.WriteToTextfile(name, registry); err != nil {
		return fmt.Errorf("fetch: writing the metrics: %w", err)
	}
	return nil
}
