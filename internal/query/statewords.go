package query

import (
	"errors"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/place"
)

const (
	longestState = 3 // words of a state's name: "District of Columbia"
	leastState   = 5 // letters of one that is written out: "Penn" is a surname
)

// wordlike are the abbreviations of states that are names, credentials or
// words as well; plain are those that nobody is called, in small letters too.
const (
	wordlike = "AL CO DE HI IN KY LA MA MD ME MO OK OR VI"
	plain    = "AZ CT FL KS MN NC ND NH NJ NM NV SC SD TN TX VT WI WV WY"
)

// stateWords returns how many of the last words of from..to-1 name a state, in
// full or by its abbreviation; 0 when they do not.
func (u *understanding) stateWords(from, to int) int {
	if from >= to {
		return 0
	}
	if _, _, ok := readState(u.text.list[to-1].Folded); ok {
		return 1
	}
	for n := min(longestState, to-from); n > 0; n-- {
		if u.stateInFull(to-n, to) != "" {
			return n
		}
	}
	return 0
}

// stateInFull returns the state that the words from..to-1 name in full, or "".
func (u *understanding) stateInFull(from, to int) string {
	name := u.text.span(from, to)
	if len(name) < leastState {
		return ""
	}
	return u.parser.opts.Gazetteer.State(name)
}

// stateFrom takes the longest of the first n words at start that are a state
// and not as well a large town of another one ("Washington"); its marker
// stands at from.
func (u *understanding) stateFrom(from, start, n int) bool {
	for k := n; k > 0; k-- {
		state := u.parser.opts.Gazetteer.State(u.text.span(start, start+k))
		if state == "" {
			continue
		}
		_, _, err := u.lookUp(start, start+k)
		var towns *place.AmbiguousError
		if !errors.As(err, &towns) || slices.ContainsFunc(towns.Candidates, func(p place.Place) bool {
			return p.State != state && p.Population >= barePopulation
		}) {
			return false
		}
		u.takeState(from, start, start+k, state)
		return true
	}
	return false
}

// readStateAfter takes the state after a word such as "in".
func (u *understanding) readStateAfter() {
	for i := range u.text.list {
		n := u.marker(i, looseMarkers)
		if n == 0 {
			continue
		}
		if _, words := phrases().longest(u.text.list[i:]); words > n {
			continue
		}
		if u.stateFrom(i, i+n, u.text.run(i+n, longestState)) {
			return
		}
	}
}

// takeState makes the words from..to-1 a filter by state; its name stands at
// start.
func (u *understanding) takeState(from, start, to int, state string) {
	if _, _, err := u.lookUp(start, to); err != nil {
		fault := placeFault(u.text.span(start, to), err)
		u.stated = &fault
	}
	u.take(from, to, "state", state)
}

// readState takes the state at the end of a name: "Nguyen TX", "smith florida".
// What is a name or a word as well is left, and so is what may be part of a
// practice's name ("Spine Institute of Texas").
func (u *understanding) readState() {
	t := u.text
	last := len(t.list)
	if u.request.Search.Origin != nil || slices.ContainsFunc(u.found, func(p piece) bool { return p.practice }) {
		return
	}
	for n := min(longestState, last-1); n > 0; n-- {
		from := last - n
		if t.run(from, n) != n || !t.any(taken) && !slices.Contains(t.use[:from], free) {
			continue
		}
		if state := u.stateAlone(from, last); state != "" {
			u.takeState(from, from, last, state)
			return
		}
	}
}

// stateAlone returns the state that the words from..to-1 can only be, or "".
func (u *understanding) stateAlone(from, to int) string {
	name := u.text.span(from, to)
	if code, _, ok := readState(name); ok {
		if name == code && !strings.Contains(wordlike, code) || strings.Contains(plain, code) {
			return code
		}
		return ""
	}
	if _, doubtful := doubtfulStates[u.text.list[from].Folded]; doubtful && to-from == 1 {
		return ""
	}
	state := u.stateInFull(from, to)
	if state != "" {
		if _, _, err := u.lookUp(from, to); err == nil {
			return "" // "New York" is the city
		}
	}
	return state
}

// askForTown refuses a question that says no more of where than a state, and
// nothing to match: it asks for one of its towns.
func (u *understanding) askForTown() {
	f := &u.request.Search.Filter
	if u.stated == nil || u.request.Search.Origin != nil || len(u.reader.all("near")) > 0 ||
		u.text.any(free, literal) || f.NPI != 0 || f.Phone != "" {
		return
	}
	u.reader.fault(*u.stated)
}
