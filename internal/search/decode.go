package search

import (
	"math"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A decoder reads what an encoder of this process wrote; it trusts it.
//
// The lists of all that it reads are cut from a few slabs: one decoder for a
// page makes a fifth of the allocations of one for each card.
type decoder struct {
	pack *packed
	data string
	at   int

	strings     slab[string]
	formers     slab[directory.Name]
	specialties slab[directory.Specialty]
	locations   slab[directory.Location]
	provenances slab[directory.Provenance]
}

// newDecoder returns a decoder for so many listings.
func newDecoder(listings int) *decoder {
	d := new(decoder)
	d.strings.size, d.specialties.size = 3*listings, 2*listings
	d.locations.size, d.provenances.size, d.formers.size = listings, 2*listings, listings
	return d
}

// listing returns a copy of listing i of p that the caller may change.
func (d *decoder) listing(p *packed, i int32) directory.Listing {
	d.pack, d.data, d.at = p, p.data, int(p.offsets[i])
	return directory.Listing{
		Physician: directory.Physician{
			NPI:         directory.NPI(d.uint()),
			Name:        d.name(),
			FormerNames: list(d, &d.formers, (*decoder).name),
			Gender:      directory.Gender(d.shared()),
			Specialties: list(d, &d.specialties, (*decoder).specialty),
		},
		Location:  d.place(),
		Others:    list(d, &d.locations, (*decoder).place),
		Offering:  d.offering(),
		Accepting: directory.Accepting(d.shared()),
		Languages: d.texts(),
	}
}

// A slab is cut into lists; size is how many elements it is made for.
type slab[T any] struct {
	free []T
	size int
}

func (s *slab[T]) cut(n int) []T {
	if n > len(s.free) {
		s.free = make([]T, max(n, s.size))
	}
	list := s.free[:n:n]
	s.free = s.free[n:]
	return list
}

func (d *decoder) uint() uint64 {
	var n uint64
	for shift := 0; ; shift += 7 {
		b := d.data[d.at]
		d.at++
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
}

func (d *decoder) date() directory.Date {
	n := d.uint()
	return directory.Date(int64(n>>1) ^ -int64(n&1))
}

func (d *decoder) float() float64 {
	var n uint64
	for i := range 8 {
		n |= uint64(d.data[d.at+i]) << (8 * i)
	}
	d.at += 8
	return math.Float64frombits(n)
}

func (d *decoder) text() string {
	n := int(d.uint())
	s := d.data[d.at : d.at+n]
	d.at += n
	return s
}

func list[T any](d *decoder, from *slab[T], read func(*decoder) T) []T {
	n := int(d.uint())
	if n == 0 {
		return nil
	}
	values := from.cut(n)
	for i := range values {
		values[i] = read(d)
	}
	return values
}

func (d *decoder) shared() string {
	n := d.uint()
	return d.data[d.pack.words[n]:d.pack.words[n+1]]
}

func (d *decoder) texts() []string { return list(d, &d.strings, (*decoder).shared) }

func (d *decoder) place() directory.Location {
	at := int(d.pack.places) + int(d.uint())
	back := d.at
	d.at = at
	l := d.location()
	d.at = back
	return l
}

func (d *decoder) name() directory.Name {
	return directory.Name{Given: d.text(), Middle: d.text(), Family: d.text(), Suffix: d.text(), Credentials: d.texts()}
}

func (d *decoder) specialty() directory.Specialty {
	return directory.Specialty{Code: directory.Taxonomy(d.shared()), Primary: d.uint() == 1}
}

func (d *decoder) location() directory.Location {
	return directory.Location{
		ID:   d.text(),
		Name: d.shared(),
		Address: directory.Address{
			Line1: d.text(), Line2: d.text(), City: d.shared(), State: d.shared(), PostalCode: d.shared(),
		},
		Phone: d.text(),
		Position: directory.Position{
			Point:     geo.Point{Lat: d.float(), Lng: d.float()},
			Precision: directory.Precision(d.shared()),
		},
		Source:  directory.Source(d.shared()),
		Updated: d.date(),
		Sources: list(d, &d.provenances, (*decoder).provenance),
	}
}

func (d *decoder) provenance() directory.Provenance {
	return directory.Provenance{Source: directory.Source(d.shared()), Date: d.date(), Fields: d.texts()}
}

func (d *decoder) offering() *directory.Offering {
	if d.uint() == 0 {
		return nil
	}
	return &directory.Offering{
		Procedure: d.shared(), Device: d.shared(), Status: directory.Status(d.shared()), Source: d.shared(),
		SourceDate: d.date(), VerifiedOn: d.date(),
	}
}
