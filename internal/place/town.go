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

// resolveTown resolves a city, with or without its state.
func (g *Gazetteer) resolveTown(text string) (Place, []Notice, error) {
	if p, candidates, ok := g.resolveState(text); ok {
		if candidates != nil {
			return Place{}, nil, candidates
		}
		return p, nil, nil
	}
	readings := g.readings(text)
	for _, r := range readings {
		if found, nick := g.named(r.key, r.state); len(found) > 0 {
			if r.partial {
				return Place{}, nil, g.ambiguous(found)
			}
			return g.decide(r, found, nick)
		}
	}
	// What names a state is read as doing so first: "Salm OR" is not Salmon.
	slices.SortStableFunc(readings, func(a, b reading) int { return strings.Compare(b.state, a.state) })
	for _, r := range readings {
		if found := g.nearly(r.key, r.state); len(found) > 0 && !r.partial {
			return g.mend(found)
		}
	}
	for _, r := range readings {
		if found, _ := g.named(r.key, ""); len(found) > 0 {
			return Place{}, nil, g.ambiguous(found) // in another state than was said
		}
	}
	return Place{}, nil, fmt.Errorf("place: town: %w", ErrUnknown)
}

// resolveState answers a text that is nothing but a state: with the town that
// the name means before all ("New York", "LA", "DC"), else with the largest
// towns of the state and of that name as candidates.
func (g *Gazetteer) resolveState(text string) (p Place, candidates *AmbiguousError, ok bool) {
	words := words(text)
	state := g.states[key(words, false)]
	if state == "" {
		return Place{}, nil, false
	}
	towns, nick := g.named(key(words, true), "")
	if nick {
		return g.towns[towns[0]].place(), nil, true
	}
	towns = slices.DeleteFunc(towns, func(i int32) bool { return g.towns[i].people < 10*unlisted })
	return Place{}, g.ambiguous(append(towns, g.largestIn(map[string]bool{state: true}, MaxCandidates)...)), true
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

// largestIn returns up to limit towns of some states, most people first.
func (g *Gazetteer) largestIn(states map[string]bool, limit int) []int32 {
	var found []int32
	for i := range g.towns {
		if len(found) >= limit {
			break
		}
		if t := &g.towns[i]; states[t.state] && !t.section {
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
