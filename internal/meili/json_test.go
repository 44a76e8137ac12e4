package meili

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// encodedJSON is what encoding/json makes of v, without escapes for HTML.
func encodedJSON(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestJSONTexts(t *testing.T) {
	for _, s := range append([]string{"", "plain"}, hostile...) {
		j := jsonWriter{[]byte(`{"a":1`)}
		j.text(`,"b":`, s)
		j.bytes(`,"c":`, []byte(s))
		want := encodedJSON(t, s)
		if got := string(j.b); got != `{"a":1,"b":`+want+`,"c":`+want {
			t.Fatalf("%q: %s, want %s", s, got, want)
		}
	}
	for _, all := range [][]string{nil, {}, {"one"}, {"", `"`, "three"}} {
		var j jsonWriter
		j.texts("", all)
		if want := encodedJSON(t, all); string(j.b) != want {
			t.Errorf("%q: %s, want %s", all, j.b, want)
		}
	}
}

// TestDocumentsAreJSON reads documents and has encoding/json write them again:
// the bytes must be the same.
func TestDocumentsAreJSON(t *testing.T) {
	for _, l := range append(randomListings(seeded(8), 3000), example()) {
		line := mustDocument(t, &l)
		var d struct {
			ID       string   `json:"id"`
			NPI      string   `json:"npi"`
			Cells    []string `json:"cells"`
			Name     []string `json:"name"`
			Initials []string `json:"initials"`
			Practice string   `json:"practice"`
			City     string   `json:"city"`
			Phone    string   `json:"phone"`
			State    string   `json:"state"`
			Codes    []string `json:"codes"`
			Status   string   `json:"status"`
			Listing  string   `json:"listing"`
		}
		if err := json.Unmarshal(line, &d); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if want := encodedJSON(t, d); string(line) != want {
			t.Fatalf("%s\nwant %s", line, want)
		}
		if text, err := encodeListing(&l); err != nil || text != d.Listing {
			t.Fatalf("%s holds the listing %q, want %q, %v", l.ID(), d.Listing, text, err)
		}
	}
}
