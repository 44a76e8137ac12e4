package meili

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
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
	Codes    []string         `json:"codes"`  // of taxonomies, any slot
	Status   directory.Status `json:"status"` // of the offering
	Listing  record           `json:"listing"`
}

// A record is a listing without loss. Names of fields are short because there
// are millions of them.
type record struct {
	NPI         string       `json:"npi"`
	Name        recordName   `json:"name"`
	Former      []recordName `json:"former,omitempty"`
	Gender      string       `json:"gender,omitempty"`
	Specialties []string     `json:"codes,omitempty"` // primary ones marked "*"
	Office      office       `json:"office"`
	Others      []office     `json:"others,omitempty"`
	Offering    *offering    `json:"offering,omitempty"`
	Accepting   string       `json:"accepting,omitempty"`
	Languages   []string     `json:"languages,omitempty"`
}

type recordName struct {
	Given       string   `json:"g,omitempty"`
	Middle      string   `json:"m,omitempty"`
	Family      string   `json:"f,omitempty"`
	Suffix      string   `json:"s,omitempty"`
	Credentials []string `json:"c,omitempty"`
}

type office struct {
	ID        string       `json:"id"`
	Name      string       `json:"name,omitempty"`
	Line1     string       `json:"l1,omitempty"`
	Line2     string       `json:"l2,omitempty"`
	City      string       `json:"city,omitempty"`
	State     string       `json:"state,omitempty"`
	Postal    string       `json:"zip,omitempty"`
	Phone     string       `json:"tel,omitempty"`
	Lat       string       `json:"lat"` // text: Meilisearch's numbers may lose the last bit
	Lng       string       `json:"lng"`
	Precision string       `json:"prec,omitempty"`
	Source    string       `json:"src,omitempty"`
	Updated   int32        `json:"upd,omitempty"` // days since 1970-01-01
	Sources   []provenance `json:"srcs,omitempty"`
}

type provenance struct {
	Source string   `json:"s"`
	Date   int32    `json:"d,omitempty"`
	Fields []string `json:"f,omitempty"`
}

type offering struct {
	Procedure  string `json:"proc,omitempty"`
	Device     string `json:"dev,omitempty"`
	Status     string `json:"status,omitempty"`
	Source     string `json:"src,omitempty"`
	SourceDate int32  `json:"date,omitempty"`
	VerifiedOn int32  `json:"seen,omitempty"`
}

// primaryMark begins the code of a primary specialty in a record.
const primaryMark = "*"

// newDocument returns the document of l; the error wraps geo.ErrRange when the
// position is not on the globe.
func newDocument(l *directory.Listing) (*document, error) {
	cells, err := geo.Cells(l.Location.Position.Point)
	if err != nil {
		return nil, err
	}
	d := &document{
		ID:       l.ID(),
		NPI:      l.Physician.NPI.String(),
		Cells:    make([]string, len(cells)),
		Practice: folded(l.Location.Name),
		City:     folded(l.Location.Address.City),
		Phone:    searchDigits(l.Location.Phone),
		State:    l.Location.Address.State,
		Codes:    make([]string, len(l.Physician.Specialties)),
		Listing:  newRecord(l),
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
	return d, nil
}

// appendDocument appends the document of l to b as one line of NDJSON.
func appendDocument(b *bytes.Buffer, l *directory.Listing) error {
	d, err := newDocument(l)
	if err != nil {
		return fmt.Errorf("meili: document of %s: %w", l.ID(), err)
	}
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	return enc.Encode(d)
}

// searchNames returns the folded names a person may be searched by, the
// present one first, and the first letters of their given and middle names:
// only the last word of a query is matched as a beginning, and "j nguyen"
// means Jane.
func searchNames(p *directory.Physician) (names, initials []string) {
	seen := map[string]bool{}
	for i := -1; i < len(p.FormerNames); i++ {
		n := p.Name
		if i >= 0 {
			n = p.FormerNames[i]
		}
		names = append(names, folded(n.Given, n.Middle, n.Family, n.Suffix))
		for _, w := range search.Words(n.Given + " " + n.Middle) {
			_, size := utf8.DecodeRuneInString(w)
			if letter := w[:size]; !seen[letter] {
				seen[letter] = true
				initials = append(initials, letter)
			}
		}
	}
	return names, initials
}

func folded(texts ...string) string {
	return strings.Join(search.Words(strings.Join(texts, " ")), " ")
}

// searchDigits returns the digits of an E.164 number as they are searched:
// without the country code of the United States.
func searchDigits(e164 string) string {
	digits := strings.TrimPrefix(e164, "+")
	if national, ok := strings.CutPrefix(digits, usCode); ok && len(digits) == usDigits {
		return national
	}
	return digits
}

// A telephone number of the United States with its country code.
const (
	usCode   = "1"
	usDigits = 11
)

func coordinate(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
