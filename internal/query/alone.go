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

// readDistance takes "within 25 miles", "a 50 km", "2.5mi": the radius. It
// returns the word after it, where the place may follow, or 0. A distance that
// no search takes is a fault, as one in radius is.
func (u *understanding) readDistance() (after int) {
	t := u.text
	for i := range t.list {
		from, n, unit := u.distanceAt(i)
		if n < 0 {
			continue
		}
		if from > 0 && t.use[from-1] == free && slices.Contains([]string{"within", "a"}, t.list[from-1].Folded) {
			from--
		}
		given := len(u.reader.all("radius")) > 0
		if !given && len(u.reader.all("unit")) == 0 {
			u.request.Unit = unit
		}
		meters := n * unit.Meters()
		if !given && !(meters > 0 && meters <= search.MaxRadius) {
			u.reader.fault(Fault{Parameter: "radius", Reason: OutOfRange, Given: t.span(from, i+1), Allowed: radiusForms()})
			t.mark(from, i+1, taken)
			return i + 1
		}
		u.take(from, i+1, "radius", strconv.FormatFloat(math.Round(meters/u.request.Unit.Meters()*1000)/1000, 'f', -1, 64))
		u.request.Search.Radius = meters
		return i + 1
	}
	return 0
}

// distanceAt reads the distance whose unit is, or ends, word i; it begins at
// word from. n is -1 when there is none.
func (u *understanding) distanceAt(i int) (from int, n float64, unit words.Unit) {
	t := u.text
	digits := t.list[i].Folded[:len(t.list[i].Folded)-len(strings.TrimLeft(t.list[i].Folded, "0123456789"))]
	unit, ok := distanceUnit(t.list[i].Folded[len(digits):])
	if from = i; digits == "" && i > 0 {
		from, digits = i-1, t.list[i-1].Folded
	}
	if !ok || t.run(from, i+1-from) != i+1-from {
		return 0, -1, ""
	}
	if from > 0 && t.use[from-1] == free && t.between(from-1) == "." { // "2.5" is two words
		if n, ok := decimal(t.list[from-1].Folded + "." + digits); ok {
			return from - 1, n, unit
		}
	}
	if n, ok = decimal(digits); !ok {
		return 0, -1, ""
	}
	return from, n, unit
}

// distanceUnit reads the word after a distance.
func distanceUnit(folded string) (unit words.Unit, ok bool) {
	switch folded {
	case "mile", "miles", "mi", "milla", "millas":
		return words.Miles, true
	case "km", "kms", "kilometer", "kilometers", "kilometro", "kilometros":
		return words.Kilometers, true
	}
	return "", false
}

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
	if err != nil || slices.Contains(notices, place.NoticeSpelling) || !peopled(found, barePopulation) {
		return
	}
	u.takePlace(from, to, found, notices)
}

// placed reports whether the place of the search was understood.
func (u *understanding) placed() bool {
	return slices.ContainsFunc(u.found, func(p piece) bool { return p.parameter == "near" })
}

// clinical reports whether a specialty or annular closure was understood.
func (u *understanding) clinical() bool {
	return slices.ContainsFunc(u.found, func(p piece) bool {
		return p.parameter == "specialty" || p.parameter == "annular_closure"
	})
}
