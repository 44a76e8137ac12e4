package query

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// barePopulation is how many people live in a town whose name alone, beside a
// clinical word, is taken for the place. Smaller ones are surnames as often.
const barePopulation = 100_000

// readDistance takes "within 25 miles", "a 50 km": the radius. It returns the
// word after it, where the place may follow, or 0.
func (u *understanding) readDistance() (after int) {
	t := u.text
	for i := range t.list {
		if t.run(i, 2) < 2 {
			continue
		}
		n, err := strconv.Atoi(t.list[i].Folded)
		if err != nil || n < 1 || float64(n)*words.Miles.Meters() > search.MaxRadius {
			continue
		}
		var unit words.Unit
		switch t.list[i+1].Folded {
		case "mile", "miles", "mi", "milla", "millas":
			unit = words.Miles
		case "km", "kms", "kilometer", "kilometers", "kilometro", "kilometros":
			unit = words.Kilometers
		default:
			continue
		}
		from := i
		if i > 0 && t.use[i-1] == free && slices.Contains([]string{"within", "a"}, t.list[i-1].Folded) {
			from--
		}
		if len(u.reader.all("radius")) == 0 && len(u.reader.all("unit")) == 0 {
			u.request.Unit = unit
		}
		meters := float64(n) * unit.Meters()
		u.take(from, i+2, "radius", strconv.FormatFloat(math.Round(meters/u.request.Unit.Meters()*1000)/1000, 'f', -1, 64))
		u.request.Search.Radius = meters
		return i + 2
	}
	return 0
}

// readState takes the abbreviation of a state at the end of a name, in capital
// letters: "Nguyen TX". Those that are names or words as well are left.
func (u *understanding) readState() {
	t := u.text
	last := len(t.list) - 1
	if last < 1 || t.use[last] != free || u.request.Search.Origin != nil {
		return
	}
	state := t.span(last, last+1)
	if _, _, ok := readState(state); !ok || state != strings.ToUpper(state) || strings.Contains(wordlike, state) {
		return
	}
	if t.any(taken) || slices.Contains(t.use[:last], free) {
		u.take(last, last+1, "state", state)
	}
}

// wordlike are the abbreviations of states that are names, credentials or
// words as well.
const wordlike = "AL CO DE HI IN KY LA MA MD ME MO OK OR VI"

// readBarePlace takes a town that is all that is left beside a clinical word:
// "neurosurgeon houston". It must be spelled right, large and, of its name, by
// far the largest; beside a title it is a name.
func (u *understanding) readBarePlace() {
	t := u.text
	if u.request.Search.Origin != nil || len(u.reader.all("near")) > 0 || t.any(title, literal) || !u.clinical() {
		return
	}
	from, to := -1, 0
	for i := range t.use {
		if t.use[i] == free {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
	}
	if from < 0 || to-from > placeWords || t.run(from, to-from) != to-from {
		return
	}
	found, notices, err := u.lookUp(from, to)
	if err != nil || slices.Contains(notices, place.NoticeSpelling) || found.Population < barePopulation {
		return
	}
	u.takePlace(from, to, found, notices)
}

// clinical says whether a specialty or annular closure was understood.
func (u *understanding) clinical() bool {
	return slices.ContainsFunc(u.found, func(p piece) bool {
		return p.parameter == "specialty" || p.parameter == "annular_closure"
	})
}

func isState(folded string) bool {
	_, _, ok := readState(folded)
	return ok
}
