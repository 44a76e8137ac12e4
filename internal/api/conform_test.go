package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// document is openapi.yaml as kin-openapi reads it: an implementation that
// shares nothing with the one under test.
var document = sync.OnceValues(func() (*openapi3.T, error) {
	for _, kind := range []string{"application/geo+json", string(formatLines)} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.RegisteredBodyDecoder("application/json"))
	}
	doc, err := openapi3.NewLoader().LoadFromFile("../../openapi.yaml")
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(context.Background())
})

var router = sync.OnceValues(func() (routers.Router, error) {
	doc, err := document()
	if err != nil {
		return nil, err
	}
	return legacy.NewRouter(doc)
})

// conform holds a request and its answer to the document: the answer must be
// one that the document tells of, and a request that it refuses must not have
// been answered as if it were good. Paths outside the document pass.
func conform(t testing.TB, req *http.Request, body string, a *answer) {
	t.Helper()
	routes, err := router()
	if err != nil {
		t.Fatal(err)
	}
	sent := req.Clone(context.Background())
	sent.URL.RawQuery = given(sent.URL.RawQuery)
	sent.Body = io.NopCloser(strings.NewReader(given(body)))
	sent.Method = req.Method
	if sent.Method == http.MethodHead {
		sent.Method = http.MethodGet
	}
	route, params, err := routes.FindRoute(sent)
	if err != nil {
		return
	}
	in := &openapi3filter.RequestValidationInput{Request: sent, PathParams: params, Route: route}
	requestErr := openapi3filter.ValidateRequest(context.Background(), in)
	if requestErr != nil && a.status < 400 && !lenientCase(sent) {
		t.Errorf("%s %s: answered %d, but the document refuses it: %v", req.Method, req.URL, a.status, requestErr)
	}
	if req.Method == http.MethodHead {
		return
	}
	bodies := [][]byte{a.body}
	if a.header.Get("Content-Type") == string(formatLines) { // each line by itself
		bodies = bytes.SplitAfter(bytes.TrimSuffix(a.body, []byte("\n")), []byte("\n"))
	}
	for _, body := range bodies {
		out := &openapi3filter.ResponseValidationInput{
			RequestValidationInput: in, Status: a.status, Header: a.header,
			Body:    io.NopCloser(bytes.NewReader(body)),
			Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
		}
		if err := openapi3filter.ValidateResponse(context.Background(), out); err != nil {
			t.Errorf("%s %s: the answer is not of the document: %v\n%s", req.Method, req.URL, err, body)
		}
	}
}

// given leaves out empty and blank parameters, which count as absent.
func given(raw string) string {
	var kept []string
	for pair := range strings.SplitSeq(raw, "&") {
		_, value, _ := strings.Cut(pair, "=")
		if text, err := url.QueryUnescape(value); err != nil || strings.TrimSpace(text) != "" {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// lenientCase reports whether a request differs from the document in nothing but
// the case of its values, which the service forgives.
func lenientCase(req *http.Request) bool {
	values, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return false
	}
	for _, list := range values {
		for i := range list {
			list[i] = strings.TrimSpace(strings.ToLower(list[i]))
		}
	}
	again := req.Clone(context.Background())
	again.URL.RawQuery = values.Encode()
	routes, err := router()
	if err != nil {
		return false
	}
	route, params, err := routes.FindRoute(again)
	if err != nil {
		return false
	}
	in := &openapi3filter.RequestValidationInput{Request: again, PathParams: params, Route: route}
	return openapi3filter.ValidateRequest(context.Background(), in) == nil
}
