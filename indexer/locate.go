package indexer

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

// A locator puts offices on the map: where the best known position puts them,
// of equals the operator's geocode of the office, that of its ZIP code for the
// physician, that of its street address, then the national directory's position
// of the building; without one the gazetteer's point of the ZIP code, else of
// the town. No position contradicts the address.
type locator struct {
	gazetteer *place.Gazetteer
	positions map[string]sightings
	contrary  map[string]bool // buildings some position of which contradicts the address
	geocodes  map[geocodeKey]directory.Position
	used      map[geocodeKey]bool
	astray    map[geocodeKey]bool // geocodes that contradict the address of their office
	shared    map[geo.Point]bool  // positions of geocodes for several street addresses
}

// A geocodeKey says what a geocode is about: an office or a ZIP code of a
// physician, or, with NPI 0, a building.
type geocodeKey struct {
	npi      directory.NPI
	location string // location ID, ZIP5 or building
}

func aboutOf(g *source.Geocode) geocodeKey {
	if g.Location == "" {
		return geocodeKey{0, g.Building()}
	}
	return geocodeKey{g.NPI, g.Location}
}

func newLocator(gazetteer *place.Gazetteer, held *holding) *locator {
	l := &locator{
		gazetteer: gazetteer, positions: held.positions, contrary: map[string]bool{},
		geocodes: make(map[geocodeKey]directory.Position, len(held.geocodes)), used: map[geocodeKey]bool{}, astray: map[geocodeKey]bool{},
		shared: map[geo.Point]bool{},
	}
	addresses := map[geo.Point]bool{}
	for i := range held.geocodes {
		g := &held.geocodes[i]
		at := geo.Point{Lat: g.Lat, Lng: g.Lng}
		l.geocodes[aboutOf(g)] = directory.Position{Point: at, Precision: g.Precision}
		if g.Location == "" {
			l.shared[at] = addresses[at]
			addresses[at] = true
		}
	}
	return l
}

// domestic are the countries whose addresses have United States ZIP codes, in
// letters alone: the registry writes US for most, the territory for some.
var domestic = func() map[string]bool {
	m := map[string]bool{
		"": true, "US": true, "USA": true, "UNITEDSTATES": true, "UNITEDSTATESOFAMERICA": true, "EEUU": true, "ESTADOSUNIDOS": true,
		"UM": true,
	}
	for _, s := range geo.States() {
		if s.Kind == geo.Territory {
			m[s.Code], m[countryKey(s.Name)] = true, true
			for _, name := range s.Other {
				m[countryKey(name)] = true
			}
		}
	}
	return m
}()

// countryKey returns the letters of a country's name in capitals.
func countryKey(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, name)
}

// A spot is where a site lies, or why no listing can be made of it.
type spot struct {
	at       directory.Position
	from     PositionSource
	moved    float64       // metres from the point of its ZIP code or town
	why      source.Reason // empty: at is its position
	field    string        // the one at fault
	zipState string        // the state that its ZIP code lies in, if known
}

// locate puts sites on the map.
func (l *locator) locate(npi directory.NPI, sites []site) {
	for i := range sites {
		sites[i].spot = l.spot(npi, &sites[i])
	}
}

func (l *locator) spot(npi directory.NPI, s *site) spot {
	switch {
	case !domestic[countryKey(s.country)]:
		return spot{why: ForeignAddress, field: "country"}
	case s.address.Military() || l.gazetteer.Military(s.key.ZIP5):
		return spot{why: MilitaryPost, field: "postal_code"}
	case !s.key.Usable():
		return spot{why: NoAddress, field: "line1"}
	}
	area, precision, zipState, why := l.area(s)
	if why != "" {
		return spot{why: why, field: "postal_code", zipState: zipState}
	}
	best := spot{at: directory.Position{Point: area.Point, Precision: precision}, from: FromGazetteer, zipState: zipState}
	if at, ok := l.geocode(npi, s, area, precision); ok {
		best.at, best.from = at, FromGeocodes
	}
	if at, ok := l.national(s, area, precision); ok && (best.from == FromGazetteer || at.Precision.Finer(best.at.Precision)) {
		best.at, best.from = at, FromNational
	}
	best.moved = best.at.Point.Distance(area.Point)
	return best
}

// area returns the area that a site lies in: that of its ZIP code, unless the
// gazetteer lacks it or it lies in another state than the address says; then
// the town, whose state and name contradict nothing.
func (l *locator) area(s *site) (area place.Place, precision directory.Precision, zipState string, why source.Reason) {
	if s.key.ZIP5 == "" {
		return area, "", "", UnknownZIP
	}
	zip, known := l.gazetteer.ZIP(s.key.ZIP5)
	if known && (s.address.State == "" || s.address.State == zip.State) {
		return zip, directory.PrecisionZIP, zip.State, ""
	}
	if town, ok := l.gazetteer.Town(s.address.City, s.address.State); ok {
		return town, directory.PrecisionCity, zip.State, ""
	}
	if known {
		return area, "", zip.State, ZIPState
	}
	return area, "", "", UnknownZIP
}

// A geocode lies near its office when it is within so many times the reach of
// the area, and at least so many metres, from the area's point: some ZIP codes
// of towns are small beside the rural ones that they serve.
const (
	nearReaches = 3
	nearMeters  = 20_000
)

func near(p geo.Point, area place.Place) bool {
	return p.Distance(area.Point) <= max(nearMeters, nearReaches*area.Precision)
}

// agrees reports whether a position contradicts neither the area nor the state
// of a site.
func (l *locator) agrees(p geo.Point, s *site, area place.Place) bool {
	return near(p, area) && l.gazetteer.MayLie(p, cmp.Or(s.address.State, area.State))
}

// ownMeters is how near the point of its area a position tells no more than
// that.
const ownMeters = 50

// national looks for the national directory's position of the building. It is
// that of the street where no other street shares it; else it is known no
// better than the area. One that lies far away or in another state is not used.
func (l *locator) national(s *site, area place.Place, precision directory.Precision) (directory.Position, bool) {
	building := s.key.Building()
	all := l.positions[building]
	for i := range all { // best first
		switch p := all[i].point(); {
		case !l.agrees(p, s, area):
			l.contrary[building] = true
		case all[i].Shared || all[i].coarse() || p.Distance(area.Point) < ownMeters:
			return directory.Position{Point: p, Precision: precision}, true
		default:
			return directory.Position{Point: p, Precision: directory.PrecisionStreet}, true
		}
	}
	return directory.Position{}, false
}

// geocode looks for the operator's geocodes of the office itself, of its ZIP
// code and of its street address, and notes which were of use and which lie
// astray. It returns the best known. A position that is given for several
// street addresses is that of none, and known no better than the area.
func (l *locator) geocode(npi directory.NPI, s *site, area place.Place, precision directory.Precision) (best directory.Position, found bool) {
	if len(l.geocodes) == 0 {
		return best, false
	}
	for _, key := range [...]geocodeKey{{npi, s.key.LocationID(npi)}, {npi, s.key.ZIP5}, {0, s.key.Building()}} {
		p, ok := l.geocodes[key]
		switch {
		case !ok:
			continue
		case !l.agrees(p.Point, s, area):
			l.astray[key] = true
			continue
		case key.npi == 0 && l.shared[p.Point] && p.Precision.Finer(precision):
			p.Precision = precision
		}
		l.used[key] = true
		if !found || p.Precision.Finer(best.Precision) {
			best, found = p, true
		}
	}
	return best, found
}
