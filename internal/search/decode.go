package search

import (
	"math"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A decoder reads what an encoder of this process wrote; it trusts it.
//
// The lists of all that it reads are cut from a few slabs: one decoder for a
// page makes a fifth of the allocations of one for each card, and one that is
// used again ([decoder.reset]) makes none.
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

// reset takes back all lists that were given out: what they hold is written
// over by what is read next.
func (d *decoder) reset() {
	d.strings.used, d.formers.used, d.specialties.used = 0, 0, 0
	d.locations.used, d.provenances.used = 0, 0
}

// listing writes listing i of p to l: a copy that the caller may change.
func (d *decoder) listing(l *directory.Listing, p *packed, i int32) {
	d.pack, d.data, d.at = p, p.data, int(p.offsets[i])
	l.Physician.NPI = directory.NPI(d.uint())
	d.name(&l.Physician.Name)
	l.Physician.FormerNames = list(d, &d.formers, (*decoder).name)
	l.Physician.Gender = directory.Gender(d.shared())
	l.Physician.Specialties = list(d, &d.specialties, (*decoder).specialty)
	d.place(&l.Location)
	l.Others = list(d, &d.locations, (*decoder).place)
	l.Offering = d.offering()
	l.Accepting = directory.Accepting(d.shared())
	l.Languages = d.texts()
}

// A slab is cut into lists; size is how many elements it is made for.
type slab[T any] struct {
	all  []T
	used int
	size int
}

func (s *slab[T]) cut(n int) []T {
	if s.used+n > len(s.all) {
		// Lists cut before keep the old one.
		s.all, s.used = make([]T, max(n, s.size, 2*len(s.all))), 0
	}
	from := s.used
	s.used += n
	return s.all[from:s.used:s.used]
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
	s := d.data[d.at : d.at+8]
	d.at += 8
	return math.Float64frombits(uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56)
}

func (d *decoder) text() string {
	n := int(d.uint())
	s := d.data[d.at : d.at+n]
	d.at += n
	return s
}

func list[T any](d *decoder, from *slab[T], read func(*decoder, *T)) []T {
	n := int(d.uint())
	if n == 0 {
		return nil
	}
	values := from.cut(n)
	for i := range values {
		read(d, &values[i])
	}
	return values
}

func (d *decoder) shared() string {
	n := d.uint()
	return d.data[d.pack.words[n]:d.pack.words[n+1]]
}

func (d *decoder) texts() []string {
	return list(d, &d.strings, func(d *decoder, s *string) { *s = d.shared() })
}

func (d *decoder) place(l *directory.Location) {
	at := int(d.pack.places) + int(d.uint())
	back := d.at
	d.at = at
	d.location(l)
	d.at = back
}

func (d *decoder) name(n *directory.Name) {
	n.Given, n.Middle, n.Family, n.Suffix = d.text(), d.text(), d.text(), d.text()
	n.Credentials = d.texts()
}

func (d *decoder) specialty(s *directory.Specialty) {
	s.Code, s.Primary = directory.Taxonomy(d.shared()), d.uint() == 1
}

func (d *decoder) location(l *directory.Location) {
	l.ID, l.Name = d.text(), d.shared()
	a := &l.Address
	a.Line1, a.Line2, a.City, a.State, a.PostalCode = d.text(), d.text(), d.shared(), d.shared(), d.shared()
	l.Phone = d.text()
	l.Position.Point = geo.Point{Lat: d.float(), Lng: d.float()}
	l.Position.Precision = directory.Precision(d.shared())
	l.Source, l.Updated = directory.Source(d.shared()), d.date()
	l.Sources = list(d, &d.provenances, (*decoder).provenance)
}

func (d *decoder) provenance(p *directory.Provenance) {
	p.Source, p.Date, p.Fields = directory.Source(d.shared()), d.date(), d.texts()
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
