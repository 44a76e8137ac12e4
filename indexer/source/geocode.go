package source

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// geocodeKind describes the operator's geocodes file. A row is about an office
// of a physician, or about a street address whoever is there.
func geocodeKind() *fileKind {
	may := func(name string) column { return column{names: []string{name}, optional: true} }
	return &fileKind{
		name: "geocodes file", flag: "--geocodes", member: plainCSV, strict: true,
		columns: []column{may("npi"), may("location"), need("lat"), need("lng"), need("precision"), may("street"), may("postal_code")},
		get:     "Its first line is npi,location,lat,lng,precision or street,postal_code,lat,lng,precision, or has all of these",
	}
}

// The slots of the columns that say what a geocode is about.
const (
	slotNPI      = 0
	slotLocation = 1
	slotStreet   = 5
	slotPostal   = 6
)

// OpenGeocodes opens the operator's geocodes file at path. It delivers rows
// about addresses whatever NPIs are kept. Errors are *FileError.
func OpenGeocodes(path string, o Options) (*Reader[Geocode], error) {
	if keep := o.Keep; keep != nil {
		o.Keep = func(n directory.NPI) bool { return n == 0 || keep(n) }
	}
	r, err := newReader[Geocode](path, geocodeKind(), o)
	if err != nil {
		return nil, err
	}
	if has := r.table.has; !(has(slotNPI) && has(slotLocation)) && !(has(slotStreet) && has(slotPostal)) {
		return nil, errors.Join(r.table.fail(fmt.Errorf("%w: npi and location, or street and postal_code", ErrColumn)), r.Close())
	}
	type about struct {
		npi      directory.NPI
		location string
	}
	seen := map[about]bool{}
	addresses := r.table.has(slotStreet)
	r.npi = func(g *Geocode) directory.NPI { return g.NPI }
	r.parse = func(rec *record) (Geocode, *Rejected) {
		g, rejected := Geocode{Row: rec.row}, (*Rejected)(nil)
		field := "location"
		if addresses && rec.value(slotNPI) == "" && rec.value(slotLocation) == "" {
			field, rejected = "street", g.readAddress(rec)
		} else {
			m := r.mender()
			rejected = g.readOffice(rec, &m)
		}
		if rejected == nil {
			rejected = g.readPosition(rec)
		}
		if rejected != nil {
			return Geocode{}, rejected
		}
		key := about{g.NPI, g.Location}
		if g.Location == "" {
			key.location = g.Building()
		}
		if seen[key] {
			return Geocode{}, g.refused(Duplicate, field, "")
		}
		seen[key] = true
		return g, nil
	}
	return r, nil
}

// Building names the building of a geocode that is about an address, as
// directory.Key does.
func (g *Geocode) Building() string {
	return directory.Address{Line1: g.Street, PostalCode: g.ZIP5}.Key().Building()
}

func (g *Geocode) refused(why Reason, field, detail string) *Rejected {
	r := &Rejected{Row: g.Row, Reason: why, Field: field, Detail: detail}
	if g.NPI != 0 {
		r.NPI = g.NPI.String()
	}
	return r
}

func (g *Geocode) readOffice(rec *record, m *mender) (rejected *Rejected) {
	if g.NPI, rejected = rowNPI(rec, slotNPI, m); rejected != nil {
		return rejected
	}
	if rec.value(slotStreet) != "" || rec.value(slotPostal) != "" {
		return g.refused(BadLocation, "street", "a row is about an office of a physician or about an address: leave npi and location empty, or street and postal_code")
	}
	if g.Location = rec.value(slotLocation); !locationKey(g.Location) {
		return g.refused(BadLocation, "location", "a location ID or five digits expected")
	}
	return nil
}

func (g *Geocode) readAddress(rec *record) *Rejected {
	g.Street = rec.value(slotStreet)
	postal, ok := directory.ParsePostal(rec.value(slotPostal))
	if !ok {
		return g.refused(BadZIP, "postal_code", "five digits expected")
	}
	g.ZIP5 = postal[:5]
	if key := (directory.Address{Line1: g.Street, PostalCode: g.ZIP5}).Key(); !key.Usable() {
		return g.refused(BadLocation, "street", "a street address expected, such as 100 EXAMPLE AVE")
	}
	return nil
}

func (g *Geocode) readPosition(rec *record) *Rejected {
	lat, lng, why := position(rec.value(2), rec.value(3))
	if why != nil {
		return g.refused(BadCoordinate, why.field, why.detail)
	}
	g.Lat, g.Lng, g.Precision = lat, lng, directory.Precision(rec.value(4))
	switch g.Precision {
	case directory.PrecisionRooftop, directory.PrecisionStreet, directory.PrecisionZIP, directory.PrecisionCity:
		return nil
	}
	return g.refused(BadPrecision, "precision", "rooftop, street, zip or city expected")
}

// A misplaced says why coordinates are none.
type misplaced struct{ field, detail string }

// position reads a latitude and a longitude in degrees.
func position(latText, lngText string) (lat, lng float64, why *misplaced) {
	var err error
	if lat, err = strconv.ParseFloat(latText, 64); err != nil {
		return 0, 0, &misplaced{"lat", "not a number"}
	}
	if lng, err = strconv.ParseFloat(lngText, 64); err != nil {
		return 0, 0, &misplaced{"lng", "not a number"}
	}
	return onGlobe(lat, lng)
}

// onGlobe says why numbers are no coordinates, if they are none.
func onGlobe(lat, lng float64) (float64, float64, *misplaced) {
	if _, err := geo.NewPoint(lat, lng); err != nil {
		return 0, 0, &misplaced{"lat,lng", "not on the globe"}
	}
	if lat == 0 && lng == 0 {
		return 0, 0, &misplaced{"lat,lng", "0,0 is what geocoders answer for nothing found"}
	}
	return lat, lng, nil
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
