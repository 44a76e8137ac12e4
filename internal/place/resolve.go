package place

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/geo"
)

// MaxText is the most bytes that a place may be typed with.
const MaxText = 100

// ErrMilitary says that a ZIP code is one of a military or diplomatic post
// office, whose mail goes to no fixed place. It wraps [ErrUnknown].
var ErrMilitary = fmt.Errorf("military post office: %w", ErrUnknown)

// Resolve reads what a person typed for "where": a ZIP code ("55401",
// "55401-1234"), a city with or without its state ("Austin, TX", "St Paul MN",
// "NYC"), a latitude and longitude in degrees, or an H3 cell of resolution 4
// to 6. The notices say how the reading departs from the text.
//
// The error wraps [ErrMalformed] when the text cannot be a place,
// [geo.ErrRange] when its coordinates are not on the globe and [ErrUnknown]
// when there is no such place ([ErrMilitary] for a military ZIP code); or it
// is an [*AmbiguousError] whose candidates' Values each resolve to that one.
// No error carries the text.
func (g *Gazetteer) Resolve(text string) (Place, []Notice, error) {
	text, err := clean(text)
	if err != nil {
		return Place{}, nil, err
	}
	if p, ok, err := cell(text); ok {
		return p, nil, err
	}
	if code, rest, ok := splitZIP(text); ok {
		return g.resolveZIP(code, rest)
	}
	if p, ok, err := coordinates(text); ok {
		return p, nil, err
	}
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return Place{}, nil, fmt.Errorf("%w: neither a ZIP code, a town nor coordinates", ErrMalformed)
	}
	return g.resolveTown(text)
}

// clean trims text and refuses what no place is written with.
func clean(text string) (string, error) {
	if len(text) > MaxText {
		return "", fmt.Errorf("%w: longer than %d bytes", ErrMalformed, MaxText)
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) {
		return "", fmt.Errorf("%w: not readable text", ErrMalformed)
	}
	text = strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;.\"", r) })
	if text == "" {
		return "", fmt.Errorf("%w: empty", ErrMalformed)
	}
	return text, nil
}

// resolveZIP resolves a ZIP code that stands alone or with its town. Where
// the rest names a town of another state, both are candidates.
func (g *Gazetteer) resolveZIP(zip5, rest string) (Place, []Notice, error) {
	p, notices, err := g.nearestZIP(zip5)
	if err != nil || g.statedIn(rest) == "" || g.statedIn(rest) == p.State {
		return p, notices, err
	}
	other, _, err := g.resolveTown(rest)
	if err != nil || p.State == "" {
		return p, notices, nil
	}
	return Place{}, nil, &AmbiguousError{Candidates: []Place{p, other}}
}

// nearestZIP returns the place of a ZIP code, or of its three-digit prefix.
func (g *Gazetteer) nearestZIP(zip5 string) (Place, []Notice, error) {
	if g.Military(zip5) {
		return Place{}, nil, fmt.Errorf("place: %w", ErrMilitary)
	}
	if p, ok := g.ZIP(zip5); ok {
		return p, nil, nil
	}
	if p, ok := g.prefix(zip5); ok {
		return p, []Notice{NoticeZIP3}, nil
	}
	return Place{}, nil, fmt.Errorf("place: ZIP code: %w", ErrUnknown)
}

// prefix returns the middle of the ZIP codes that share the first three
// digits; its precision reaches the farthest of them.
func (g *Gazetteer) prefix(zip5 string) (Place, bool) {
	code, ok := parseZIP(zip5)
	if !ok {
		return Place{}, false
	}
	var lat, lng float64 // sums; no prefix crosses the antimeridian
	var points []geo.Point
	state := ""
	for _, z := range g.between(code/100*100, code/100*100+99) {
		if z.military {
			continue
		}
		if len(points) == 0 {
			state = z.state
		} else if state != z.state {
			state = "" // the few prefixes that cross a border
		}
		p := point(z.lat, z.lng)
		lat, lng = lat+p.Lat, lng+p.Lng
		points = append(points, p)
	}
	if len(points) == 0 {
		return Place{}, false
	}
	n := float64(len(points))
	middle := geo.Point{Lat: lat / n, Lng: lng / n}.Round(3)
	reach := float64(unknownReach)
	for _, p := range points {
		reach = max(reach, middle.Distance(p))
	}
	label := zip5[:3] + "xx"
	if state != "" {
		label += ", " + state
	}
	return Place{Label: label, Value: zip5, Kind: KindZIP3, Point: middle, Precision: roundUp(reach), State: state}, true
}

// cell reads an H3 cell; ok says that text has the form of one.
func cell(text string) (p Place, ok bool, err error) {
	if len(text) != 15 || strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF", r) }) {
		return Place{}, false, nil
	}
	c, err := geo.ParseCell(text)
	if err != nil {
		return Place{}, true, errors.Join(ErrMalformed, err)
	}
	reach, ok := cellReach[c.Resolution()]
	if !ok {
		return Place{}, true, fmt.Errorf("%w: cell of resolution %d, 4 to 6 wanted", ErrMalformed, c.Resolution())
	}
	center := c.Center()
	return Place{Label: approximately(center), Value: c.String(), Kind: KindCell, Point: center, Precision: reach}, true, nil
}

// cellReach is the largest distance in metres from the centre of a cell to
// its border, by resolution. Each step down shrinks a cell by the root of 7.
var cellReach = map[int]float64{4: geo.TileReach, 5: 10_900, 6: 4_200}
