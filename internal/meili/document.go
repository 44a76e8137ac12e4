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

// newDocument returns the document of l. The error wraps geo.ErrRange when the
// position is not on the globe; cells are those of the document.
func newDocument(l *directory.Listing) (d *document, cells []geo.Cell, err error) {
	if cells, err = geo.Cells(l.Location.Position.Point); err != nil {
		return nil, nil, fmt.Errorf("meili: listing %s: %w", l.ID(), err)
	}
	d = &document{
		ID:       l.ID(),
		NPI:      l.Physician.NPI.String(),
		Cells:    make([]string, len(cells)),
		Practice: folded(l.Location.Name),
		City:     folded(l.Location.Address.City),
		Phone:    searchDigits(strings.TrimPrefix(l.Location.Phone, "+")),
		State:    l.Location.Address.State,
		Codes:    make([]string, len(l.Physician.Specialties)),
	}
	d.Name, d.Initials = searchNames(&l.Physician)
	for i, c := range cells {
		d.Cells[i] = c.String()
	}
	for i, s := range l.Physician.Specialties {
		d.Codes[i] = string(s.Code)
	}
	if l.Offering != nil {
		d.Status = l.Offering.Status
	}
	d.Listing, err = encodeListing(l)
	return d, cells, err
}

// appendDocument appends the document of l to b as one line of NDJSON, and
// returns its tile.
func appendDocument(b *bytes.Buffer, l *directory.Listing) (tile geo.Cell, err error) {
	d, cells, err := newDocument(l)
	if err != nil {
		return 0, err
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return cells[tileAt], enc.Encode(d)
}

// searchNames returns the folded names a person may be searched by, the
// present one first, and the first letters of their given and middle names:
// only the last word of a query is matched as a beginning, and "j nguyen"
// means Jane.
func searchNames(p *directory.Physician) (names, initials []string) {
	add := func(n *directory.Name) {
		names = append(names, folded(n.Given, n.Middle, n.Family, n.Suffix))
		for _, w := range search.Words(n.Given + " " + n.Middle) {
			_, size := utf8.DecodeRuneInString(w)
			if letter := w[:size]; !slices.Contains(initials, letter) {
				initials = append(initials, letter)
			}
		}
	}
	add(&p.Name)
	for i := range p.FormerNames {
		add(&p.FormerNames[i])
	}
	return names, initials
}

func folded(texts ...string) string {
	return strings.Join(search.Words(strings.Join(texts, " ")), " ")
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
