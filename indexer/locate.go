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

// locate returns the position of a site, or why no listing can be made of it,
// and the field at fault. A geocode makes up for a ZIP code that the gazetteer
// lacks, and for nothing else.
func (l *locator) locate(npi directory.NPI, s *site) (at directory.Position, why source.Reason, field string) {
	geocode, geocoded := l.geocode(npi, s)
	switch {
	case !domestic[s.country]:
		return at, ForeignAddress, "country"
	case s.address.Military() || l.gazetteer.Military(s.key.ZIP5):
		return at, MilitaryPost, "postal_code"
	case !s.key.Usable():
		return at, NoAddress, "line1"
	case geocoded:
		return geocode, "", ""
	}
	p, ok := l.gazetteer.ZIP(s.key.ZIP5)
	if !ok {
		return at, UnknownZIP, "postal_code"
	}
	return directory.Position{Point: p.Point, Precision: directory.PrecisionZIP}, "", ""
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
