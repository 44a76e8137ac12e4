package api

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/physicianfinder/finder/internal/door"
)

// markers are what a person would not want to be found: places, words, ids,
// as they are sent and as they may come out of a lookup.
var markers = []string{
	"99546", "Adak", "51.87", "-176.63", "8422cd1ffffffff", "Zebrafish", "Quagmire", "marker-header", "marker-word", "marker-path", "203.0.113.77",
}

// TestPrivacy sends 1,000 mixed requests that hold markers everywhere a
// request can hold something: none of them may be found in a log line, a
// metric, a trace or an error.
func TestPrivacy(t *testing.T) {
	const requests = 1_000
	registry, spans := prometheus.NewRegistry(), tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	r := newRig(t, fixture(t), func(o *settings) {
		o.Metrics, o.Tracer, o.Rate = door.NewMetrics(registry), provider.Tracer("test"), 500
	})
	rng := rand.New(rand.NewPCG(5, 6))
	statuses := map[int]int{}
	for i := range requests {
		if i == requests/2 {
			r.index.SetDown(true) // errors of the index are errors that a log line may hold
		}
		method, target, header, body := markedRequest(rng)
		statuses[r.do(t, method, target, header, body).status]++
	}
	if len(statuses) < 6 {
		t.Errorf("only statuses %v: the mix is too plain", statuses)
	}
	t.Logf("%d requests, statuses %v", requests, statuses)
	told := map[string]string{
		"a log line": logWords(t, r.log.String()),
		"a metric":   metricWords(t, registry),
		"a trace":    spanWords(spans.GetSpans()),
	}
	for where, text := range told {
		if len(text) < 1_000 {
			t.Errorf("%s says too little to be a test: %q", where, text)
		}
		for _, m := range markers {
			if i := strings.Index(strings.ToLower(text), strings.ToLower(m)); i >= 0 {
				t.Errorf("%s holds %q: …%s…", where, m, text[max(0, i-100):min(len(text), i+100)])
			}
		}
	}
}

// logWords is every line of a log without its numbers and ids, which may hold
// the digits of a marker by chance.
func logWords(t *testing.T, log string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(log) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("%v: %q", err, line)
		}
		for _, number := range []string{"time", "request_id", "ms", "bytes", "after"} {
			delete(fields, number)
		}
		fmt.Fprintln(&out, fields)
	}
	return out.String()
}

// metricWords is the names and labels of all metrics.
func metricWords(t *testing.T, registry *prometheus.Registry) string {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range families {
		for _, m := range f.GetMetric() {
			fmt.Fprintln(&out, f.GetName(), m.GetLabel())
		}
	}
	return out.String()
}

// spanWords is everything that spans say but ids and times.
func spanWords(spans tracetest.SpanStubs) string {
	var out strings.Builder
	for _, s := range spans {
		fmt.Fprintln(&out, s.Name, s.Status, s.Resource)
		for _, e := range s.Events {
			fmt.Fprintln(&out, e.Name, e.Attributes)
		}
		for _, l := range s.Links {
			fmt.Fprintln(&out, l.Attributes)
		}
		for _, a := range s.Attributes {
			if a.Key != "request_id" {
				fmt.Fprintln(&out, a.Key, a.Value.String())
			}
		}
	}
	return out.String()
}

// markedRequest is one of many kinds of request, good and bad, with markers.
func markedRequest(rng *rand.Rand) (method, target string, header http.Header, body string) {
	near := []string{"99546", "Adak, AK", "51.87,-176.63", "8422cd1ffffffff", "Zebrafish, MN", "51.87,-976.63"}
	v := url.Values{"near": {near[rng.IntN(len(near))]}}
	header = http.Header{
		"X-Request-Id": {"marker-header"}, "Referer": {"http://x/?near=99546"}, "User-Agent": {"marker-header"}, "X-Forwarded-For": {"203.0.113.77"},
		"Traceparent": {"00-99546995469954699546995469954699-9954699546995469-01"}, "Baggage": {"place=marker-word"}, "Accept-Language": {"marker-word"},
	}
	switch rng.IntN(9) {
	case 0:
		v.Set("q", fmt.Sprintf("Quagmire %c%c", 'a'+rng.IntN(26), 'a'+rng.IntN(26)))
	case 1:
		v.Set("marker-word", "Zebrafish")
	case 2:
		v.Set("radius", "marker-word")
	case 3:
		return http.MethodGet, "/marker-path/99546?" + v.Encode(), header, ""
	case 4:
		return http.MethodGet, "/v1/physicians/marker-path", header, ""
	case 5:
		header.Set("Content-Type", "application/x-www-form-urlencoded")
		return http.MethodPost, "/v1/search", header, v.Encode()
	case 6:
		return http.MethodGet, "/v1/places?q=Adak", header, ""
	case 7:
		header.Set("Accept", "marker/word")
	}
	method = http.MethodGet
	if rng.IntN(10) == 0 {
		method = "MARKER-WORD"
	}
	return method, "/v1/physicians?" + v.Encode(), header, ""
}
