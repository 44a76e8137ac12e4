package query

import (
	"errors"
	"slices"

	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/words"
)

// placeWords is the most words that a place in q is read from ("Truth or
// Consequences New Mexico").
const placeWords = 5

// maxLookUps is how many runs of words of one q are looked up as places.
const maxLookUps = 8

// lookedUp is what the gazetteer said of a run of words.
type lookedUp struct {
	place   place.Place
	notices []place.Notice
	err     error
}

// Words that a place follows. After a sure one nothing but a place makes
// sense, so one that is not known is a fault; after a loose one it may be
// something else ("in pain"). "of" and the like are sure after a distance.
var (
	sureMarkers = [][]string{
		{"near"},
		{"around"},
		{"close", "to"},
		{"closest", "to"},
		{"nearest", "to"},
		{"near", "to"},
		{"cerca", "de"},
		{"cerca", "del"},
		{"alrededor", "de"},
	}
	looseMarkers    = [][]string{{"in"}, {"en"}}
	distanceMarkers = [][]string{{"of"}, {"from"}, {"de"}, {"desde"}}
	areaMarkers     = [][]string{{"of"}, {"de"}}

	// articles begin names of towns and stand before them.
	articles = []string{"the", "el", "la", "los", "las"}

	// areaWords stand with "of" or "de" before a town.
	areaWords = []string{"area", "city", "town", "zona", "ciudad", "pueblo"}
)

// readPlaces looks for the place of the search: after a marker, as a ZIP code,
// or as a town with its state. It does nothing when near is given.
func (u *understanding) readPlaces() {
	after := u.readDistance()
	if len(u.reader.all("near")) > 0 {
		u.readStateAfter() // "in Wisconsin" narrows what is near
		return
	}
	if after > 0 {
		if n := u.marker(after, distanceMarkers); n > 0 && u.placeFrom(after, after+n, true) {
			return
		}
	}
	if u.placeAfter(sureMarkers, true) || u.placeAfter(looseMarkers, false) || u.readZIP() {
		return
	}
	if !u.readTownState() {
		u.readDoubtfulTown()
	}
}

// placeAfter reads the place after the first of the markers that one follows.
func (u *understanding) placeAfter(markers [][]string, sure bool) bool {
	for i := range u.text.list {
		if n := u.marker(i, markers); n > 0 && u.placeFrom(i, i+n, sure) {
			return true
		}
	}
	return false
}

// marker returns how many words of a marker stand at word i, 0 for none.
func (u *understanding) marker(i int, markers [][]string) int {
	best := 0
	for _, m := range markers {
		if len(m) > best && u.text.run(i, len(m)) == len(m) && slices.EqualFunc(u.text.list[i:i+len(m)], m,
			func(w words.Word, s string) bool { return w.Folded == s }) {
			best = len(m)
		}
	}
	return best
}

// beforePhrase returns how many words at i, up to n, stand before the first
// phrase of two words or more ("Fargo | who does the disc plug"). A place never
// holds one; a single word may be part of its name (Spanish Fork).
func (u *understanding) beforePhrase(i, n int) int {
	for j := range n {
		ahead := u.text.run(i+j, len(u.text.list))
		if _, words := phrases().longest(u.text.list[i+j : i+j+ahead]); words > 1 {
			return j
		}
	}
	return n
}

// placeFrom takes the longest place that the words at start spell, first as
// they stand, then with a slip mended; its marker stands at from. It is true
// when the words are done with: taken, or at fault because several places, or
// after a sure marker none, are called so.
func (u *understanding) placeFrom(from, start int, sure bool) bool {
	t := u.text
	if _, n := phrases().longest(t.list[from:]); n > start-from {
		return false // "near me"
	}
	n := u.beforePhrase(start, t.run(start, placeWords))
	if _, words := phrases().longest(t.list[start:]); n == 1 && words == 1 && !sure {
		// "in Spanish", but "in LA"
		return t.list[from].Folded == "in" && u.longestPlace(from, start, 1, 1, true)
	}
	if n > 1 && slices.Contains(articles, t.list[start].Folded) {
		// "near the Villages" is a town, "in the Portland area" is in Portland.
		return u.longestPlace(from, start, 2, n, true) || u.placeFrom(from, start+1, sure)
	}
	for k := n; k > 1; k-- { // "near western Kansas" is not near Western
		if _, _, err := u.lookUp(start, start+k); errors.Is(err, place.ErrRegion) {
			u.reader.fault(placeFault(t.span(start, start+k), err))
			t.mark(from, start+k, taken)
			return true
		}
	}
	if u.longestPlace(from, start, 1, n, true) || u.longestPlace(from, start, 1, n, false) {
		return true
	}
	if n == 0 {
		return false
	}
	if n > 2 && slices.Contains(areaWords, t.list[start].Folded) && u.marker(start+1, areaMarkers) > 0 {
		return u.placeFrom(from, start+2, sure)
	}
	if !sure && u.stateFrom(from, start, n) {
		return true
	}
	_, _, err := u.lookUp(start, start+n)
	var ambiguous *place.AmbiguousError
	for k := n - 1; k > 0 && !errors.As(err, &ambiguous); k-- {
		if _, _, shorter := u.lookUp(start, start+k); errors.As(shorter, &ambiguous) {
			err, n = shorter, k
		}
	}
	if !sure && (!errors.As(err, &ambiguous) || ambiguous.Misspelt) {
		return false
	}
	u.reader.fault(placeFault(t.span(start, start+n), err))
	t.mark(from, start+n, taken)
	return true
}

// longestPlace takes the longest of the first words at start, least to most of
// them, that spell a place: exactly, or with a slip.
func (u *understanding) longestPlace(from, start, least, most int, exactly bool) bool {
	for k := most; k >= least; k-- {
		found, notices, err := u.lookUp(start, start+k)
		if err != nil || slices.Contains(notices, place.NoticeSpelling) == exactly {
			continue
		}
		u.takePlace(from, start+k, found, notices)
		return true
	}
	return false
}

// lookUp resolves the words from..to-1, each run once, and no more than
// maxLookUps of them: a text of nothing but states' abbreviations would ask for
// hundreds. Beyond that every run is unknown.
func (u *understanding) lookUp(from, to int) (place.Place, []place.Notice, error) {
	run := [2]int{from, to}
	if l, ok := u.lookedUp[run]; ok {
		return l.place, l.notices, l.err
	}
	if len(u.lookedUp) >= maxLookUps {
		return place.Place{}, nil, place.ErrUnknown
	}
	var l lookedUp
	l.place, l.notices, l.err = u.parser.opts.Gazetteer.Resolve(u.text.span(from, to))
	if u.lookedUp == nil {
		u.lookedUp = make(map[[2]int]lookedUp)
	}
	u.lookedUp[run] = l
	return l.place, l.notices, l.err
}

// takePlace makes the words from..to-1 the origin of the search.
func (u *understanding) takePlace(from, to int, p place.Place, notices []place.Notice) {
	u.request.Search.Origin = &p
	for _, n := range notices {
		u.request.Warnings = append(u.request.Warnings, Warning{Code: string(n), Parameter: "near", Value: p.Label})
	}
	u.take(from, to, "near", p.Value)
}
