package place

import (
	"cmp"
	"slices"
	"strings"
)

// MaxSuggestions is the most places that Suggest gives.
const MaxSuggestions = 20

// whole is how many times its people a town counts for when its name is typed
// out whole: "Ada" before "Adamsville", but not before "Adams".
const whole = 5

// Suggest returns up to limit places that the text may become as it is typed
// on: ZIP codes from the third digit, towns by the beginning of their name and
// of their state ("portl o"), then the towns of a state, then names that are
// one slip away. Within each, the town with most people goes first. Every
// Value resolves to its own place.
func (g *Gazetteer) Suggest(text string, limit int) []Place {
	text, err := clean(text)
	limit = min(limit, MaxSuggestions)
	if err != nil || limit <= 0 {
		return nil
	}
	if text[0] >= '0' && text[0] <= '9' {
		return g.suggestZIPs(text, limit)
	}
	s := suggestions{g: g, limit: limit}
	splits := g.partials(text)
	for _, p := range splits {
		s.addPrefix(p)
	}
	if words := strings.Fields(strings.ReplaceAll(fold(text), ",", " ")); len(words) > 0 {
		s.addStates(key(words, false))
	}
	for _, p := range splits {
		s.addNear(p)
	}
	return s.places()
}

func (g *Gazetteer) suggestZIPs(text string, limit int) []Place {
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	rest := text[len(digits):]
	if len(digits) < 3 || len(digits) > 5 && len(digits) != 9 || rest != "" && len(digits) != 5 {
		return nil
	}
	if len(digits) >= 5 {
		if p, _, err := g.nearestZIP(digits[:5]); err == nil {
			return []Place{p}
		}
		return nil
	}
	low, _ := parseZIP(digits + "00000"[len(digits):])
	high, _ := parseZIP(digits + "99999"[len(digits):])
	var found []Place
	for _, z := range g.between(low, high) {
		if !z.military && len(found) < limit {
			found = append(found, z.place(zip5(z.code)))
		}
	}
	return found
}

// A partial is one way to take a half-typed text apart.
type partial struct {
	keys   []string        // beginnings of a town's name, any of
	states map[string]bool // nil: any
}

// partials returns the ways to take text apart: all of it as a name, then its
// last words as the beginning of a state.
func (g *Gazetteer) partials(text string) []partial {
	folded := fold(text)
	if head, tail, ok := strings.Cut(folded, ","); ok {
		if states := g.statesBeginning(strings.Fields(tail)); states != nil {
			return []partial{{keys: beginnings(strings.Fields(head)), states: states}}
		}
		folded = head + " " + strings.ReplaceAll(tail, ",", " ")
	}
	words := strings.Fields(folded)
	all := []partial{{keys: beginnings(words)}}
	for n := 1; n < min(len(words), 4); n++ {
		if states := g.statesBeginning(words[len(words)-n:]); states != nil {
			all = append(all, partial{keys: beginnings(words[:len(words)-n]), states: states})
		}
	}
	return all
}

// beginnings returns the keys that words may begin: the last word may be an
// abbreviation or the start of a longer word ("st" of Saint Paul or Stamford).
func beginnings(words []string) []string {
	if len(words) == 0 {
		return nil
	}
	last := len(words) - 1
	keys := []string{key(words, true)}
	if _, ok := abbreviated[words[last]]; ok {
		keys = append(keys, key(words[:last], true)+words[last])
	}
	return keys
}

// statesBeginning returns the states whose name or code begins with words.
func (g *Gazetteer) statesBeginning(words []string) map[string]bool {
	k := key(words, false)
	if k == "" {
		return nil
	}
	var found map[string]bool
	for name, code := range g.states {
		if strings.HasPrefix(name, k) {
			if found == nil {
				found = make(map[string]bool)
			}
			found[code] = true
		}
	}
	return found
}

// suggestions gathers towns tier by tier, each once.
type suggestions struct {
	g     *Gazetteer
	limit int
	found []int32
}

func (s *suggestions) full() bool { return len(s.found) >= s.limit }

func (s *suggestions) places() []Place {
	places := make([]Place, len(s.found))
	for i, t := range s.found {
		places[i] = s.g.towns[t].place()
	}
	return places
}

// scored is a town and what it counts for.
type scored struct {
	town  int32
	score int64
}

// add appends the best of a tier until there are enough.
func (s *suggestions) add(tier []scored) {
	slices.SortFunc(tier, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.town, b.town))
	})
	for _, t := range tier {
		if s.full() {
			return
		}
		if !slices.Contains(s.found, t.town) {
			s.found = append(s.found, t.town)
		}
	}
}

// addPrefix adds the towns whose name begins with one of p's keys.
func (s *suggestions) addPrefix(p partial) {
	var tier []scored
	for _, k := range p.keys {
		for _, n := range s.g.beginning(k) {
			t := &s.g.towns[n.town]
			if p.states != nil && !p.states[t.state] || n.nick && len(k) < 3 && n.key != k {
				continue
			}
			score := int64(t.people)
			if n.key == k {
				score *= whole
			}
			tier = s.keep(tier, scored{n.town, score})
		}
	}
	s.add(tier)
}

// keep appends to tier, which it holds short, what may still be among the best.
func (s *suggestions) keep(tier []scored, one scored) []scored {
	const slack = 4 // a town may come by several names and may have been found before
	limit := slack * (s.limit + len(s.found))
	if len(tier) < limit {
		return append(tier, one)
	}
	worst := 0
	for i := range tier {
		if tier[i].score < tier[worst].score {
			worst = i
		}
	}
	if one.score > tier[worst].score {
		tier[worst] = one
	}
	return tier
}

// addStates adds the largest towns of the state that k names, or begins to
// name from the fourth letter on.
func (s *suggestions) addStates(k string) {
	for name, code := range s.g.states {
		if s.full() || name != k && (len(k) < 4 || !strings.HasPrefix(name, k)) {
			continue
		}
		var tier []scored
		for _, i := range s.g.largest(s.limit, func(t *town) bool { return t.state == code && !t.section }) {
			tier = append(tier, scored{i, int64(s.g.towns[i].people)})
		}
		s.add(tier)
	}
}

// addNear adds the towns whose name begins nearly like one of p's keys.
func (s *suggestions) addNear(p partial) {
	if s.full() || len(p.keys) == 0 || len(p.keys[0]) < shortest {
		return
	}
	var tier []scored
	for _, n := range s.g.beginning(p.keys[0][:1]) {
		t := &s.g.towns[n.town]
		if t.people > 0 && (p.states == nil || p.states[t.state]) && nearPrefix(p.keys[0], n.key) {
			tier = s.keep(tier, scored{n.town, int64(t.people)})
		}
	}
	s.add(tier)
}
