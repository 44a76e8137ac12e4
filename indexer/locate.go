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
	zip      func(string) (place.Place, bool)
	geocodes map[geocodeKey]directory.Position
	used     map[geocodeKey]bool
}

type geocodeKey struct {
	npi      directory.NPI
	location string // location ID or ZIP5
}

func newLocator(zip func(string) (place.Place, bool), geocodes []source.Geocode) *locator {
	l := &locator{zip: zip, geocodes: make(map[geocodeKey]directory.Position, len(geocodes)), used: map[geocodeKey]bool{}}
	for _, g := range geocodes {
		l.geocodes[geocodeKey{g.NPI, g.Location}] = directory.Position{
			Point: geo.Point{Lat: g.Lat, Lng: g.Lng}, Precision: g.Precision,
		}
	}
	return l
}

// locate returns the position of a site, and false when nothing knows it.
func (l *locator) locate(npi directory.NPI, s *site) (directory.Position, bool) {
	if len(l.geocodes) > 0 {
		byZIP, byID := geocodeKey{npi, s.key.ZIP5}, geocodeKey{npi, directory.LocationID(npi, s.address)}
		pz, okz := l.geocodes[byZIP]
		pi, oki := l.geocodes[byID]
		l.used[byZIP], l.used[byID] = okz, oki
		switch {
		case oki:
			return pi, true
		case okz:
			return pz, true
		}
	}
	p, ok := l.zip(s.key.ZIP5)
	if !ok {
		return directory.Position{}, false
	}
	return directory.Position{Point: p.Point, Precision: directory.PrecisionZIP}, true
}
