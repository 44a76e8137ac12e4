package search

import (
	"encoding/binary"
	"math"

	"github.com/physicianfinder/finder/internal/directory"
)

// packed holds the listings of one tile as bytes, in the order of its slim
// rows: a third of the memory of decoded listings, nothing for the garbage
// collector to walk, and a size that is known exactly. A page decodes the few
// that it shows; their strings point into data.
type packed struct {
	data    string
	offsets []uint32 // of each listing in data
}

func pack(listings []*directory.Listing) *packed {
	p := &packed{offsets: make([]uint32, len(listings))}
	var e encoder
	for i, l := range listings {
		p.offsets[i] = uint32(len(e))
		e.listing(l)
	}
	p.data = string(e)
	return p
}

// bytes is what p takes of the budget.
func (p *packed) bytes() int64 { return int64(len(p.data) + 4*len(p.offsets)) }

type encoder []byte

func (e *encoder) uint(n uint64)          { *e = binary.AppendUvarint(*e, n) }
func (e *encoder) date(d directory.Date)  { *e = binary.AppendVarint(*e, int64(d)) }
func (e *encoder) float(f float64)        { *e = binary.LittleEndian.AppendUint64(*e, math.Float64bits(f)) }
func (e *encoder) text(s string)          { e.uint(uint64(len(s))); *e = append(*e, s...) }
func (e *encoder) texts(list []string)    { each(e, list, (*encoder).text) }
func (e *encoder) names(l directory.Name) { e.name(&l) }

func each[T any](e *encoder, list []T, write func(*encoder, T)) {
	e.uint(uint64(len(list)))
	for _, v := range list {
		write(e, v)
	}
}

func (e *encoder) listing(l *directory.Listing) {
	p := &l.Physician
	e.uint(uint64(p.NPI))
	e.name(&p.Name)
	each(e, p.FormerNames, (*encoder).names)
	e.text(string(p.Gender))
	each(e, p.Specialties, (*encoder).specialty)
	e.location(l.Location)
	each(e, l.Others, (*encoder).location)
	e.offering(l.Offering)
	e.text(string(l.Accepting))
	e.texts(l.Languages)
}

func (e *encoder) name(n *directory.Name) {
	e.text(n.Given)
	e.text(n.Middle)
	e.text(n.Family)
	e.text(n.Suffix)
	e.texts(n.Credentials)
}

func (e *encoder) specialty(s directory.Specialty) {
	e.text(string(s.Code))
	if s.Primary {
		e.uint(1)
	} else {
		e.uint(0)
	}
}

func (e *encoder) location(l directory.Location) {
	e.text(l.ID)
	e.text(l.Name)
	e.text(l.Address.Line1)
	e.text(l.Address.Line2)
	e.text(l.Address.City)
	e.text(l.Address.State)
	e.text(l.Address.PostalCode)
	e.text(l.Phone)
	e.float(l.Position.Point.Lat)
	e.float(l.Position.Point.Lng)
	e.text(string(l.Position.Precision))
	e.text(string(l.Source))
	e.date(l.Updated)
	each(e, l.Sources, (*encoder).provenance)
}

func (e *encoder) provenance(p directory.Provenance) {
	e.text(string(p.Source))
	e.date(p.Date)
	e.texts(p.Fields)
}

func (e *encoder) offering(o *directory.Offering) {
	if o == nil {
		e.uint(0)
		return
	}
	e.uint(1)
	e.text(o.Procedure)
	e.text(o.Device)
	e.text(string(o.Status))
	e.text(o.Source)
	e.date(o.SourceDate)
	e.date(o.VerifiedOn)
}
