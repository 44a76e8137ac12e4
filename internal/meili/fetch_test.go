package meili

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// answerOf writes a page as Meilisearch does: without spaces, and escaping no
// more than JSON must.
func answerOf(t *testing.T, texts []string, total int) string {
	t.Helper()
	type result struct {
		Listing string `json:"listing"`
	}
	answer := struct {
		Results []result `json:"results"`
		Offset  int      `json:"offset"`
		Limit   int      `json:"limit"`
		Total   int      `json:"total"`
	}{Results: []result{}, Limit: 20, Total: total}
	for _, text := range texts {
		answer.Results = append(answer.Results, result{text})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(answer); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

func TestReadPage(t *testing.T) {
	rng := seeded(7)
	pieces := []string{"a", `"`, `\`, `\"`, `\\`, "\n", "\x01", "é", "日", "},", `{"listing":"`, "],", "/", "<&>", ""}
	for range 2000 {
		texts := make([]string, rng.IntN(6))
		for i := range texts {
			for range rng.IntN(8) {
				texts[i] += pieces[rng.IntN(len(pieces))]
			}
		}
		answer := answerOf(t, texts, len(texts)+3)
		var spaced bytes.Buffer
		if err := json.Indent(&spaced, []byte(answer), "", " "); err != nil {
			t.Fatal(err)
		}
		for _, written := range []string{answer, spaced.String()} {
			p, err := readPage(written, 1)
			if err != nil {
				t.Fatalf("%s: %v", written, err)
			}
			if !slices.Equal(p.listings, texts) || p.total != len(texts)+3 {
				t.Fatalf("%s reads as %d: %q", written, p.total, p.listings)
			}
		}
	}
}

// TestReadPageCutShort holds that no part of an answer passes for all of it.
func TestReadPageCutShort(t *testing.T) {
	answer := answerOf(t, []string{"one", `t"wo`, `\`}, 3)
	for n := range len(answer) {
		if p, err := readPage(answer[:n], 3); err == nil {
			t.Errorf("the first %d bytes of %s read as %q", n, answer, p.listings)
		}
	}
}
