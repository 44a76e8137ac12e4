package meili

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

func newRecord(l *directory.Listing) record {
	p := &l.Physician
	r := record{
		NPI:       p.NPI.String(),
		Name:      newName(p.Name),
		Gender:    string(p.Gender),
		Office:    newOffice(&l.Location),
		Accepting: string(l.Accepting),
		Languages: l.Languages,
	}
	for _, n := range p.FormerNames {
		r.Former = append(r.Former, newName(n))
	}
	for _, s := range p.Specialties {
		code := string(s.Code)
		if s.Primary {
			code = primaryMark + code
		}
		r.Specialties = append(r.Specialties, code)
	}
	for i := range l.Others {
		r.Others = append(r.Others, newOffice(&l.Others[i]))
	}
	if o := l.Offering; o != nil {
		r.Offering = &offering{
			Procedure: o.Procedure, Device: o.Device, Status: string(o.Status),
			Source: o.Source, SourceDate: int32(o.SourceDate), VerifiedOn: int32(o.VerifiedOn),
		}
	}
	return r
}

func newName(n directory.Name) recordName {
	return recordName{Given: n.Given, Middle: n.Middle, Family: n.Family, Suffix: n.Suffix, Credentials: n.Credentials}
}

func newOffice(l *directory.Location) office {
	o := office{
		ID: l.ID, Name: l.Name,
		Line1: l.Address.Line1, Line2: l.Address.Line2, City: l.Address.City,
		State: l.Address.State, Postal: l.Address.PostalCode, Phone: l.Phone,
		Lat:       coordinate(l.Position.Point.Lat),
		Lng:       coordinate(l.Position.Point.Lng),
		Precision: string(l.Position.Precision),
		Source:    string(l.Source), Updated: int32(l.Updated),
	}
	for _, s := range l.Sources {
		o.Sources = append(o.Sources, provenance{Source: string(s.Source), Date: int32(s.Date), Fields: s.Fields})
	}
	return o
}

// appendListings appends the listings of a page.
func appendListings(dst []directory.Listing, page []stored) ([]directory.Listing, error) {
	for i := range page {
		l, err := page[i].Listing.listing()
		if err != nil {
			return nil, err
		}
		dst = append(dst, l)
	}
	return dst, nil
}

// listing returns what the record was made of. The error names the field, not
// its content.
func (r *record) listing() (directory.Listing, error) {
	npi, err := strconv.ParseUint(r.NPI, 10, 32)
	if err != nil {
		return directory.Listing{}, fmt.Errorf("meili: stored listing: npi")
	}
	l := directory.Listing{
		Physician: directory.Physician{NPI: directory.NPI(npi), Name: r.Name.name(), Gender: directory.Gender(r.Gender)},
		Accepting: directory.Accepting(r.Accepting),
		Languages: r.Languages,
	}
	for _, n := range r.Former {
		l.Physician.FormerNames = append(l.Physician.FormerNames, n.name())
	}
	if len(r.Specialties) > 0 {
		l.Physician.Specialties = make([]directory.Specialty, len(r.Specialties))
		for i, s := range r.Specialties {
			code, primary := strings.CutPrefix(s, primaryMark)
			l.Physician.Specialties[i] = directory.Specialty{Code: directory.Taxonomy(code), Primary: primary}
		}
	}
	if l.Location, err = r.Office.location(); err != nil {
		return directory.Listing{}, err
	}
	if len(r.Others) > 0 {
		l.Others = make([]directory.Location, len(r.Others))
		for i := range r.Others {
			if l.Others[i], err = r.Others[i].location(); err != nil {
				return directory.Listing{}, err
			}
		}
	}
	if o := r.Offering; o != nil {
		l.Offering = &directory.Offering{
			Procedure: o.Procedure, Device: o.Device, Status: directory.Status(o.Status),
			Source: o.Source, SourceDate: directory.Date(o.SourceDate), VerifiedOn: directory.Date(o.VerifiedOn),
		}
	}
	return l, nil
}

func (n *recordName) name() directory.Name {
	return directory.Name{Given: n.Given, Middle: n.Middle, Family: n.Family, Suffix: n.Suffix, Credentials: n.Credentials}
}

func (o *office) location() (directory.Location, error) {
	lat, errLat := strconv.ParseFloat(o.Lat, 64)
	lng, errLng := strconv.ParseFloat(o.Lng, 64)
	if errLat != nil || errLng != nil {
		return directory.Location{}, fmt.Errorf("meili: stored listing: position")
	}
	l := directory.Location{
		ID: o.ID, Name: o.Name, Phone: o.Phone,
		Address: directory.Address{
			Line1: o.Line1, Line2: o.Line2, City: o.City, State: o.State, PostalCode: o.Postal,
		},
		Position: directory.Position{
			Point:     geo.Point{Lat: lat, Lng: lng},
			Precision: directory.Precision(o.Precision),
		},
		Source: directory.Source(o.Source), Updated: directory.Date(o.Updated),
	}
	if len(o.Sources) > 0 {
		l.Sources = make([]directory.Provenance, len(o.Sources))
		for i, s := range o.Sources {
			l.Sources[i] = directory.Provenance{Source: directory.Source(s.Source), Date: directory.Date(s.Date), Fields: s.Fields}
		}
	}
	return l, nil
}
