package searchtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// match asks for text with every word required and returns the tier of every
// listing found.
func (s *suite) match(t *testing.T, text string, narrow search.Narrow) map[string]search.Tier {
	t.Helper()
	found, err := s.index.Match(s.context(t), s.gen, text, narrow, search.MaxMatches)
	if err != nil {
		t.Fatalf("Match(%q): %v", text, err)
	}
	tiers := map[string]search.Tier{}
	for i, m := range found {
		if m.Tier < search.TierExact || m.Tier > search.TierTypo {
			t.Errorf("Match(%q): listing %s has tier %d", text, m.Listing, m.Tier)
		}
		if i > 0 && m.Tier < found[i-1].Tier {
			t.Errorf("Match(%q): a better tier after a worse one at %d", text, i)
		}
		tiers[m.Listing] = m.Tier
	}
	if len(tiers) != len(found) {
		t.Errorf("Match(%q): %d answers for %d listings", text, len(found), len(tiers))
	}
	return tiers
}

// demand checks that text finds, at the tier, every listing that holds says.
func (s *suite) demand(t *testing.T, text string, tier search.Tier, holds func(*directory.Listing) bool) {
	t.Helper()
	found := s.match(t, text, search.Narrow{All: true})
	demanded := 0
	for i := range s.listings {
		l := &s.listings[i]
		if !holds(l) {
			continue
		}
		demanded++
		if got, ok := found[l.ID()]; !ok {
			t.Errorf("Match(%q): missing %s %s", text, l.Physician.Name.Given, l.Physician.Name.Family)
		} else if got != tier {
			t.Errorf("Match(%q): %s %s has tier %d, want %d", text, l.Physician.Name.Given, l.Physician.Name.Family, got, tier)
		}
	}
	if demanded == 0 {
		t.Errorf("Match(%q): the listings hold nothing to demand", text)
	}
}

func named(given, family string) func(*directory.Listing) bool {
	return func(l *directory.Listing) bool {
		return l.Physician.Name.Given == given && l.Physician.Name.Family == family
	}
}

func family(name string) func(*directory.Listing) bool {
	return func(l *directory.Listing) bool { return l.Physician.Name.Family == name }
}

func (s *suite) matchNames(t *testing.T) {
	s.demand(t, "quillmore", search.TierExact, family("Quillmore"))
	s.demand(t, "Ashdrake", search.TierExact, family("Ashdrake"))
	for i := range 12 {
		n := s.listings[i*7%len(s.listings)].Physician.Name
		holds := named(n.Given, n.Family)
		s.demand(t, n.Given+" "+n.Family, search.TierExact, holds)
		s.demand(t, strings.ToUpper(n.Family+", "+n.Given), search.TierExact, holds)
	}
	former := s.listings[slices.IndexFunc(s.listings, func(l directory.Listing) bool { return len(l.Physician.FormerNames) > 0 })]
	s.demand(t, former.Physician.FormerNames[0].Family, search.TierExact, func(l *directory.Listing) bool {
		return l.Physician.NPI == former.Physician.NPI
	})
}

func (s *suite) matchSpelling(t *testing.T) {
	for _, c := range []struct {
		text string
		tier search.Tier
		name string
	}{
		{"nunez tarn", search.TierExact, "Núñez-Tarn"},
		{"NÚÑEZ", search.TierExact, "Núñez-Tarn"},
		{"ostlund", search.TierExact, "Östlund"},
		{"o'farnham", search.TierExact, "O'Farnham"},
		{"ofarnham", search.TierExact, "O'Farnham"},
		{"O’Farnham", search.TierExact, "O'Farnham"},
		{"brume de la", search.TierExact, "de la Brume"},
		{"ashdr", search.TierPrefix, "Ashdrake"},
		{"zimm", search.TierPrefix, "Zimmerlin"},
		{"zimmrelin", search.TierTypo, "Zimmerlin"},
		{"ashdrale", search.TierTypo, "Ashdrake"},
		{"ashrake", search.TierTypo, "Ashdrake"},
		{"vannterpool", search.TierTypo, "Vanterpool"},
		{"vanterpooole", search.TierTypo, "Vanterpoole"},
	} {
		s.demand(t, c.text, c.tier, family(c.name))
	}
	s.demand(t, "cleo ashdr", search.TierPrefix, named("Cleo", "Ashdrake"))
}

func (s *suite) matchNumbers(t *testing.T) {
	for i := range 8 {
		l := s.listings[i*11%len(s.listings)]
		npi := l.Physician.NPI.String()
		s.demand(t, npi, search.TierExact, func(o *directory.Listing) bool { return o.Physician.NPI == l.Physician.NPI })
		off := npi[:4] + string('0'+(npi[4]-'0'+5)%10) + npi[5:]
		for id := range s.match(t, off, search.Narrow{All: true}) {
			if !strings.HasPrefix(id, off) {
				t.Errorf("Match: an NPI that is one digit off finds %s", id)
			}
		}
		if l.Location.Phone == "" {
			continue
		}
		holds := func(o *directory.Listing) bool { return o.Location.Phone == l.Location.Phone }
		s.demand(t, strings.TrimPrefix(l.Location.Phone, "+1"), search.TierExact, holds)
	}
}

func (s *suite) matchPlaces(t *testing.T) {
	s.demand(t, "tarnbrook", search.TierExact, func(l *directory.Listing) bool { return l.Location.Address.City == "Tarnbrook" })
	s.demand(t, "San Aurelio", search.TierExact, func(l *directory.Listing) bool { return l.Location.Address.City == "San Aurelio" })
	s.demand(t, "harbor spine clinic", search.TierExact, func(l *directory.Listing) bool { return l.Location.Name == "Harbor Spine Clinic" })
	s.demand(t, "zimmerlin fenwick", search.TierExact, func(l *directory.Listing) bool {
		return l.Physician.Name.Family == "Zimmerlin" && l.Location.Address.City == "Fenwick"
	})
}

// matchTiers looks at names that are a letter apart.
func (s *suite) matchTiers(t *testing.T) {
	for _, c := range []struct {
		text, name string
		tier       search.Tier
	}{
		{"brackwell", "Brackwell", search.TierExact},
		{"brackwell", "Brackwall", search.TierTypo},
		{"vanterpool", "Vanterpool", search.TierExact},
		{"vanterpool", "Vanterpoole", search.TierPrefix},
	} {
		alone := func(l *directory.Listing) bool {
			return l.Physician.Name.Family == c.name && len(l.Physician.FormerNames) == 0
		}
		s.demand(t, c.text, c.tier, alone)
	}
}

// matchNarrow checks that a narrow loses nothing of what fits it, and that
// tiles do narrow: the rest is a matter of speed.
func (s *suite) matchNarrow(t *testing.T) {
	var tiles []geo.Cell
	for i := range s.listings {
		if tile := tileOf(t, s.listings[i]); len(tiles) < 40 && !slices.Contains(tiles, tile) {
			tiles = append(tiles, tile)
		}
	}
	fits := map[string]func(*directory.Listing) bool{
		"tiles": func(l *directory.Listing) bool { return slices.Contains(tiles, tileOf(t, *l)) },
		"code":  func(l *directory.Listing) bool { return hasCode(l, "207XS0117X") },
		"codes": func(l *directory.Listing) bool { return hasCode(l, "207T") || hasCode(l, "2086") },
		"offer": func(l *directory.Listing) bool { return l.Offering.Offered() },
		"state": func(l *directory.Listing) bool {
			return l.Location.Address.State == "MN" || l.Location.Address.State == "PR"
		},
	}
	for name, narrow := range map[string]search.Narrow{
		"tiles": {Tiles: tiles, All: true},
		"code":  {Specialties: []string{"207XS0117X"}, All: true},
		"codes": {Specialties: []string{"207T", "2086"}, All: true},
		"offer": {Offered: true, All: true},
		"state": {States: []string{"MN", "PR"}, All: true},
	} {
		found := s.match(t, "harbor spine", narrow)
		for i := range s.listings {
			l := &s.listings[i]
			if _, ok := found[l.ID()]; !ok && l.Location.Name == "Harbor Spine Clinic" && fits[name](l) {
				t.Errorf("Match narrowed by %s: missing %s", name, l.ID())
			} else if ok && name == "tiles" && !fits[name](l) {
				t.Errorf("Match narrowed by tiles: %s is of another", l.ID())
			}
		}
	}
	three, err := s.index.Match(s.context(t), s.gen, "harbor", search.Narrow{All: true}, 3)
	if err != nil || len(three) != 3 {
		t.Errorf("Match with limit 3: %d answers, %v", len(three), err)
	}
}

func hasCode(l *directory.Listing, prefix string) bool {
	return slices.ContainsFunc(l.Physician.Specialties, func(s directory.Specialty) bool {
		return strings.HasPrefix(string(s.Code), prefix)
	})
}

func (s *suite) matchDrops(t *testing.T) {
	if found := s.match(t, "ashdrake xqzvkw", search.Narrow{All: true}); len(found) != 0 {
		t.Errorf("Match with a word of no record, all words required: %d answers", len(found))
	}
	if found := s.match(t, "ashdrake xqzvkw", search.Narrow{}); len(found) == 0 {
		t.Error("Match with a word of no record, words may be dropped from the end: no answer")
	}
}

func (s *suite) matchHostile(t *testing.T) {
	for _, text := range []string{
		"", " ", "'", `"`, `\`, `" OR npi EXISTS OR "`, "-ashdrake", `"ashdrake`, "* ? [ ] { } ( )", "\x00", "\xff\xfe",
		"ашдрейк", "😀", "a\u0301\u0301\u0301", strings.Repeat("z", 5000), strings.Repeat("ana ", 300), "%00", "${jndi:x}", "<b>",
	} {
		for _, narrow := range []search.Narrow{{All: true}, {}, {States: []string{`M"N`, `\`}, Specialties: []string{`207X" OR "a`}}} {
			if _, err := s.index.Match(s.context(t), s.gen, text, narrow, 10); err != nil {
				t.Errorf("Match(%s): %v", shorten(text), err)
			}
		}
	}
	if found := s.match(t, `zimmerlin" OR npi EXISTS`, search.Narrow{All: true}); len(found) > 0 {
		t.Errorf("Match: an injected filter finds %d listings", len(found))
	}
}

func shorten(s string) string { return fmt.Sprintf("%.40q", s) }

// matchAlso asks for people by what their names go by as well: a short form of
// the given name, a family name written as one. It comes after what is exact
// and before what only begins so.
func (s *suite) matchAlso(t *testing.T) {
	given := func(name string) func(*directory.Listing) bool {
		return func(l *directory.Listing) bool { return l.Physician.Name.Given == name }
	}
	s.demand(t, "pepe", search.TierAlso, given("José"))
	s.demand(t, "Chepe", search.TierAlso, given("José"))
	s.demand(t, "pepe quillmore", search.TierAlso, named("José", "Quillmore"))
	s.demand(t, "quillmore, pepe", search.TierAlso, named("José", "Quillmore"))
	s.demand(t, "jose quillmore", search.TierExact, named("José", "Quillmore"))
	s.demand(t, "delabrume", search.TierAlso, family("de la Brume"))
	begun := s.match(t, "pep quillmore", search.Narrow{All: true})
	for i := range s.listings {
		if l := &s.listings[i]; named("José", "Quillmore")(l) {
			if _, found := begun[l.ID()]; found {
				t.Errorf("Match: the beginning of a short form finds %s", l.ID())
			}
		}
	}
}
