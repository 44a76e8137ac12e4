// Package record is the stored form of a listing, the one that there is: what
// a document of Meilisearch gives back, what the service keeps in memory, and
// what it keeps on disk. A field is added in fields.go, once for writing and
// reading.
//
// A record is text: Meilisearch hands a text through untouched, where it would
// take a JSON object apart, and perhaps the last bit off a coordinate. Texts
// in it are written as their length in bytes, a colon and themselves; numbers
// as their digits and a semicolon; lists as their length and their elements.
// So nothing needs escaping, and what is read shares the memory of the record.
package record

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
)

// Version is the form that [Append] writes, and the first number of a record.
// [Decode] reads all from oldest on, so that services are replaced one by one:
// they come before the indexer, and one that is of a form before refuses what
// it does not know and goes on answering out of the generation it has. Whoever
// adds a field adds one to Version and asks for it where the field is visited.
const Version = 3

// oldest is the first form that is read, at most Version-1.
const oldest = 1

// ErrUnreadable says that a text is no record of a form that is read: it was
// written by a later program, or one long before, or is damaged.
var ErrUnreadable = errors.New("record not understood")

// Append appends the record of l to dst. Equal listings make equal records.
// The error names a listing with a text that is not UTF-8, which JSON could
// not carry.
func Append(dst []byte, l *directory.Listing) ([]byte, error) {
	c := coder{out: dst, version: Version}
	begin := len(dst)
	number(&c, &c.version)
	c.listing(l)
	// Every text is followed by ASCII or by nothing, so the whole is valid
	// when each of them is.
	if !utf8.Valid(c.out[begin:]) {
		return dst, fmt.Errorf("listing %s: a text is not UTF-8", l.ID())
	}
	return c.out, nil
}

// Decode reads a record. The texts of the listing share the memory of s. The
// error wraps [ErrUnreadable].
func Decode(s string) (directory.Listing, error) {
	var l directory.Listing
	c, err := open(s, oldest)
	if err != nil {
		return l, err
	}
	c.listing(&l)
	if c.bad || c.in != "" {
		return directory.Listing{}, ErrUnreadable
	}
	return l, nil
}

// Location reads the location of a record of the present form and no more.
func Location(s string) (directory.Location, error) {
	var l directory.Location
	c, err := open(s, Version)
	if err != nil {
		return l, err
	}
	c.location(&l)
	if c.bad {
		return directory.Location{}, ErrUnreadable
	}
	return l, nil
}

// ID returns the id of the listing of a record of the present form; "" when it
// is none.
func ID(s string) (id string) {
	c, err := open(s, Version)
	if err == nil {
		text(&c, &id)
	}
	return id
}

// Current reports whether s is of the form that Append writes.
func Current(s string) bool {
	_, err := open(s, Version)
	return err == nil
}

// open reads the version of a record, which must be first or later.
func open(s string, first int) (coder, error) {
	c := coder{in: s, reading: true}
	number(&c, &c.version)
	if c.bad {
		return c, ErrUnreadable
	}
	if c.version < first || c.version > Version {
		return c, fmt.Errorf("%w: form %d, this program reads %d to %d", ErrUnreadable, c.version, first, Version)
	}
	return c, nil
}

// A coder visits the fields of a listing in their order, and writes them or
// fills them. After the first thing that is not understood it fills in zero
// values; bad tells.
type coder struct {
	version int
	out     []byte
	reading bool
	in      string
	bad     bool
}

func (c *coder) fail() { c.in, c.bad = "", true }

// prefix reads the digits before mark.
func (c *coder) prefix(mark byte) int {
	n, at, sign := 0, 0, 1
	if c.in != "" && c.in[0] == '-' {
		at, sign = 1, -1
	}
	for first := at; at < len(c.in); at++ {
		switch b := c.in[at]; {
		case b == mark && at > first:
			c.in = c.in[at+1:]
			return sign * n
		case b < '0' || b > '9' || at-first == maxDigits:
			c.fail()
			return 0
		default:
			n = n*10 + int(b-'0')
		}
	}
	c.fail()
	return 0
}

// maxDigits is how many digits the largest number of a record has: an int32,
// or an NPI.
const maxDigits = 10

func number[T ~int | ~int32 | ~uint32](c *coder, n *T) {
	if c.reading {
		*n = T(c.prefix(';'))
		return
	}
	c.out = append(strconv.AppendInt(c.out, int64(*n), 10), ';')
}

func text[T ~string](c *coder, s *T) {
	if !c.reading {
		c.out = append(append(strconv.AppendInt(c.out, int64(len(*s)), 10), ':'), *s...)
		return
	}
	n := c.prefix(':')
	if n < 0 || n > len(c.in) {
		c.fail()
		return
	}
	*s, c.in = T(c.in[:n]), c.in[n:]
}

func (c *coder) flag(set *bool) {
	n := 0
	if *set {
		n = 1
	}
	number(c, &n)
	*set = n == 1
}

// degrees is a coordinate to its last bit.
func (c *coder) degrees(f *float64) {
	var digits string
	if !c.reading {
		digits = strconv.FormatFloat(*f, 'g', -1, 64)
	}
	text(c, &digits)
	if c.reading {
		var err error
		if *f, err = strconv.ParseFloat(digits, 64); err != nil {
			c.fail()
		}
	}
}

// list visits the length of a list, which it makes when reading; nil when there
// is nothing in it. The elements come next: that the caller visits them, instead
// of list by a function that it is given, lets a coder live on the stack.
func list[T any](c *coder, all *[]T) {
	n := len(*all)
	number(c, &n)
	if !c.reading {
		return
	}
	if n < 0 || n > len(c.in) { // every element takes a byte or more
		c.fail()
		return
	}
	if n > 0 {
		*all = make([]T, n)
	}
}

func texts(c *coder, all *[]string) {
	list(c, all)
	for i := range *all {
		text(c, &(*all)[i])
	}
}
