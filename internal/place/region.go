package place

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/geo"
)

// ErrRegion says that a text names a region or a county that the gazetteer
// does not know. It wraps [ErrUnknown].
var ErrRegion = fmt.Errorf("region: %w", ErrUnknown)

// A region is what people call a stretch of country that is no town: "Long
// Island", "Bay Area".
type region struct {
	name   string
	states []string // postal codes; one in most cases
	at     geo.Point
	miles  int // from the point to its ends
}

// place gives a region its reach; its label names all its states, its value
// the first.
func (r *region) place() Place {
	p := Place{
		Label: r.name + ", " + strings.Join(r.states, "/"), Value: r.name + ", " + r.states[0],
		Kind: KindRegion, Point: r.at, Precision: math.Round(float64(r.miles) * geo.MetersPerMile),
	}
	if len(r.states) == 1 {
		p.State = r.states[0]
	}
	return p
}

// addRegions reads the table of regions; data/regions.csv tells its columns.
func (g *Gazetteer) addRegions(table string) error {
	r := csv.NewReader(strings.NewReader(table))
	r.Comment, r.FieldsPerRecord = '#', 6
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		return errors.Join(errTable, err)
	}
	g.regions = make(map[string][]*region)
	for _, f := range rows[1:] { // under the names of the columns
		lat, errLat := strconv.ParseFloat(f[3], 64)
		lng, errLng := strconv.ParseFloat(f[4], 64)
		miles, err := strconv.Atoi(f[5])
		at, errAt := geo.NewPoint(lat, lng)
		if errLat != nil || errLng != nil || err != nil || errAt != nil || f[2] == "" {
			return errTable
		}
		r := &region{name: f[0], states: strings.Split(f[2], "|"), at: at, miles: miles}
		for _, name := range append([]string{f[0]}, strings.Split(f[1], ";")...) {
			if k := strings.TrimPrefix(nameKey(name), "the"); k != "" && !slices.Contains(g.regions[k], r) {
				g.regions[k] = append(g.regions[k], r)
			}
		}
	}
	return nil
}

// regionOf returns the regions that a reading names.
func (g *Gazetteer) regionOf(r reading) []*region {
	if r.partial || r.misspelt {
		return nil
	}
	found := g.regions[strings.TrimPrefix(r.key, "the")] // an article says nothing
	if r.state == "" {
		return found
	}
	var in []*region
	for _, each := range found {
		if len(each.states) == 1 && each.states[0] == r.state {
			return []*region{each}
		}
		if slices.Contains(each.states, r.state) {
			in = append(in, each)
		}
	}
	return in
}

// resolveRegion reads a text that names a region and, in that state, no town.
// A town that is large or goes by a short form is meant before a region of its
// bare name.
func (g *Gazetteer) resolveRegion(readings []reading) (p Place, notices []Notice, err error, ok bool) {
	for _, r := range readings {
		found := g.regionOf(r)
		if len(found) == 0 {
			continue
		}
		towns, nick := g.named(r.key, r.state)
		if nick || len(towns) > 0 && (r.state != "" && g.towns[towns[0]].people > 0 || g.people(towns[0]) >= large) {
			return Place{}, nil, nil, false
		}
		if len(found) > 1 {
			ask := &AmbiguousError{}
			for _, r := range found[:min(len(found), MaxCandidates)] {
				ask.Candidates = append(ask.Candidates, r.place())
			}
			return Place{}, nil, ask, true
		}
		return found[0].place(), []Notice{NoticeRegion}, nil, true
	}
	return Place{}, nil, nil, false
}

// withoutArea returns the readings of a text that names the surroundings of a
// town, by the town: "Dallas area", "greater Houston", "Boston metro".
func withoutArea(readings []reading) []reading {
	var out []reading
	for _, r := range readings {
		name := r.key
		for _, before := range []string{"greater", "metropolitan", "metro"} {
			name = strings.TrimPrefix(name, before)
		}
		for _, after := range []string{"area", "region", "metropolitan", "metro"} {
			name = strings.TrimSuffix(name, after)
		}
		if name != r.key && name != "" && !r.partial {
			r.key, r.words = name, nil
			out = append(out, r)
		}
	}
	return out
}

// parts are the words for a part of a state: "western Kansas".
var parts = []string{
	"north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "upstate", "downstate", "mid",
	"northeast", "northwest", "southeast", "southwest", "northeastern", "northwestern", "southeastern", "southwestern",
}

// isRegion reports whether a text that is no place has the form of a region's
// name: a county, a part of a state.
func (g *Gazetteer) isRegion(text string) bool {
	all := words(text)
	for n := min(longestState, len(all)-1); n > 0; n-- { // the state at the end
		if g.states[key(all[len(all)-n:], false)] == "" {
			continue
		}
		head := all[:len(all)-n]
		if isCounty(head) || len(head) == 1 && slices.Contains(parts, head[0]) || head[len(head)-1] == "panhandle" {
			return true
		}
	}
	return isCounty(all) || len(all) > 1 && all[len(all)-1] == "panhandle"
}

func isCounty(words []string) bool {
	if len(words) < 2 {
		return false
	}
	switch words[len(words)-1] {
	case "county", "parish", "cnty":
		return true
	}
	return words[0] == "condado"
}
