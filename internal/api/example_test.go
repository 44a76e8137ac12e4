package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestDocumentExamples sends every example of the document: each parameter's
// own, together with what its operation cannot do without, and every form.
func TestDocumentExamples(t *testing.T) {
	shown := offices[0]
	shown.npi = "255051965" // of the demo, as the document shows it
	listings := append(fixture(t), shown.listing(t))
	r := newRig(t, listings, nil)
	r.index.Publish("20261128T063000000Z-3fa9c1", listings) // which the document names
	r.index.Publish("g2", listings)
	waitFor(t, func() bool { return r.api.o.Finder.Status().Generation.ID == "g2" })
	sent := 0
	for _, tg := range targets(t) {
		value := exampleOf(t, tg)
		if value == nil {
			continue
		}
		sent++
		t.Run(tg.method+tg.path+" "+tg.parameter, func(t *testing.T) {
			a := tg.send(t, r, *value, "")
			if a.status != http.StatusOK {
				t.Errorf("%s=%s answered %d %s", tg.parameter, *value, a.status, a.body)
			}
		})
	}
	if sent < 20 {
		t.Errorf("only %d examples", sent)
	}
}

// exampleOf is the example of a parameter as it is sent; nil if it has none.
func exampleOf(t *testing.T, tg target) *string {
	t.Helper()
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	op := doc.Paths.Value(tg.path).GetOperation(tg.method)
	if tg.form {
		return nil
	}
	example := op.Parameters.GetByInAndName(map[bool]string{true: "path", false: "query"}[tg.inPath], tg.parameter).Example
	switch v := example.(type) {
	case nil:
		return nil
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = fmt.Sprint(v[i])
		}
		joined := strings.Join(parts, ",")
		return &joined
	default:
		text := fmt.Sprint(v)
		return &text
	}
}

// TestFormExample sends the example of the form.
func TestFormExample(t *testing.T) {
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	media := doc.Paths.Value("/v1/search").Post.RequestBody.Value.Content.Get("application/x-www-form-urlencoded")
	example, ok := media.Example.(map[string]any)
	if !ok {
		t.Fatal("the form has no example")
	}
	v := url.Values{}
	for name, value := range example {
		v.Set(name, fmt.Sprint(value))
	}
	a := newRig(t, fixture(t), nil).do(t, http.MethodPost, "/v1/search", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, v.Encode())
	if a.status != http.StatusOK {
		t.Errorf("answered %d %s", a.status, a.body)
	}
}

// TestAnswerExamples holds the examples of answers to their schemas, and the
// problem's to what is answered, but for the wording, which is the catalog's.
func TestAnswerExamples(t *testing.T) {
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for name, response := range doc.Components.Responses {
		for kind, media := range response.Value.Content {
			if media.Example == nil {
				continue
			}
			checked++
			if err := media.Schema.Value.VisitJSON(media.Example, openapi3.MultiErrors()); err != nil {
				t.Errorf("%s %s: %v", name, kind, err)
			}
		}
	}
	if checked == 0 {
		t.Error("no answer has an example")
	}
	example := doc.Components.Responses["Problem"].Value.Content.Get("application/problem+json").Example.(map[string]any)
	text, err := json.Marshal(example)
	if err != nil {
		t.Fatal(err)
	}
	want := &answer{body: text}
	got := newRig(t, fixture(t), nil).get(t, "/v1/physicians?near=55401&radius=-1")
	for _, path := range []string{"type", "status", "errors.0.parameter", "errors.0.reason", "errors.0.given", "errors.0.allowed.0"} {
		if want.at(path) != got.at(path) {
			t.Errorf("%s: the example says %v, the service %v", path, want.at(path), got.at(path))
		}
	}
}

// TestDocumentIsValid validates openapi.yaml itself, examples included.
func TestDocumentIsValid(t *testing.T) {
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		t.Error(err)
	}
}
