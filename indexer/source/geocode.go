package source

import (
	"strconv"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// geocodeKind describes the operator's geocodes file.
func geocodeKind() *fileKind {
	return &fileKind{
		name: "geocodes file", flag: "--geocodes", member: plainCSV, strict: true,
		columns: []column{need("npi"), need("location"), need("lat"), need("lng"), need("precision")},
		get:     "Its first line is npi,location,lat,lng,precision",
	}
}

// OpenGeocodes opens the operator's geocodes file at path. Errors are
// *FileError.
func OpenGeocodes(path string, o Options) (*Reader[Geocode], error) {
	r, err := newReader[Geocode](path, geocodeKind(), o)
	if err != nil {
		return nil, err
	}
	type office struct {
		npi      directory.NPI
		location string
	}
	seen := map[office]bool{}
	r.npi = func(g *Geocode) directory.NPI { return g.NPI }
	r.parse = func(rec *record) (Geocode, *Rejected) {
		m := r.mender()
		npi, rejected := rowNPI(rec, 0, &m)
		if rejected != nil {
			return Geocode{}, rejected
		}
		g, rejected := geocode(rec, npi)
		if rejected != nil {
			return Geocode{}, rejected
		}
		if key := (office{npi, g.Location}); seen[key] {
			return Geocode{}, &Rejected{Row: rec.row, NPI: npi.String(), Reason: Duplicate, Field: "location"}
		} else {
			seen[key] = true
		}
		return g, nil
	}
	return r, nil
}

func geocode(rec *record, npi directory.NPI) (Geocode, *Rejected) {
	refuse := func(why Reason, field, detail string) (Geocode, *Rejected) {
		return Geocode{}, &Rejected{Row: rec.row, NPI: npi.String(), Reason: why, Field: field, Detail: detail}
	}
	g := Geocode{Row: rec.row, NPI: npi, Location: rec.value(1), Precision: directory.Precision(rec.value(4))}
	if !locationKey(g.Location) {
		return refuse(BadLocation, "location", "a location ID or five digits expected")
	}
	var err error
	if g.Lat, err = strconv.ParseFloat(rec.value(2), 64); err != nil {
		return refuse(BadCoordinate, "lat", "not a number")
	}
	if g.Lng, err = strconv.ParseFloat(rec.value(3), 64); err != nil {
		return refuse(BadCoordinate, "lng", "not a number")
	}
	if _, err := geo.NewPoint(g.Lat, g.Lng); err != nil {
		return refuse(BadCoordinate, "lat,lng", "not on the globe")
	}
	if g.Lat == 0 && g.Lng == 0 {
		return refuse(BadCoordinate, "lat,lng", "0,0 is what geocoders answer for nothing found")
	}
	switch g.Precision {
	case directory.PrecisionRooftop, directory.PrecisionStreet, directory.PrecisionZIP, directory.PrecisionCity:
		return g, nil
	}
	return refuse(BadPrecision, "precision", "rooftop, street, zip or city expected")
}

// locationKey reports whether s may be a location ID: letters, digits and '-'.
func locationKey(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '-' {
			return false
		}
	}
	return len(s) >= 5 && len(s) <= 64
}
