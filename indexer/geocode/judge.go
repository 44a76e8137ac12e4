package geocode

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

// The reasons for which a finding is not taken, beside those of its reader.
const (
	NotWanted   source.Reason = "not_wanted"   // of an extract: nobody's address, or one that is known better
	OtherNumber source.Reason = "other_number" // not exact, and of another house number
	OtherZIP    source.Reason = "other_zip"    // not exact, and of another ZIP code
	OtherState  source.Reason = "other_state"
	FarFromZIP  source.Reason = "far_from_zip"
	UnknownZIP  source.Reason = "unknown_zip"
	Scattered   source.Reason = "scattered"    // of an extract: the points of one address lie far apart
	KnownBetter source.Reason = "known_better" // the geocodes file has the building itself
)

// reaches is how many times the reach of its ZIP code a position may lie from
// the point of the ZIP code.
const reaches = 3

// judge says why a finding contradicts its address; nil where it does not.
func judge(f *source.Finding, gazetteer *place.Gazetteer) *source.Rejected {
	refuse := func(why source.Reason, field, detail string) *source.Rejected {
		return &source.Rejected{Row: f.Row, Reason: why, Field: field, Detail: detail}
	}
	if !key(f.Street, f.ZIP5).Usable() {
		return refuse(source.BadLocation, "street", "it is no street address")
	}
	if f.Asked && !f.Exact {
		matched, zip := partsOf(f.Matched)
		switch {
		case zip != f.ZIP5:
			return refuse(OtherZIP, "matched", "")
		case !strings.EqualFold(numberOf(matched), numberOf(f.Street)):
			return refuse(OtherNumber, "matched", "")
		}
	}
	zip, ok := gazetteer.ZIP(f.ZIP5)
	if !ok {
		return refuse(UnknownZIP, "postal_code", "")
	}
	at := geo.Point{Lat: f.Lat, Lng: f.Lng}
	switch far := at.Distance(zip.Point); {
	case far > reaches*zip.Precision:
		return refuse(FarFromZIP, "lat,lng", fmt.Sprintf("%.0f km from ZIP code %s; if many rows say so, latitude and longitude are exchanged or a minus is lost", far/1000, f.ZIP5))
	case !gazetteer.MayLie(at, cmp.Or(f.State, zip.State)):
		return refuse(OtherState, "lat,lng", "")
	}
	return nil
}

// partsOf returns the street and the ZIP code of an address whose parts stand
// apart by commas.
func partsOf(address string) (street, zip string) {
	street, _, _ = strings.Cut(address, ",")
	postal, ok := directory.ParsePostal(strings.TrimSpace(address[strings.LastIndex(address, ",")+1:]))
	if !ok {
		return street, ""
	}
	return street, postal[:5]
}

// numberOf returns the first word of a street address, its house number.
func numberOf(street string) string {
	number, _, _ := strings.Cut(strings.TrimSpace(street), " ")
	return number
}
