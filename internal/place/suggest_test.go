package place

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestSuggest(t *testing.T) {
	for _, c := range []struct{ text, first string }{
		{"minn", "Minneapolis, MN"},
		{"MINN", "Minneapolis, MN"},
		{"portl", "Portland, OR"},
		{"portl o", "Portland, OR"},
		{"portland, m", "Portland, ME"},
		{"portland me", "Portland, ME"},
		{"portland mai", "Portland, ME"},
		{"st p", "Saint Paul, MN"},
		{"st. p", "Saint Paul, MN"},
		{"saint pa", "Saint Paul, MN"},
		{"st pet", "St. Petersburg, FL"},
		{"st l", "St. Louis, MO"},
		{"ft w", "Fort Worth, TX"},
		{"fort wa", "Fort Wayne, IN"},
		{"mt pl", "Mount Pleasant, SC"},
		{"mt", "Mount Pleasant, SC"}, // rather Mount than Montana
		{"montana", "Billings, MT"},
		{"n las", "North Las Vegas, NV"},
		{"new y", "New York, NY"},
		{"nyc", "New York, NY"},
		{"la", "Los Angeles, CA"},
		{"los a", "Los Angeles, CA"},
		{"los á", "Los Angeles, CA"},
		{"philly", "Philadelphia, PA"},
		{"mayag", "Mayagüez, PR"},
		{"mayagü", "Mayagüez, PR"},
		{"san juan", "San Juan, PR"},
		{"mineap", "Minneapolis, MN"},
		{"phoneix", "Phoenix, AZ"},
		{"albequer", "Albuquerque, NM"},
		{"huston", "Houston, TX"},
		{"austin t", "Austin, TX"},
		{"kansas city k", "Kansas City, KS"},
		{"kansas city", "Kansas City, MO"},
		{"mn", "Minneapolis, MN"},
		{"minnesota", "Minneapolis, MN"},
		{"north dak", "Fargo, ND"},
		{"554", "55401 Minneapolis, MN"},
		{"5540", "55401 Minneapolis, MN"},
		{"55403", "55403 Minneapolis, MN"},
		{"55403-12", "55403 Minneapolis, MN"},
		{"006", "00601 Adjuntas, PR"},
		{"55499", "554xx Minneapolis, MN"},
		{"cummaq", "Cummaquid, MA"},
		{"o fallon", "O'Fallon, MO"},
		{"wash", "Washington, DC"},
		{"bos", "Boston, MA"},
	} {
		t.Run(c.text, func(t *testing.T) {
			got := Default().Suggest(c.text, 7)
			if len(got) == 0 || got[0].Label != c.first {
				t.Errorf("%v, want %s first", labels(got), c.first)
			}
		})
	}
}

func labels(places []Place) []string {
	var all []string
	for _, p := range places {
		all = append(all, p.Label)
	}
	return all
}

func TestSuggestNothing(t *testing.T) {
	for _, text := range []string{"", "  ", "5", "55", "!!", "zzzzzz", "09803", "098", "554012", "\xff", strings.Repeat("a", 101)} {
		if got := Default().Suggest(text, 7); len(got) != 0 {
			t.Errorf("%q: %v", text, labels(got))
		}
	}
	if got := Default().Suggest("minn", 0); len(got) != 0 {
		t.Errorf("limit 0: %v", labels(got))
	}
	if got := Default().Suggest("s", 1000); len(got) != MaxSuggestions {
		t.Errorf("limit 1000: %d", len(got))
	}
}

// TestSuggestHolds types the names of towns letter by letter: nothing comes
// twice, nothing beyond the limit, and every value resolves to its own place.
func TestSuggestHolds(t *testing.T) {
	g, random := Default(), rand.New(rand.NewPCG(1, 2))
	for range 200 {
		text := g.towns[random.IntN(len(g.towns))].place().Label
		for n := 1; n <= len(text); n += 1 + random.IntN(3) {
			seen := map[string]bool{}
			for _, p := range g.Suggest(text[:n], 7) {
				if seen[p.Value] {
					t.Errorf("%q: %s twice", text[:n], p.Value)
				}
				seen[p.Value] = true
				if again, notices, err := g.Resolve(p.Value); err != nil || again != p || len(notices) > 0 && p.Kind != KindRegion {
					t.Errorf("%q: value %q resolves to %q, %v, %v", text[:n], p.Value, again.Label, notices, err)
				}
			}
			if len(seen) > 7 {
				t.Errorf("%q: %d suggestions", text[:n], len(seen))
			}
		}
	}
}

// TestSuggestFinds types the larger towns out in full, with their state.
func TestSuggestFinds(t *testing.T) {
	g := Default()
	for i := range 3000 {
		p := g.towns[i].place()
		if got := g.Suggest(p.Label, 7); len(got) == 0 || got[0] != p {
			t.Errorf("%s: %v", p.Label, labels(got))
		}
	}
}

func BenchmarkSuggest(b *testing.B) {
	g := Default()
	for _, text := range []string{"s", "minn", "portl o", "mineap", "st p", "dc", "554", "zzzzzz", "new york n", "santa maria del mar c"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				g.Suggest(text, 7)
			}
		})
	}
}

// BenchmarkFast times what type-ahead asks with each letter, and texts made to
// be dear.
func BenchmarkFast(b *testing.B) {
	g := Default()
	for _, text := range []string{"s", "sa", "minn", "mineap", "554", "santa maria del mar c", "saint s s s s s s s", strings.Repeat("s ", 50)} {
		b.Run("suggest/"+text, func(b *testing.B) {
			for b.Loop() {
				g.Suggest(text, MaxSuggestions)
			}
		})
	}
	for _, text := range []string{"Springfield", "nowhere at all in tx", "1 aaaaa bbbbb ccccc ddddd mississippy", "aaaa, bbbb, cccc, north carolinaa", strings.Repeat("a,", 50)} {
		b.Run("resolve/"+text, func(b *testing.B) {
			for b.Loop() {
				_, _, _ = g.Resolve(text)
			}
		})
	}
}
