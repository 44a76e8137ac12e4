package query

import (
	"errors"
	"slices"

	"github.com/physicianfinder/finder/internal/place"
)

// misspeltPopulation is how many people live in a town that is taken for the
// place although its name is a letter off. Nearly every surname is that near to
// some smaller one.
const misspeltPopulation = 50_000

// namedPopulation is how many people live in a town that may be meant by its
// bare name.
const namedPopulation = 10_000

// readAbroad refuses a postal code of Canada.
func (u *understanding) readAbroad() {
	t := u.text
	for to := range t.list {
		for from := max(0, to-1); from <= to; from++ {
			code := place.CanadianCode(t.span(from, to+1))
			if code == "" || t.run(from, to+1-from) != to+1-from {
				continue
			}
			u.reader.fault(Fault{Parameter: "near", Reason: OutsideUS, Given: code, Allowed: placeForms()})
			t.mark(from, to+1, taken)
			return
		}
	}
}

// readDoubtfulTown reads what says where, if not quite right, when there is
// nothing else but clinical words: a large town a letter off and its state
// ("mineapolis mn") is taken, and that is said; one that only sounds like a town
// of the state ("Foenix arizona") is asked about, and one abroad is refused. What
// could be somebody's name as well is left.
func (u *understanding) readDoubtfulTown() {
	t := u.text
	if t.any(literal) {
		return
	}
	for to := 1; to <= len(t.list); to++ {
		for from := max(0, to-placeWords); from < to; from++ {
			alone := from == 0 && to == len(t.list)
			if t.run(from, to-from) != to-from || !alone && !u.nothingBut(from, to) || u.beforePhrase(from, to-from) < to-from {
				continue
			}
			found, notices, err := u.lookUp(from, to)
			var suggested *place.SuggestionError
			stated := u.oneTown(from, to) && !u.doubtfulState(from, to)
			switch {
			case stated && err == nil && peopled(found, misspeltPopulation) && slices.Contains(notices, place.NoticeSpelling):
				u.takePlace(from, to, found, notices)
			case stated && errors.As(err, &suggested), errors.Is(err, place.ErrAbroad):
				u.reader.fault(placeFault(t.span(from, to), err))
				t.mark(from, to, taken)
			default:
				continue
			}
			return
		}
	}
}

// peopled reports whether a place is a region, or a town of so many people.
func peopled(p place.Place, least int) bool {
	return p.Kind == place.KindRegion || p.Kind == place.KindCity && p.Population >= least
}

// doubtfulState reports whether the state at the end of the words from..to-1 is a
// credential, a given name or a word as well.
func (u *understanding) doubtfulState(from, to int) bool {
	n := u.stateWords(from+1, to)
	if n > 1 {
		return false
	}
	return u.stateAlone(to-1, to) == ""
}

// mindNames says of a text that is nothing but the name of a town that it is
// searched as a name: whoever means the town adds its state.
func (u *understanding) mindNames() {
	t := u.text
	n := len(t.list)
	if u.request.Search.Origin != nil || len(u.reader.all("near")) > 0 || n == 0 || n > placeWords || t.run(0, n) != n {
		return
	}
	found, notices, err := u.lookUp(0, n)
	var several *place.AmbiguousError
	switch {
	case errors.As(err, &several) && !several.Misspelt:
		found = several.Candidates[0]
	case err != nil || slices.Contains(notices, place.NoticeSpelling):
		return
	}
	if peopled(found, namedPopulation) && u.parser.opts.Gazetteer.State(t.raw) == "" {
		u.warn(Warning{Code: "place_or_name", Parameter: "near", Value: found.Label})
	}
}
