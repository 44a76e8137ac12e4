package meili

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// A document is a listing as Meilisearch keeps it: what is searched, what is
// filtered, and the listing itself to give back. The order of the fields is
// the order of the bytes, so that equal listings make equal documents.
type document struct {
	ID       string           `json:"id"` // of the location
	NPI      string           `json:"npi"`
	Cells    []string         `json:"cells"` // of resolutions 2 to 6, in this order
	Name     []string         `json:"name"`  // the name, and former names; folded by search.Words, as all text here
	Initials []string         `json:"initials"`
	Practice string           `json:"practice"`
	City     string           `json:"city"`
	Phone    string           `json:"phone"` // digits, without the country code of the United States
	State    string           `json:"state"`
	Codes    []string         `json:"codes"`   // of taxonomies, any slot
	Status   directory.Status `json:"status"`  // of the offering
	Listing  string           `json:"listing"` // all of it, see record.go
}

// tileAt is where the tile stands among the cells of a document.
const tileAt = geo.TileResolution - geo.MinResolution

// A documenter writes documents. It remembers the cells of points, because
// most listings are located by ZIP code and share theirs.
type documenter struct {
	out   bytes.Buffer
	json  *json.Encoder
	cells map[geo.Point]cells
}

// cells are those of one point, and their texts.
type cells struct {
	tile  geo.Cell
	texts []string
}

// maxPoints bounds what a documenter remembers: more than there are ZIP codes.
const maxPoints = 100_000

func newDocumenter() *documenter {
	d := &documenter{cells: map[geo.Point]cells{}}
	d.json = json.NewEncoder(&d.out)
	d.json.SetEscapeHTML(false)
	return d
}

// append appends the document of l to d.out as one line of NDJSON, and returns
// its tile.
func (d *documenter) append(l *directory.Listing) (tile geo.Cell, err error) {
	at, err := d.cellsOf(l.Location.Position.Point)
	if err != nil {
		return 0, fmt.Errorf("meili: listing %s: %w", l.ID(), err)
	}
	doc, err := newDocument(l, at.texts)
	if err != nil {
		return 0, err
	}
	return at.tile, d.json.Encode(doc)
}

// take returns what was appended since the last time; it is the caller's.
func (d *documenter) take() []byte {
	taken := d.out.Bytes()
	d.out = bytes.Buffer{}
	d.out.Grow(len(taken) + len(taken)/8)
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

// newDocument returns the document of l, which lies in the cells.
func newDocument(l *directory.Listing, cells []string) (*document, error) {
	d := &document{
		ID:       l.ID(),
		NPI:      l.Physician.NPI.String(),
		Cells:    cells,
		Practice: folded(l.Location.Name),
		City:     folded(l.Location.Address.City),
		Phone:    searchDigits(strings.TrimPrefix(l.Location.Phone, "+")),
		State:    l.Location.Address.State,
		Codes:    make([]string, len(l.Physician.Specialties)),
	}
	d.Name, d.Initials = searchNames(&l.Physician)
	for i, s := range l.Physician.Specialties {
		d.Codes[i] = string(s.Code)
	}
	if l.Offering != nil {
		d.Status = l.Offering.Status
	}
	var err error
	d.Listing, err = encodeListing(l)
	return d, err
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
