package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestTracing sends a span to a collector of its own, which the environment
// names as operators would.
func TestTracing(t *testing.T) {
	got := make(chan []byte, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- append([]byte(r.URL.Path+" "), body...)
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	tracer, flush, err := newTracer(context.Background(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, span := tracer.Start(context.Background(), "GET /v1/physicians")
	span.End()
	if err := flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	sent := <-got
	for _, want := range []string{"/v1/traces ", "GET /v1/physicians", "service.name", "finder"} {
		if !bytes.Contains(sent, []byte(want)) {
			t.Errorf("the collector did not get %q", want)
		}
	}
}

// TestNoTracing holds that nothing is sent anywhere unless it is asked for.
func TestNoTracing(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
	tracer, flush, err := newTracer(context.Background(), slog.New(slog.DiscardHandler))
	if err != nil || tracer != nil {
		t.Errorf("tracer %v, %v", tracer, err)
	}
	if err := flush(context.Background()); err != nil {
		t.Error(err)
	}
}
