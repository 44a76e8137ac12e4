package meili

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// tileAt is where the tile stands among the cells of a document.
const tileAt = geo.TileResolution - geo.MinResolution

// A documenter writes documents. A document is a listing as Meilisearch keeps
// it: what is searched, what is filtered, and the listing itself to give back.
// Equal listings make equal bytes. Its fields, in the order in which they stand:
//
//	id        of the location
//	npi
//	cells     of resolutions 2 to 6, in this order
//	name      the name, and former names; folded by search.Words, as all text here
//	initials
//	practice
//	city
//	phone     digits, without the country code of the United States
//	state
//	codes     of taxonomies, any slot
//	status    of the offering
//	listing   all of it, see record.go
//
// It remembers the cells of points, because most listings are located by ZIP
// code and share theirs.
type documenter struct {
	out     bytes.Buffer
	reserve int // bytes that a batch is given at once
	record  recordWriter
	known   known
	cells   map[geo.Point]cells
}

// cells are those of one point, and their texts.
type cells struct {
	tile  geo.Cell
	texts []string
}

// maxPoints bounds what a documenter remembers: more than there are ZIP codes.
const maxPoints = 100_000

func newDocumenter() *documenter { return &documenter{cells: map[geo.Point]cells{}} }

// append appends the document of l to d.out as one line of NDJSON, and returns
// its tile.
func (d *documenter) append(l *directory.Listing) (tile geo.Cell, err error) {
	at, err := d.cellsOf(l.Location.Position.Point)
	if err != nil {
		return 0, fmt.Errorf("meili: listing %s: %w", l.ID(), err)
	}
	if d.known.turn(&l.Physician) {
		d.known.search, d.known.codes = appendSearch(d.known.search[:0], &l.Physician), appendCodes(d.known.codes[:0], &l.Physician)
	}
	d.record.b = d.record.b[:0]
	if err := d.record.listing(l, &d.known); err != nil {
		return 0, err
	}
	room := 2*len(d.record.b) + 1024 // as a rule more than the document takes
	if d.out.Len() == 0 {
		room += d.reserve
	}
	d.out.Grow(room)
	d.out.Write(append(d.document(l, at.texts), '\n'))
	return at.tile, nil
}

// document writes the document of l into the free part of d.out: of l, whose
// record has been written, and the texts of its cells.
func (d *documenter) document(l *directory.Listing, cells []string) []byte {
	j := jsonWriter{d.out.AvailableBuffer()}
	j.text(`{"id":`, l.ID())
	j.text(`,"npi":`, l.Physician.NPI.String())
	j.texts(`,"cells":`, cells)
	j.b = append(j.b, d.known.search...)
	j.text(`,"practice":`, folded(l.Location.Name))
	j.text(`,"city":`, folded(l.Location.Address.City))
	j.text(`,"phone":`, searchDigits(strings.TrimPrefix(l.Location.Phone, "+")))
	j.text(`,"state":`, l.Location.Address.State)
	j.raw(`,"codes":[`)
	j.b = append(j.b, d.known.codes...)
	var status directory.Status
	if l.Offering != nil {
		status = l.Offering.Status
	}
	j.text(`],"status":`, string(status))
	j.bytes(`,"listing":`, d.record.b)
	j.raw(`}`)
	return j.b
}

// appendSearch appends the fields by which a person is searched.
func appendSearch(b []byte, p *directory.Physician) []byte {
	names, initials := searchNames(p)
	j := jsonWriter{b}
	j.texts(`,"name":`, names)
	j.texts(`,"initials":`, initials)
	return j.b
}

// appendCodes appends the codes of a person as elements of a list.
func appendCodes(b []byte, p *directory.Physician) []byte {
	j := jsonWriter{b}
	for i := range p.Specialties {
		j.element(i, string(p.Specialties[i].Code))
	}
	return j.b
}

// take returns what was appended since the last time; it is the caller's.
func (d *documenter) take() []byte {
	taken := d.out.Bytes()
	d.out = bytes.Buffer{}
	return taken
}

// cellsOf returns the cells of p. The error wraps geo.ErrRange when p is not
// on the globe.
func (d *documenter) cellsOf(p geo.Point) (cells, error) {
	if c, ok := d.cells[p]; ok {
		return c, nil
	}
	all, err := geo.Cells(p)
	if err != nil {
		return cells{}, err
	}
	c := cells{tile: all[tileAt], texts: make([]string, len(all))}
	for i := range all {
		c.texts[i] = all[i].String()
	}
	if len(d.cells) < maxPoints {
		d.cells[p] = c
	}
	return c, nil
}

// searchNames returns the folded names a person may be searched by, the
// present one first, and the first letters of their given and middle names:
// only the last word of a query is matched as a beginning, and "j nguyen"
// means Jane.
func searchNames(p *directory.Physician) (names, initials []string) {
	add := func(n *directory.Name) {
		words := search.Words(n.Given + " " + n.Middle)
		for _, w := range words {
			_, size := utf8.DecodeRuneInString(w)
			if letter := w[:size]; !slices.Contains(initials, letter) {
				initials = append(initials, letter)
			}
		}
		words = append(words, search.Words(n.Family+" "+n.Suffix)...)
		names = append(names, strings.Join(words, " "))
	}
	add(&p.Name)
	for i := range p.FormerNames {
		add(&p.FormerNames[i])
	}
	return names, initials
}

func folded(text string) string {
	if text == "" {
		return ""
	}
	return strings.Join(search.Words(text), " ")
}

// A telephone number of the United States with its country code.
const (
	usCode   = "1"
	usDigits = 11
)

// searchDigits returns a telephone number as it is searched: without the
// country code of the United States. Any other word stays what it is.
func searchDigits(word string) string {
	if national, ok := strings.CutPrefix(word, usCode); ok && len(word) == usDigits && isNumber(national) {
		return national
	}
	return word
}

func isNumber(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}
