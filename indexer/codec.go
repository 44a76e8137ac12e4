package indexer

import (
	"encoding/binary"
	"errors"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// errRecord says that bytes are not a record as this version writes it.
var errRecord = errors.New("a record does not decode")

// A stored record visits its fields in a fixed order; one walk serves writing
// and reading.
type stored interface{ visit(c *coder) }

// A coder writes the fields that it visits, or fills them. Texts stand with
// their length before them, numbers as varints. Reading makes one string of
// the record, of which the texts are parts.
type coder struct {
	out     []byte
	in      string
	reading bool
	bad     bool
	layout  int // of the state that in is of; 0: the present one
}

// encode returns the bytes of a record.
func encode(v stored) []byte {
	c := coder{out: make([]byte, 0, 256)}
	v.visit(&c)
	return append(make([]byte, 0, len(c.out)), c.out...)
}

// decode reads what encode wrote into v; the error is errRecord.
func decode(b []byte, v stored) error {
	c := coder{in: string(b), reading: true}
	v.visit(&c)
	if c.bad || c.in != "" {
		return errRecord
	}
	return nil
}

func (c *coder) number(n *int64) {
	if !c.reading {
		c.out = binary.AppendVarint(c.out, *n)
		return
	}
	var u uint64
	for i := 0; i < len(c.in) && i < binary.MaxVarintLen64; i++ {
		u |= uint64(c.in[i]&0x7f) << (7 * i)
		if c.in[i] < 0x80 {
			c.in = c.in[i+1:]
			*n = int64(u>>1) ^ -int64(u&1)
			return
		}
	}
	c.fail()
}

func (c *coder) fail() { c.bad, c.in = true, "" }

func (c *coder) text(s *string) {
	n := int64(len(*s))
	c.number(&n)
	if !c.reading {
		c.out = append(c.out, *s...)
		return
	}
	if n < 0 || n > int64(len(c.in)) {
		c.fail()
		return
	}
	*s, c.in = c.in[:n], c.in[n:]
}

func (c *coder) flag(b *bool) {
	var n int64
	if *b {
		n = 1
	}
	c.number(&n)
	*b = n != 0
}

func (c *coder) date(d *directory.Date) {
	n := int64(*d)
	c.number(&n)
	*d = directory.Date(n)
}

// list visits the elements of a list, which it makes when reading.
func list[T any](c *coder, l *[]T, visit func(*T)) {
	n := int64(len(*l))
	c.number(&n)
	if c.reading {
		if n < 0 || n > int64(len(c.in)) { // every element takes a byte or more
			c.fail()
			return
		}
		*l = make([]T, n)
	}
	for i := range *l {
		visit(&(*l)[i])
	}
}

func (c *coder) name(n *source.RawName) {
	c.text(&n.Prefix)
	c.text(&n.First)
	c.text(&n.Middle)
	c.text(&n.Last)
	c.text(&n.Suffix)
	c.text(&n.Credential)
}

func (c *coder) address(a *source.RawAddress) {
	c.text(&a.Facility)
	c.text(&a.Line1)
	c.text(&a.Line2)
	c.text(&a.City)
	c.text(&a.State)
	c.text(&a.Postal)
	c.text(&a.Country)
	c.text(&a.Phone)
	c.text((*string)(&a.Lost))
	if c.layout != layoutBefore {
		c.text(&a.Extension)
		c.text(&a.Fax)
	}
}

func (r *registryRecord) visit(c *coder) {
	c.name(&r.Name)
	c.name(&r.Former)
	c.text(&r.Gender)
	c.address(&r.Address)
	list(c, &r.Slots, func(s *source.Slot) {
		c.text(&s.Code)
		c.text(&s.Primary)
	})
	c.date(&r.Updated)
	if c.layout != layoutBefore {
		c.date(&r.Reactivated)
	}
}

func (l *siteList) visit(c *coder) {
	list(c, (*[]source.RawAddress)(l), c.address)
}

func (l *clinicianList) visit(c *coder) {
	list(c, (*[]clinicianRecord)(l), func(r *clinicianRecord) {
		c.name(&r.Name)
		c.text(&r.Gender)
		c.address(&r.Address)
		if c.layout != layoutBefore {
			c.text(&r.Telehealth)
			c.text(&r.Assignment)
			c.text(&r.Hospitals)
		}
	})
}

// upgrade brings bytes of the layout before into the present one, by way of v.
func upgrade(b []byte, v stored) ([]byte, error) {
	c := coder{in: string(b), reading: true, layout: layoutBefore}
	v.visit(&c)
	if c.bad || c.in != "" {
		return nil, errRecord
	}
	return encode(v), nil
}
