package query

import (
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/place"
)

// readZIP takes a ZIP code, with the town and state that stand before it.
func (u *understanding) readZIP() bool {
	t := u.text
	for i := range t.list {
		to := u.zipAt(i)
		if to == 0 {
			continue
		}
		found, notices, err := u.lookUp(i, to)
		if err != nil {
			u.reader.fault(placeFault(t.span(i, to), err))
			t.mark(i, to, taken)
			return true
		}
		u.takePlace(u.townBefore(i), to, found, notices)
		return true
	}
	return false
}

// zipAt returns where the ZIP code that begins with word i ends, or 0 when none
// does: five digits, with the four of a ZIP+4 or without, or one by one.
func (u *understanding) zipAt(i int) (to int) {
	t := u.text
	digits := func(at, n int) bool {
		return at < len(t.list) && t.use[at] == free && len(t.list[at].Folded) == n && strings.Trim(t.list[at].Folded, "0123456789") == ""
	}
	switch {
	case digits(i, 5):
		if digits(i+1, 4) && t.between(i) == "-" {
			return i + 2
		}
		return i + 1
	case i > 0 && digits(i-1, 1):
		return 0 // in the middle of some number
	}
	for n := range 5 {
		if !digits(i+n, 1) || n > 0 && strings.Trim(t.between(i+n-1), " -") != "" {
			return 0
		}
	}
	if digits(i+5, 1) {
		return 0
	}
	return i + 5
}

// townBefore returns where the town and state that end before word i start, or
// i when there are none.
func (u *understanding) townBefore(i int) int {
	for from := max(0, i-placeWords); from < i-1; from++ {
		if u.oneTown(from, i) {
			if _, notices, err := u.lookUp(from, i); err == nil && len(notices) == 0 {
				return from
			}
		}
	}
	return i
}

// oneTown reports whether the words from..to-1 can be a town and its state: no
// comma but before the state, so that "Nguyen, Austin, TX" is not one.
func (u *understanding) oneTown(from, to int) bool {
	t := u.text
	if t.run(from, to-from) != to-from {
		return false
	}
	state := to - u.stateWords(from+1, to)
	for i := from; i < state-1; i++ {
		if strings.Contains(t.between(i), ",") {
			return false
		}
	}
	return state < to
}

// readTownState takes a town followed by its state.
func (u *understanding) readTownState() bool {
	t := u.text
	for to := 2; to <= len(t.list); to++ {
		for from := max(0, to-placeWords); from < to-1; from++ {
			if !u.oneTown(from, to) || u.beforePhrase(from, to-from) < to-from {
				continue
			}
			least, ok := u.leastPeople(from, to)
			if !ok {
				continue
			}
			found, notices, err := u.lookUp(from, to)
			if err == nil && (least == 0 || peopled(found, least)) && !slices.Contains(notices, place.NoticeSpelling) {
				u.takePlace(from, to, found, notices)
				return true
			}
		}
	}
	return false
}

// doubtfulStates are the states that are a credential or a given name as well,
// and how many people a town must have to be meant when nothing but its name
// and the state's is typed: who types "scranton pa" means the town, who types
// "clinton md" may mean a doctor.
var doubtfulStates = map[string]int{
	"pa": 10_000, "md": 50_000, "virginia": 50_000, "georgia": 50_000, "washington": 50_000, "montana": 50_000,
}

// leastPeople returns how many people must live in the town that the words
// from..to-1 name with its state; ok is false when something else could be the
// name that a doubtful state follows.
func (u *understanding) leastPeople(from, to int) (least int, ok bool) {
	state := u.text.list[to-u.stateWords(from+1, to) : to]
	if len(state) > 1 {
		return 0, true
	}
	least, doubtful := doubtfulStates[state[0].Folded]
	if !doubtful || u.nothingBut(from, to) {
		return 0, true
	}
	return least, from == 0 && to == len(u.text.list)
}

// nothingBut reports whether all words outside from..to-1 are taken or clinical,
// and at least one of them is.
func (u *understanding) nothingBut(from, to int) bool {
	t := u.text
	other := false
	for i := 0; i < len(t.list); i++ {
		if i == from {
			i = to - 1
			continue
		}
		if t.use[i] == taken {
			other = true
			continue
		}
		limit := len(t.list)
		if i < from {
			limit = from
		}
		p, n := phrases().longest(t.list[i:limit])
		if n == 0 || p.meaning[0].parameter == asTitle {
			return false
		}
		if p.meaning[0].parameter != asParticle {
			other = true
		}
		i += n - 1
	}
	return other
}
