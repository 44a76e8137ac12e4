package meili

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// unquote reads a quoted value the way the filter grammar does: a backslash
// takes the next character as it is, a double quote ends the value.
func unquote(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", "", false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			if i++; i == len(s) {
				return "", "", false
			}
			b.WriteByte(s[i])
		case '"':
			return b.String(), s[i+1:], true
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", false
}

func FuzzQuote(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add(`\\"`)
	f.Add(``)
	f.Fuzz(func(t *testing.T, s string) {
		value, rest, ok := unquote(quote(s))
		if !ok || value != s || rest != "" {
			t.Errorf("quote(%q) = %s reads as %q with %q after it", s, quote(s), value, rest)
		}
	})
}

func TestNarrowFilter(t *testing.T) {
	tile, err := geo.TileAt(geo.Point{Lat: 44.98, Lng: -93.27})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		narrow search.Narrow
		want   string
	}{
		"nothing":     {search.Narrow{All: true}, ""},
		"tiles":       {search.Narrow{Tiles: []geo.Cell{tile}}, `cells IN ["` + tile.String() + `"]`},
		"code":        {search.Narrow{Specialties: []string{"207X00000X"}}, `(codes IN ["207X00000X"])`},
		"beginning":   {search.Narrow{Specialties: []string{"207X"}}, `(codes STARTS WITH "207X")`},
		"both":        {search.Narrow{Specialties: []string{"207X", "207T00000X"}}, `(codes STARTS WITH "207X" OR codes IN ["207T00000X"])`},
		"offered, in": {search.Narrow{Offered: true, States: []string{"MN"}}, `status IN ["confirmed","self_reported"] AND state IN ["MN"]`},
		"injection":   {search.Narrow{States: []string{`MN"] OR npi EXISTS OR state IN ["`}}, `state IN ["MN\"] OR npi EXISTS OR state IN [\""]`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := narrowFilter(c.narrow); got != c.want {
				t.Errorf("narrowFilter = %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestQuoteOnServer looks for each hostile text by filter: it must find the one
// document that holds it, and no other.
func TestQuoteOnServer(t *testing.T) {
	b := startServer(t)
	c := b.master(t)
	uid := listingsIndex + "quote"
	if err := c.createIndex(t.Context(), "making an index", uid); err != nil {
		t.Fatal(err)
	}
	if err := c.set(t.Context(), uid, settings); err != nil {
		t.Fatal(err)
	}
	var texts []string
	var documents []map[string]any
	for _, s := range append(hostile, `a"b`, `a\"b`, `a\b`, `a\\b`, `\\`, `""`, `x\`, `[x]`, `x, y`, `'single'`, `_geoRadius(1,2,3)`, "null", "TO", "IN", "é", "e", strings.Repeat("n", 400)) {
		if strings.TrimSpace(s) != s || !utf8.ValidString(s) {
			continue // Meilisearch trims the values of facets
		}
		texts = append(texts, s)
		documents = append(documents, map[string]any{"id": fmt.Sprintf("d%d", len(documents)), "state": s})
	}
	task, err := c.sdk.Index(uid).AddDocuments(t.Context(), documents, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.await(t.Context(), "adding", task.TaskUID); err != nil {
		t.Fatal(err)
	}
	for i, s := range texts {
		request, err := json.Marshal(fetchRequest{Filter: anyOf("state", []string{s}, itself), Fields: []string{"id"}, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := c.send(t.Context(), "POST", "/indexes/"+uid+"/documents/fetch", request)
		if err != nil {
			t.Errorf("filter for %q: %v", s, err)
			continue
		}
		var found struct{ Results []struct{ ID string } }
		if err := json.Unmarshal(answer, &found); err != nil {
			t.Fatal(err)
		}
		if len(found.Results) != 1 || found.Results[0].ID != fmt.Sprintf("d%d", i) {
			t.Errorf("filter for %q found %v, want d%d", s, found.Results, i)
		}
	}
	t.Logf("%d texts", len(texts))
}
