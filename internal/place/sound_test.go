package place

import (
	"errors"
	"testing"
)

func TestHeard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Foenix arizona":        "Phoenix, AZ",
		"Albakerkee new mexico": "Albuquerque, NM",
		"Albakerkee, NM":        "Albuquerque, NM",
		"Sinsinati":             "Cincinnati, OH",
		"Shikago, Illinois":     "Chicago, IL",
		"Bofalow NY":            "Buffalo, NY",
		"Roanoak, VA":           "Roanoke, VA",
	} {
		_, _, err := Default().Resolve(text)
		var near *SuggestionError
		if !errors.As(err, &near) || !errors.Is(err, ErrUnknown) || near.Candidates[0].Label != want {
			t.Errorf("%s: %v, want %s suggested", text, err, want)
		}
	}
	for _, text := range []string{"qwertyville", "near me", "orthopedics", "rehabilitation", "Nguyen TX", "zzz arizona", "日本"} {
		_, _, err := Default().Resolve(text)
		if near := (*SuggestionError)(nil); errors.As(err, &near) {
			t.Errorf("%s: %v suggested", text, near.Candidates)
		}
	}
}

// TestHeardResolves holds that what is suggested can be chosen, and that a town
// spelled right sounds like itself.
func TestHeardResolves(t *testing.T) {
	t.Parallel()
	g := Default()
	n := 0
	for i := range g.towns {
		p := g.towns[i].place()
		if p.Population < heardAlone {
			break
		}
		found := g.heard([]reading{{key: nameKey(g.towns[i].name), state: p.State}})
		if len(sound(nameKey(g.towns[i].name))) < leastSound {
			continue
		}
		n++
		own := false
		for _, c := range found {
			again, _, err := g.Resolve(c.Value)
			if err != nil || again.Label != c.Label {
				t.Errorf("%s does not resolve to itself: %v", c.Value, err)
			}
			own = own || c.Label == p.Label
		}
		if !own {
			t.Errorf("%s does not sound like itself", p.Label)
		}
	}
	t.Logf("%d towns", n)
}

func TestAbroad(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"M5V 3L9", "m5v3l9", "H2X-1Y4", "Toronto", "Toronto, ON", "Toronto ontario", "Vancouver, BC", "vancouver british columbia",
		"Montréal", "Québec City, QC", "Windsor, Ontario, Canada", "Tijuana, Mexico", "Tijuana, México", "Mexico City", "Toronto ON M5V 3L9",
	} {
		if p, _, err := Default().Resolve(text); !errors.Is(err, ErrAbroad) || !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %q, %v", text, p.Label, err)
		}
	}
	for text, want := range map[string]string{
		"Toronto OH": "Toronto, OH", "Ontario, CA": "Ontario, CA", "Ontario California": "Ontario, CA", "Vancouver, WA": "Vancouver, WA",
		"Santa Fe New Mexico": "Santa Fe, NM", "Mexico, MO": "Mexico, MO", "New Brunswick, NJ": "New Brunswick, NJ",
		"La Cañada Flintridge, CA": "La Cañada Flintridge, CA", "Quebec, CT": "", "L4L5S1": "",
	} {
		p, _, err := Default().Resolve(text)
		if errors.Is(err, ErrAbroad) || want != "" && p.Label != want {
			t.Errorf("%s: %q, %v", text, p.Label, err)
		}
	}
}

func TestZIPSpelled(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"5 5 4 0 1", "5-5-4-0-1", "\uff15\u3000\uff15\u3000\uff14\u3000\uff10\u3000\uff11"} {
		if p, _, err := Default().Resolve(text); err != nil || p.Value != "55401" {
			t.Errorf("%q: %q, %v", text, p.Value, err)
		}
	}
	if p, _, err := Default().Resolve("45 -100"); err != nil || p.Kind != KindCoords {
		t.Errorf("45 -100: %q, %v", p.Kind, err)
	}
}
