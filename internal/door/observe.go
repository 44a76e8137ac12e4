package door

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// observe writes the log line of a request, counts it and traces it: by the
// template of its route, its status and its time. Neither the path nor the
// query string nor the caller's address is ever looked at.
func (d *Door) observe(c *gin.Context) {
	start := time.Now() // durations are measured, whatever clock answers are dated by
	d.o.Metrics.inFlight.Inc()
	ctx, span := d.start(c)
	if d.o.Tracer != nil {
		c.Request = c.Request.WithContext(ctx)
	}
	defer func() {
		d.o.Metrics.inFlight.Dec()
		status, took := c.Writer.Status(), time.Since(start)
		if !c.Writer.Written() && errors.Is(c.Request.Context().Err(), context.Canceled) {
			status = statusClientGone
		}
		d.o.Metrics.observe(route(c), c.Request.Method, status, took)
		span.SetAttributes(attribute.Int("http.response.status_code", status))
		if status >= 500 {
			span.SetStatus(codes.Error, "")
		}
		span.End()
		level := slog.LevelInfo
		switch {
		case status >= 500:
			level = slog.LevelWarn
		case quiet(route(c), status):
			level = slog.LevelDebug
		}
		d.o.Log.LogAttrs(ctx, level, "request",
			slog.String("request_id", RequestID(c)), slog.String("method", methodLabel(c.Request.Method)),
			slog.String("route", route(c)), slog.Int("status", status), slog.Int("bytes", max(0, c.Writer.Size())),
			slog.Float64("ms", float64(took.Microseconds())/1000))
	}()
	c.Next()
}

// start begins the span of a request. A trace that the caller has begun is
// not taken up: its id and its baggage are the caller's words.
func (d *Door) start(c *gin.Context) (context.Context, trace.Span) {
	ctx := c.Request.Context()
	if d.o.Tracer == nil {
		return ctx, trace.SpanFromContext(ctx)
	}
	return d.o.Tracer.Start(ctx, methodLabel(c.Request.Method)+" "+route(c), trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(
			attribute.String("http.request.method", methodLabel(c.Request.Method)),
			attribute.String("http.route", route(c)),
			attribute.String("request_id", RequestID(c))))
}

// Span begins a part of a request's work and returns what ends it.
func (d *Door) Span(ctx context.Context, name string) (context.Context, func()) {
	if d.o.Tracer == nil {
		return ctx, func() {}
	}
	ctx, s := d.o.Tracer.Start(ctx, name)
	return ctx, func() { s.End() }
}

// quiet reports whether a route is asked so often by machines that its log line
// would drown the others.
func quiet(route string, status int) bool {
	return (route == "/healthz" || route == "/readyz") && status == http.StatusOK
}
