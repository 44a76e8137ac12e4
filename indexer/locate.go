package indexer

import (
	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

// A locator puts offices on the map: the operator's geocode of the office, of
// its ZIP code for that physician, else the gazetteer's point of the ZIP code.
type locator struct {
	gazetteer *place.Gazetteer
	geocodes  map[geocodeKey]directory.Position
	used      map[geocodeKey]bool
}

type geocodeKey struct {
	npi      directory.NPI
	location string // location ID or ZIP5
}

func newLocator(gazetteer *place.Gazetteer, geocodes []source.Geocode) *locator {
	l := &locator{gazetteer: gazetteer, geocodes: make(map[geocodeKey]directory.Position, len(geocodes)), used: map[geocodeKey]bool{}}
	for _, g := range geocodes {
		l.geocodes[geocodeKey{g.NPI, g.Location}] = directory.Position{
			Point: geo.Point{Lat: g.Lat, Lng: g.Lng}, Precision: g.Precision,
		}
	}
	return l
}

// domestic are the countries whose addresses have United States ZIP codes; the
// registry writes US for most and the territory for some.
var domestic = map[string]bool{
	"": true, "US": true, "USA": true, "PR": true, "VI": true, "GU": true, "AS": true, "MP": true, "UM": true,
}

// A spot is where a site lies, or why no listing can be made of it.
type spot struct {
	at       directory.Position
	why      source.Reason // empty: at is its position
	field    string        // the one at fault
	zipState string        // the state that its ZIP code lies in, if known
}

// locate puts sites on the map. A geocode makes up for a ZIP code that the
// gazetteer lacks, and for nothing else.
func (l *locator) locate(npi directory.NPI, sites []site) {
	for i := range sites {
		sites[i].spot = l.spot(npi, &sites[i])
	}
}

func (l *locator) spot(npi directory.NPI, s *site) spot {
	geocode, geocoded := l.geocode(npi, s)
	p, known := l.gazetteer.ZIP(s.key.ZIP5)
	switch {
	case !domestic[s.country]:
		return spot{why: ForeignAddress, field: "country"}
	case s.address.Military() || l.gazetteer.Military(s.key.ZIP5):
		return spot{why: MilitaryPost, field: "postal_code"}
	case !s.key.Usable():
		return spot{why: NoAddress, field: "line1"}
	case geocoded:
		return spot{at: geocode, zipState: p.State}
	case !known:
		return spot{why: UnknownZIP, field: "postal_code"}
	}
	return spot{at: directory.Position{Point: p.Point, Precision: directory.PrecisionZIP}, zipState: p.State}
}

// geocode looks for the operator's geocode of the office itself, then for one
// of its ZIP code, and notes that they were of use.
func (l *locator) geocode(npi directory.NPI, s *site) (directory.Position, bool) {
	if len(l.geocodes) == 0 {
		return directory.Position{}, false
	}
	byID, byZIP := geocodeKey{npi, s.key.LocationID(npi)}, geocodeKey{npi, s.key.ZIP5}
	office, ok := l.geocodes[byID]
	area, okArea := l.geocodes[byZIP]
	l.used[byID], l.used[byZIP] = ok, okArea
	if ok {
		return office, true
	}
	return area, okArea
}
