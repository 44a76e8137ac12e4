package place

import (
	"slices"
	"strings"
)

// A reading is one way to take a text apart into a town and its state.
type reading struct {
	key      string   // of the town
	state    string   // postal code; empty: none was said
	misspelt bool     // the state, or the town for want of "City"
	partial  bool     // words were left over; good for candidates only
	words    []string // of a whole text that may yet end with a state
}

// longestState is the most words of a state's name.
const longestState = 4 // "U. S. Virgin Islands"

// longestCountry is the most words of the country's name.
const longestCountry = 4 // "United States of America"

// words returns the folded words of text.
func words(text string) []string {
	return strings.Fields(strings.ReplaceAll(folded(text), ",", " "))
}

// readings returns the ways to take text apart, the plainest first.
func (g *Gazetteer) readings(text string) []reading {
	segments := segments(text)
	if len(segments) == 0 {
		return nil
	}
	last := len(segments) - 1
	if last > 0 {
		if state, misspelt := g.state(segments[last]); state != "" {
			return said(segments[:last], state, misspelt)
		}
	}
	all := slices.Concat(segments...)
	readings := []reading{{key: key(all, true), words: all}}
	var misspellings []reading
	for n := min(longestState, len(segments[last])-1); n > 0; n-- {
		cut := len(segments[last]) - n
		head := append(slices.Clone(segments[:last]), segments[last][:cut])
		switch state, misspelt := g.state(segments[last][cut:]); {
		case misspelt:
			misspellings = append(misspellings, said(head, state, true)...)
		case state != "":
			readings = append(readings, said(head, state, false)...)
		}
	}
	readings = append(readings, misspellings...)
	if last > 0 {
		readings = append(readings, reading{key: key(segments[0], true), partial: true}) // "Paris, France"
	}
	return readings
}

// segments returns the words between commas, without empty segments and
// without the country at the end.
func segments(text string) [][]string {
	var all [][]string
	for segment := range strings.SplitSeq(folded(text), ",") {
		if w := strings.Fields(segment); len(w) > 0 {
			all = append(all, w)
		}
	}
	if len(all) == 0 {
		return nil
	}
	last := all[len(all)-1]
	for n := min(longestCountry, len(last)); n > 0; n-- {
		if isCountry(last[len(last)-n:]) && (n < len(last) || len(all) > 1) {
			all[len(all)-1] = last[:len(last)-n]
			break
		}
	}
	if len(all[len(all)-1]) == 0 {
		all = all[:len(all)-1]
	}
	return all
}

func isCountry(words []string) bool {
	switch key(words, false) {
	case "usa", "us", "unitedstates", "unitedstatesofamerica", "eeuu", "estadosunidos":
		return true
	}
	return false
}

// said returns the readings of what stands before a state: all of it, then
// the last segment ("1 Main St, Austin"), the first ("Austin, Travis County")
// and, where a house number shows an address, the last words ("1 Main St
// Austin").
func said(before [][]string, state string, misspelt bool) []reading {
	last := before[len(before)-1]
	towns := [][]string{slices.Concat(before...), last, before[0]}
	if first := before[0][0]; first[0] >= '0' && first[0] <= '9' {
		for n := min(3, len(last)-1); n > 0; n-- {
			towns = append(towns, last[len(last)-n:])
		}
	}
	readings := make([]reading, 0, len(towns))
	for _, town := range towns {
		k := key(town, true)
		if !slices.ContainsFunc(readings, func(r reading) bool { return r.key == k }) {
			readings = append(readings, reading{key: k, state: state, misspelt: misspelt})
		}
	}
	return readings
}

// State returns the postal code of the state that text names, in full or by an
// abbreviation and spelled right; "" for any other text.
func (g *Gazetteer) State(text string) string { return g.states[key(words(text), false)] }

// statedIn returns the state that text is or ends with, or "".
func (g *Gazetteer) statedIn(text string) string {
	if state := g.State(text); state != "" {
		return state
	}
	for _, r := range g.readings(text) {
		if r.state != "" && !r.misspelt {
			return r.state
		}
	}
	return ""
}

// leastState is the least length of a state's name that may be misspelt.
const leastState = 6

// state returns the postal code of a state's name; a long name may be one
// slip off.
func (g *Gazetteer) state(words []string) (code string, misspelt bool) {
	k := key(words, false)
	if code, ok := g.states[k]; ok {
		return code, false
	}
	if len(k) < leastState {
		return "", false
	}
	for name, c := range g.states {
		if len(name) < leastState || !nearMiss(k, name) {
			continue
		}
		if code != "" && code != c {
			return "", false
		}
		code = c
	}
	return code, code != ""
}
