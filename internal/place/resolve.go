package place

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/pasted"
)

// MaxText is the most bytes that a place may be typed with.
const MaxText = 100

// ErrMilitary says that a ZIP code is one of a military or diplomatic post
// office, whose mail goes to no fixed place. It wraps [ErrUnknown].
var ErrMilitary = fmt.Errorf("military post office: %w", ErrUnknown)

// Resolve reads what a person typed for "where": a ZIP code ("55401",
// "55401-1234"), a city with or without its state ("Austin, TX", "St Paul MN",
// "NYC"), a region ("Long Island"), a latitude and longitude in degrees, or an H3 cell of resolution 4
// to 6. The notices say how the reading departs from the text.
//
// The error wraps [ErrMalformed] when the text cannot be a place,
// [geo.ErrRange] when its coordinates are not on the globe and [ErrUnknown]
// when there is no such place ([ErrMilitary] for a military ZIP code,
// [ErrRegion] for a region that is not in the table); or it
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
	if g.abroad(text) {
		return Place{}, nil, fmt.Errorf("place: %w", ErrAbroad)
	}
	if zip5, rest, first := splitZIP(text); zip5 != "" {
		return g.resolveZIP(zip5, rest, first)
	}
	if p, notices, ok, err := coordinates(text); ok {
		return p, notices, err
	}
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return Place{}, nil, fmt.Errorf("%w: neither a ZIP code, a town nor coordinates", ErrMalformed)
	}
	return g.resolveTown(text)
}

// clean trims text, as a keyboard would have typed it, and refuses what no
// place is written with.
func clean(text string) (string, error) {
	if text = pasted.Plain(text); len(text) > MaxText {
		return "", fmt.Errorf("%w: longer than %d bytes", ErrMalformed, MaxText)
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) {
		return "", fmt.Errorf("%w: not readable text", ErrMalformed)
	}
	text = strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;.\"()[]", r) })
	if text == "" {
		return "", fmt.Errorf("%w: empty", ErrMalformed)
	}
	return text, nil
}

// resolveZIP resolves a ZIP code that stands alone or with its town. Where
// the rest names another state, both are candidates: one of them is a slip.
func (g *Gazetteer) resolveZIP(zip5, rest string, first bool) (Place, []Notice, error) {
	p, notices, err := g.nearestZIP(zip5)
	if err != nil || rest == "" {
		return p, notices, err
	}
	state := g.statedIn(rest)
	if state == "" && first { // five digits may be a house number
		if found, _ := g.named(key(words(rest), true), p.State); len(found) == 0 {
			return Place{}, nil, fmt.Errorf("place: address: %w", ErrUnknown)
		}
	}
	if state == "" || state == p.State || p.State == "" || g.statesTown(rest, state, p) {
		return p, notices, nil
	}
	ask := &AmbiguousError{Candidates: []Place{p}}
	if other, _, err := g.resolveTown(rest); err == nil {
		ask.Candidates = append(ask.Candidates, other)
	}
	return Place{}, nil, ask
}

// statesTown reports whether rest, which names another state, names the town
// of the ZIP code p in it: a post that straddles the border is asked for under
// either state ("Fort Campbell, TN 42223").
func (g *Gazetteer) statesTown(rest, state string, p Place) bool {
	town, _, _ := strings.Cut(strings.TrimPrefix(p.Label, p.Value+" "), ",")
	if found, _ := g.named(nameKey(town), state); len(found) > 0 {
		return false // the other state has one of its own
	}
	return slices.ContainsFunc(g.readings(rest), func(r reading) bool {
		return r.state == state && r.key == nameKey(town)
	})
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
