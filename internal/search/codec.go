package search

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// packed holds the listings of one tile as bytes, in the order of its slim
// rows: a fraction of the memory of decoded listings, nothing for the garbage
// collector to walk, and a size that is known exactly. A page decodes the few
// that it shows; their strings point into data.
//
// Texts that repeat (cities, ZIP codes, practices, codes) are stored once, and
// so are locations: the office of one listing is among the other offices of
// the physician's next.
type packed struct {
	data    string   // shared texts, then locations, then listings
	words   []uint32 // where each shared text begins, and where the last ends
	places  uint32   // where the locations begin
	offsets []uint32 // where each listing begins
}

// pack packs the listings of one tile.
func (e *encoder) pack(listings []*directory.Listing) *packed {
	e.reset()
	p := &packed{offsets: make([]uint32, len(listings)), words: []uint32{0}}
	for i, l := range listings {
		p.offsets[i] = uint32(len(e.out))
		e.listing(l)
	}
	p.words = append(p.words, e.ends...)
	p.places = uint32(len(e.words))
	for i := range p.offsets {
		p.offsets[i] += uint32(len(e.words) + len(e.places))
	}
	var data strings.Builder
	data.Grow(len(e.words) + len(e.places) + len(e.out))
	data.Write(e.words)
	data.Write(e.places)
	data.Write(e.out)
	p.data = data.String()
	return p
}

// bytes is what p takes of the budget.
func (p *packed) bytes() int64 { return int64(len(p.data) + 4*(len(p.offsets)+len(p.words))) }

// An encoder packs one tile after the other. What it needs for that it keeps:
// most tiles are small, and there are thousands.
type encoder struct {
	out []byte // listings

	words []byte
	ends  []uint32
	known map[string]int // shared text to its number

	places []byte
	placed map[string]int // encoded location to where it begins in places
	spare  []byte         // for the next location
}

func newEncoder() *encoder {
	return &encoder{known: map[string]int{}, placed: map[string]int{}}
}

func (e *encoder) reset() {
	e.out, e.words, e.ends, e.places = e.out[:0], e.words[:0], e.ends[:0], e.places[:0]
	clear(e.known)
	clear(e.placed)
}

func (e *encoder) uint(n uint64)         { e.out = binary.AppendUvarint(e.out, n) }
func (e *encoder) date(d directory.Date) { e.out = binary.AppendVarint(e.out, int64(d)) }
func (e *encoder) float(f float64) {
	e.out = binary.LittleEndian.AppendUint64(e.out, math.Float64bits(f))
}
func (e *encoder) text(s string) { e.uint(uint64(len(s))); e.out = append(e.out, s...) }

// shared writes a text that is likely to repeat.
func (e *encoder) shared(s string) {
	n, ok := e.known[s]
	if !ok {
		n = len(e.ends)
		e.known[s] = n
		e.words = append(e.words, s...)
		e.ends = append(e.ends, uint32(len(e.words)))
	}
	e.uint(uint64(n))
}

// place writes where a location is stored, and stores it if it is not.
func (e *encoder) place(l directory.Location) {
	out := e.out
	e.out = e.spare[:0]
	e.location(&l)
	at, ok := e.placed[string(e.out)]
	if !ok {
		at = len(e.places)
		e.placed[string(e.out)] = at
		e.places = append(e.places, e.out...)
	}
	e.spare, e.out = e.out, out
	e.uint(uint64(at))
}

func each[T any](e *encoder, list []T, write func(*encoder, T)) {
	e.uint(uint64(len(list)))
	for _, v := range list {
		write(e, v)
	}
}

func (e *encoder) listing(l *directory.Listing) {
	p := &l.Physician
	e.uint(uint64(p.NPI))
	e.name(p.Name)
	each(e, p.FormerNames, (*encoder).name)
	e.shared(string(p.Gender))
	each(e, p.Specialties, (*encoder).specialty)
	e.place(l.Location)
	each(e, l.Others, (*encoder).place)
	e.offering(l.Offering)
	e.shared(string(l.Accepting))
	each(e, l.Languages, (*encoder).shared)
}

func (e *encoder) name(n directory.Name) {
	e.text(n.Given)
	e.text(n.Middle)
	e.text(n.Family)
	e.text(n.Suffix)
	each(e, n.Credentials, (*encoder).shared)
}

func (e *encoder) specialty(s directory.Specialty) {
	e.shared(string(s.Code))
	if s.Primary {
		e.uint(1)
	} else {
		e.uint(0)
	}
}

func (e *encoder) location(l *directory.Location) {
	e.text(l.ID)
	e.shared(l.Name)
	e.text(l.Address.Line1)
	e.text(l.Address.Line2)
	e.shared(l.Address.City)
	e.shared(l.Address.State)
	e.shared(l.Address.PostalCode)
	e.text(l.Phone)
	e.float(l.Position.Point.Lat)
	e.float(l.Position.Point.Lng)
	e.shared(string(l.Position.Precision))
	e.shared(string(l.Source))
	e.date(l.Updated)
	each(e, l.Sources, (*encoder).provenance)
}

func (e *encoder) provenance(p directory.Provenance) {
	e.shared(string(p.Source))
	e.date(p.Date)
	each(e, p.Fields, (*encoder).shared)
}

func (e *encoder) offering(o *directory.Offering) {
	if o == nil {
		e.uint(0)
		return
	}
	e.uint(1)
	e.shared(o.Procedure)
	e.shared(o.Device)
	e.shared(string(o.Status))
	e.shared(o.Source)
	e.date(o.SourceDate)
	e.date(o.VerifiedOn)
}
