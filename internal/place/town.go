package place

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const (
	// clearly is how many times the people of the next a town must have to be
	// what its bare name plainly means.
	clearly = 5
	// likelier is how many times the people of the largest of several towns one
	// of nearly the same name must have to be asked about with them ("Pittsburg").
	likelier = 3
	// doubtful is how many times the people of a town one of nearly the same
	// name must have for the spelling to be doubted ("Huston").
	doubtful = 50
	// large is how many people a town has whose name may hold two slips.
	large = 50_000
	// unlisted stands in for an unknown population: the table lists towns from
	// about a thousand people on.
	unlisted = 1_000
	// mended is how many readings of a text are tried with a slip: each costs a
	// walk through all names.
	mended = 4
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
	readings := g.byWords(g.readings(text))
	if p, notices, err, ok := g.resolveRegion(readings); ok {
		return p, notices, err
	}
	for _, r := range readings {
		if found, nick := g.named(r.key, r.state); len(found) > 0 {
			if r.partial {
				return Place{}, nil, g.ambiguous(found)
			}
			return g.decide(r, found, nick)
		}
	}
	for _, r := range readings { // "Salt Lake", "Lake Havasu AZ"
		r.key, r.misspelt = r.key+"city", true
		if found, _ := g.named(r.key, r.state); len(found) > 0 && !r.partial {
			return g.decide(r, found, false)
		}
	}
	for _, r := range readings { // "Boise City, ID"
		if found := g.withoutKind(r); len(found) > 0 {
			return g.decide(r, found, false)
		}
	}
	for _, r := range withoutArea(readings) { // "Dallas area"
		if found, nick := g.named(r.key, r.state); len(found) > 0 {
			return g.decide(r, found, nick)
		}
	}
	if g.isRegion(text) {
		return Place{}, nil, fmt.Errorf("place: %w", ErrRegion)
	}
	// What names a state is read as doing so first: "Salm OR" is not Salmon.
	stated := slices.DeleteFunc(slices.Clone(readings), func(r reading) bool { return r.state == "" })
	bare := slices.DeleteFunc(readings, func(r reading) bool { return r.state != "" })
	readings = append(stated, bare...)
	for _, r := range readings[:min(len(readings), mended)] {
		if found := g.nearly(r.key, r.state); len(found) > 0 && !r.partial {
			return g.mend(found)
		}
	}
	if found := g.shortened(text); len(found) > 0 {
		return g.mend(found)
	}
	for _, r := range readings {
		if found := g.largely(r.key, r.state); len(found) > 0 && !r.partial {
			return g.mend(found)
		}
	}
	for _, r := range readings {
		if found, _ := g.named(r.key, ""); len(found) > 0 {
			return Place{}, nil, g.ambiguous(found) // in another state than was said
		}
	}
	if found := g.heard(readings); found != nil {
		return Place{}, nil, &SuggestionError{Candidates: found}
	}
	if state, _ := g.state(words(text)); state != "" { // "Conneticut"
		ask := g.ambiguous(g.largestIn(map[string]bool{state: true}, MaxCandidates))
		ask.Misspelt = true
		return Place{}, nil, ask
	}
	return Place{}, nil, fmt.Errorf("place: town: %w", ErrUnknown)
}

// kinds are the words by which the Census tells what a place is.
var kinds = []string{"city", "town", "village", "borough", "township", "cdp"}

// withoutKind returns the towns of a reading that names a state and ends with
// what the place is: "Boise City, ID", "Indianapolis city, IN".
func (g *Gazetteer) withoutKind(r reading) []int32 {
	if r.state == "" || r.partial {
		return nil
	}
	for _, kind := range kinds {
		if name, ok := strings.CutSuffix(r.key, kind); ok && name != "" {
			if found, _ := g.named(name, r.state); len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

// byWords puts the reading of a whole text as a name behind those that end in
// a state, unless a town is written in the same words: "Port Washington" is a
// town, but "Newton IA" is not Newtonia.
func (g *Gazetteer) byWords(readings []reading) []reading {
	if len(readings) < 2 || readings[0].words == nil || readings[1].partial {
		return readings
	}
	for _, n := range g.called(readings[0].key) {
		name := words(g.towns[n.town].name)
		if n.nick || slices.EqualFunc(name, readings[0].words, func(a, b string) bool { return long(a) == long(b) }) {
			return readings
		}
	}
	return append(slices.Clone(readings[1:]), readings[0])
}

// resolveState answers a text that is nothing but a state: with the town that
// the name means before all ("New York", "LA", "DC"), else with the largest
// towns of the state and of that name as candidates.
func (g *Gazetteer) resolveState(text string) (p Place, candidates *AmbiguousError, ok bool) {
	words := words(text)
	state := g.State(text)
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
		larger = slices.DeleteFunc(g.nearly(r.key, ""), func(i int32) bool { return g.people(i) < likelier*people })
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
		ask := g.ambiguous(found)
		ask.Misspelt = true
		return Place{}, nil, ask
	}
	return g.towns[found[0]].place(), []Notice{NoticeSpelling}, nil
}

// people returns the population of a town, unlisted when unknown.
func (g *Gazetteer) people(i int32) int { return max(unlisted, int(g.towns[i].people)) }

// largestIn returns up to limit towns of each state that is a key of states.
func (g *Gazetteer) largestIn(states map[string]bool, limit int) []int32 {
	var found []int32
	for _, state := range slices.Sorted(maps.Keys(states)) {
		all := g.within[state]
		found = append(found, all[:min(limit, len(all))]...)
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
