package place

import (
	"fmt"
	"slices"
	"strings"
)

const (
	// clearly is how many times the people of the next a town must have to be
	// what its bare name plainly means.
	clearly = 5
	// doubtful is how many times the people of a town one of nearly the same
	// name must have for the spelling to be doubted ("Huston").
	doubtful = 50
	// unlisted stands in for an unknown population: the table lists towns from
	// about a thousand people on.
	unlisted = 1_000
	// MaxCandidates is the most candidates that an AmbiguousError holds.
	MaxCandidates = 8
)

// A reading is one way to take a text apart.
type reading struct {
	key      string // of the town
	state    string // postal code; empty: none was said
	misspelt bool   // the state
}

// resolveTown resolves a city, with or without its state.
func (g *Gazetteer) resolveTown(text string) (Place, []Notice, error) {
	if p, all, ok := g.resolveState(text); ok {
		if all != nil {
			return Place{}, nil, &AmbiguousError{Candidates: all}
		}
		return p, nil, nil
	}
	readings := g.readings(text)
	for _, r := range readings {
		if found, nick := g.named(r.key, r.state); len(found) > 0 {
			return g.decide(r, found, nick)
		}
	}
	for _, r := range readings {
		if found := g.nearly(r.key, r.state); len(found) > 0 {
			return g.mend(found)
		}
	}
	for _, r := range readings {
		if found, _ := g.named(r.key, ""); r.state != "" && len(found) > 0 {
			return Place{}, nil, g.ambiguous(found)
		}
	}
	return Place{}, nil, fmt.Errorf("place: town: %w", ErrUnknown)
}

// resolveState answers a text that is nothing but a state: with the town that
// the name means before all ("New York", "LA", "DC"), else with the largest
// towns of the state and of that name.
func (g *Gazetteer) resolveState(text string) (p Place, candidates []Place, ok bool) {
	words := strings.Fields(strings.ReplaceAll(fold(text), ",", " "))
	state := g.states[key(words, false)]
	if state == "" {
		return Place{}, nil, false
	}
	towns, nick := g.named(key(words, true), "")
	if nick {
		return g.towns[towns[0]].place(), nil, true
	}
	towns = slices.DeleteFunc(towns, func(i int32) bool { return g.towns[i].people < 10*unlisted })
	inState := g.largest(MaxCandidates, func(t *town) bool { return t.state == state && !t.section })
	return Place{}, g.ambiguous(append(towns, inState...)).Candidates, true
}

// readings returns the ways to take text apart, the plainest first.
func (g *Gazetteer) readings(text string) []reading {
	segments := strings.Split(strings.TrimRight(fold(text), ", "), ",")
	last := len(segments) - 1
	if last > 0 && isCountry(strings.Fields(segments[last])) {
		segments, last = segments[:last], last-1
	}
	words := strings.Fields(strings.Join(segments, " "))
	if n := len(words); n > 1 && isCountry(words[n-1:]) {
		words = words[:n-1]
	}
	if len(words) == 0 {
		return nil
	}
	readings := []reading{{key: key(words, true)}}
	if last > 0 {
		if state, misspelt := g.state(strings.Fields(segments[last])); state != "" {
			// "Austin, TX"; "1 Main St, Austin, TX"; "Austin, Travis County, TX"
			readings = nil
			for _, town := range []string{strings.Join(segments[:last], " "), segments[last-1], segments[0]} {
				if k := key(strings.Fields(town), true); k != "" {
					readings = append(readings, reading{key: k, state: state, misspelt: misspelt})
				}
			}
			return readings
		}
	}
	for n := min(4, len(words)-1); n > 0; n-- {
		head, tail := words[:len(words)-n], words[len(words)-n:]
		if state, misspelt := g.state(tail); state != "" {
			readings = append(readings, reading{key: key(head, true), state: state, misspelt: misspelt})
		}
	}
	if first := key(strings.Fields(segments[0]), true); last > 0 && first != "" {
		readings = append(readings, reading{key: first}) // "Brooklyn, New York City"
	}
	return readings
}

func isCountry(words []string) bool {
	switch key(words, false) {
	case "usa", "us", "unitedstates", "unitedstatesofamerica", "eeuu", "estadosunidos":
		return true
	}
	return false
}

// statedIn returns the state that text ends with, or "".
func (g *Gazetteer) statedIn(text string) string {
	for _, r := range g.readings(text) {
		if r.state != "" && !r.misspelt {
			return r.state
		}
	}
	return ""
}

// state returns the postal code of a state's name; a long name may be one
// letter off.
func (g *Gazetteer) state(words []string) (code string, misspelt bool) {
	k := key(words, false)
	if code, ok := g.states[k]; ok {
		return code, false
	}
	if len(k) < 6 {
		return "", false
	}
	for name, c := range g.states {
		if len(name) >= 6 && nearMiss(k, name) {
			if code != "" && code != c {
				return "", false
			}
			code = c
		}
	}
	return code, code != ""
}

// named returns the towns of a key in a state, or in all ("" ), most people
// first; nick says that the first is there because of a nickname.
func (g *Gazetteer) named(k, state string) (towns []int32, nick bool) {
	for _, n := range g.called(k) {
		if state != "" && g.towns[n.town].state != state {
			continue
		}
		if n.nick && !nick {
			towns, nick = slices.Insert(towns, 0, n.town), true
		} else {
			towns = append(towns, n.town)
		}
	}
	return unique(towns), nick
}

// decide takes the town that the name means, if one plainly does.
func (g *Gazetteer) decide(r reading, found []int32, nick bool) (Place, []Notice, error) {
	var notices []Notice
	if r.misspelt {
		notices = []Notice{NoticeSpelling}
	}
	if nick || r.state != "" {
		return g.towns[found[0]].place(), notices, nil
	}
	people := g.people(found[0])
	var larger []int32
	if len(r.key) >= shortest {
		larger = slices.DeleteFunc(g.nearly(r.key, ""), func(i int32) bool { return g.people(i) <= people })
	}
	if len(found) > 1 && (g.towns[found[0]].people == 0 || people < clearly*g.people(found[1])) {
		return Place{}, nil, g.ambiguous(append(larger, found...))
	}
	if len(larger) > 0 && g.people(larger[0]) >= doubtful*people {
		return Place{}, nil, g.ambiguous(append(larger, found...))
	}
	if len(found) > 1 {
		notices = append(notices, NoticeLargest)
	}
	return g.towns[found[0]].place(), notices, nil
}

// mend takes the town that a misspelt name means, if one plainly does.
func (g *Gazetteer) mend(found []int32) (Place, []Notice, error) {
	if len(found) > 1 && (g.towns[found[0]].people == 0 || g.people(found[0]) < clearly*g.people(found[1])) {
		return Place{}, nil, g.ambiguous(found)
	}
	return g.towns[found[0]].place(), []Notice{NoticeSpelling}, nil
}

// people returns the population of a town, unlisted when unknown.
func (g *Gazetteer) people(i int32) int { return max(unlisted, int(g.towns[i].people)) }

// largest returns up to limit towns that keep keeps, most people first.
func (g *Gazetteer) largest(limit int, keep func(*town) bool) []int32 {
	var found []int32
	for i := range g.towns {
		if len(found) >= limit {
			break
		}
		if keep(&g.towns[i]) {
			found = append(found, int32(i))
		}
	}
	return found
}

// ambiguous makes the error of several towns, most people first.
func (g *Gazetteer) ambiguous(towns []int32) *AmbiguousError {
	slices.Sort(towns)
	towns = unique(towns)
	e := &AmbiguousError{}
	for _, i := range towns[:min(len(towns), MaxCandidates)] {
		e.Candidates = append(e.Candidates, g.towns[i].place())
	}
	return e
}

// unique drops later repetitions, keeping the order.
func unique(towns []int32) []int32 {
	kept := towns[:0]
	for _, i := range towns {
		if !slices.Contains(kept, i) {
			kept = append(kept, i)
		}
	}
	return kept
}
