package meili

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/fold"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

// A document is a listing as Meilisearch keeps it: what is searched, what is
// filtered, and the record to give back. Texts that are searched are folded by
// fold.Words. Equal listings make equal documents.
type document struct {
	ID       string               `json:"id"` // of the location
	NPI      string               `json:"npi"`
	Cells    []geo.Cell           `json:"cells"` // of resolutions 2 to 6, in this order
	Name     []string             `json:"name"`  // the name, and former names
	Also     []string             `json:"also"`  // search.AlsoWords
	Initials []string             `json:"initials"`
	Practice string               `json:"practice"`
	City     string               `json:"city"`
	Phone    string               `json:"phone"` // digits, without the country code of North America
	State    string               `json:"state"`
	Codes    []directory.Taxonomy `json:"codes"`   // any slot
	Status   directory.Status     `json:"status"`  // of the offering
	Listing  string               `json:"listing"` // the record
}

// A documenter writes documents as lines of NDJSON. It remembers the cells of
// points, because most listings are located by ZIP code and share theirs.
type documenter struct {
	out    bytes.Buffer
	json   *json.Encoder
	record []byte
	cells  map[geo.Point][]geo.Cell
}

// maxPoints bounds what a documenter remembers: more than there are ZIP codes.
const maxPoints = 100_000

func newDocumenter() *documenter {
	d := &documenter{cells: map[geo.Point][]geo.Cell{}}
	d.json = json.NewEncoder(&d.out)
	d.json.SetEscapeHTML(false)
	return d
}

// append appends the document of l to d.out, and returns its tile.
func (d *documenter) append(l *directory.Listing) (tile geo.Cell, err error) {
	cells, err := d.cellsOf(l.Location.Position.Point)
	if err != nil {
		return 0, fmt.Errorf("meili: listing %s: %w", l.ID(), err)
	}
	if d.record, err = record.Append(d.record[:0], l); err != nil {
		return 0, fmt.Errorf("meili: %w", err)
	}
	doc := document{
		ID: l.ID(), NPI: l.Physician.NPI.String(), Cells: cells,
		Practice: folded(l.Location.Name), City: folded(l.Location.Address.City),
		Phone: searchDigits(strings.TrimPrefix(l.Location.Phone, "+")), State: l.Location.Address.State,
		Codes: make([]directory.Taxonomy, len(l.Physician.Specialties)), Listing: string(d.record),
	}
	doc.Name, doc.Initials = searchNames(&l.Physician)
	doc.Also = search.AlsoWords(&l.Physician)
	for i, s := range l.Physician.Specialties {
		doc.Codes[i] = s.Code
	}
	if l.Offering != nil {
		doc.Status = l.Offering.Status
	}
	return cells[geo.TileResolution-geo.MinResolution], d.json.Encode(&doc)
}

// take returns what was appended since the last time; it is the caller's.
func (d *documenter) take() []byte {
	taken := bytes.Clone(d.out.Bytes())
	d.out.Reset()
	return taken
}

// cellsOf returns the cells of p. The error wraps geo.ErrRange when p is not
// on the globe.
func (d *documenter) cellsOf(p geo.Point) ([]geo.Cell, error) {
	if c, ok := d.cells[p]; ok {
		return c, nil
	}
	c, err := geo.Cells(p)
	if err == nil && len(d.cells) < maxPoints {
		d.cells[p] = c
	}
	return c, err
}

// searchNames returns the folded names a person may be searched by, the
// present one first, and the first letters of their given and middle names:
// only the last word of a query is matched as a beginning, and "j nguyen"
// means Jane.
func searchNames(p *directory.Physician) (names, initials []string) {
	add := func(n *directory.Name) {
		words := fold.Words(n.Given + " " + n.Middle)
		for _, w := range words {
			_, size := utf8.DecodeRuneInString(w)
			if letter := w[:size]; !slices.Contains(initials, letter) {
				initials = append(initials, letter)
			}
		}
		words = append(words, fold.Words(n.Family+" "+n.Suffix)...)
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
	return strings.Join(fold.Words(text), " ")
}

// searchDigits returns the digits of a telephone number as they are searched:
// without the country code of North America. Any other word stays what it is.
func searchDigits(word string) string {
	if national, ok := directory.NationalNumber("+" + word); ok {
		return national
	}
	return word
}
