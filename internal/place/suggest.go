package place

import (
	"cmp"
	"slices"
	"strings"
)

// MaxSuggestions is the most places that Suggest gives.
const MaxSuggestions = 20

const (
	// whole is how many times its people a town counts for when its name is
	// typed out whole: "Ada" before "Adamsville", but not before "Adams". A
	// town that only its state speaks for counts as many times less: "st p" is
	// rather Saint Paul than State College, PA.
	whole = 5
	// stated is how many times more it counts for when its state is typed out
	// as well: Jackson, MI is not Jackson, Mississippi.
	stated = 1_000
)

// plenty is what the best town by beginning must count for so that nobody
// looks for slips: who has typed "los an" has not misspelt Logan.
const plenty = 50_000

// Suggest returns up to limit places that the text may become as it is typed
// on: ZIP codes from the third digit, else towns by the beginning of their
// name and of their state ("portl o") and the largest towns of a state, most
// people first. Names one slip away are offered where nothing better is. Every
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
	partials := g.partials(text)
	for _, p := range partials {
		s.addPrefix(p)
	}
	s.addRegions(partials)
	s.addStates(key(words(text), false))
	if !slices.ContainsFunc(s.tier, func(t scored) bool { return t.score >= plenty }) {
		s.addSlips(partials)
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
	states map[string]bool // nil: any; true: typed out
}

// partials returns the ways to take text apart: all of it as a name, then its
// last words as the beginning of a state.
func (g *Gazetteer) partials(text string) []partial {
	letters := folded(text)
	if head, tail, ok := strings.Cut(letters, ","); ok {
		if states := g.statesBeginning(strings.Fields(tail)); states != nil {
			return []partial{{keys: beginnings(strings.Fields(head)), states: states}}
		}
		letters = head + " " + strings.ReplaceAll(tail, ",", " ")
	}
	words := strings.Fields(letters)
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

// statesBeginning returns the states whose name or code begins with words;
// true marks those that words name in full.
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
			found[code] = found[code] || name == k
		}
	}
	return found
}

// suggestions gathers the towns that count for most.
type suggestions struct {
	g     *Gazetteer
	limit int
	tier  []scored
}

// scored is a town or a region and what it counts for.
type scored struct {
	town   int32 // -1: the region
	region *region
	score  int64
}

func (t scored) place(g *Gazetteer) Place {
	if t.region != nil {
		return t.region.place()
	}
	return g.towns[t.town].place()
}

// places returns the best, each once.
func (s *suggestions) places() []Place {
	slices.SortFunc(s.tier, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.town, b.town))
	})
	var places []Place
	seen := make([]int32, 0, s.limit)
	for _, t := range s.tier {
		if len(places) < s.limit && (t.region != nil || !slices.Contains(seen, t.town)) {
			seen = append(seen, t.town)
			places = append(places, t.place(s.g))
		}
	}
	return places
}

// add takes a town into the tier.
func (s *suggestions) add(town int32, score int64) { s.keep(scored{town: town, score: score}) }

// keep holds the tier short: only what may still be among the best stays.
func (s *suggestions) keep(t scored) {
	const slack = 4 // a town may come by several names and in several ways
	if len(s.tier) < slack*s.limit {
		s.tier = append(s.tier, t)
		return
	}
	worst := 0
	for i := range s.tier {
		if s.tier[i].score < s.tier[worst].score {
			worst = i
		}
	}
	if t.score > s.tier[worst].score {
		s.tier[worst] = t
	}
}

// addPrefix adds the towns whose name begins with one of p's keys.
func (s *suggestions) addPrefix(p partial) {
	for _, k := range p.keys {
		for _, n := range s.g.beginning(k) {
			t := &s.g.towns[n.town]
			typedOut, ok := p.states[t.state]
			if p.states != nil && !ok || n.nick && len(k) < 3 && n.key != k {
				continue
			}
			score := int64(max(t.people, unlisted))
			switch {
			case n.key == k && typedOut:
				score *= stated
			case n.key == k:
				score *= whole
			case p.states != nil:
				score /= whole
			}
			s.add(n.town, score)
		}
	}
}

// leastRegion is how many letters of a region's name are typed before it is
// offered.
const leastRegion = 4

// addRegions adds, each once, the regions whose name begins with a key of the
// partials, or of whose other names one is typed whole. One counts for as many
// people as make slips needless.
func (s *suggestions) addRegions(partials []partial) {
	added := make(map[*region]bool)
	for _, p := range partials {
		for _, k := range p.keys {
			if k = strings.TrimPrefix(k, "the"); len(k) < leastRegion {
				continue
			}
			for name, all := range s.g.regions {
				for _, r := range all {
					in := p.states == nil || slices.ContainsFunc(r.states, func(state string) bool { _, ok := p.states[state]; return ok })
					begins := name == k || strings.HasPrefix(name, k) && strings.HasPrefix(nameKey(r.name), k)
					if in && !added[r] && begins {
						added[r] = true
						s.keep(scored{town: -1, region: r, score: plenty + int64(r.miles)})
					}
				}
			}
		}
	}
}

// addSlips adds the towns that one slip leads to; a slip in the last letter
// only where there is nothing better, for that letter may yet be typed on.
func (s *suggestions) addSlips(partials []partial) {
	for _, strict := range []bool{true, false} {
		for _, p := range partials {
			s.addNear(p, strict)
		}
		if len(s.tier) > 0 {
			return
		}
	}
}

// addNear adds the towns whose name begins nearly like one of p's keys.
// Strictly, the slip is not in the last letter.
func (s *suggestions) addNear(p partial, strict bool) {
	if len(p.keys) == 0 || len(p.keys[0]) < shortest {
		return
	}
	k := p.keys[0]
	for _, n := range s.g.beginning(k[:1]) {
		t := &s.g.towns[n.town]
		if _, ok := p.states[t.state]; t.people > 0 && (p.states == nil || ok) && nearPrefix(k, n.key, strict) {
			s.add(n.town, int64(t.people)/doubtful)
		}
	}
}

// addStates adds the largest towns of the states that k names, or begins to
// name from the fourth letter on.
func (s *suggestions) addStates(k string) {
	begun := make(map[string]bool) // true: typed out, and no short form ("Wash")
	for name, code := range s.g.states {
		if name == k || len(k) >= 4 && strings.HasPrefix(name, k) {
			begun[code] = begun[code] || name == k && len(k) > 4
		}
	}
	if len(begun) == 0 {
		return
	}
	for _, i := range s.g.largestIn(begun, s.limit) {
		t := &s.g.towns[i]
		score := int64(t.people)
		if !begun[t.state] {
			score /= whole
		}
		s.add(i, score)
	}
}
