package sample

import (
	_ "embed"
	"strconv"
	"strings"
)

// registryHeader is the header of the main file, layout V2.
//
//go:embed header.csv
var registryHeader string

// The columns of the main file that are filled, by index.
const (
	columns = 330

	colNPI             = 0
	colEntity          = 1
	colEIN             = 3
	colOrganization    = 4
	colLast            = 5
	colFirst           = 6
	colMiddle          = 7
	colPrefix          = 8
	colSuffix          = 9
	colCredential      = 10
	colOtherLast       = 13
	colOtherFirst      = 14
	colOtherMiddle     = 15
	colOtherPrefix     = 16
	colOtherSuffix     = 17
	colOtherCredential = 18
	colOtherType       = 19
	colMailing         = 20 // line 1, line 2, city, state, postal code, country, telephone, fax
	colPractice        = 28 // the same eight
	colEnumerated      = 36
	colUpdated         = 37
	colDeactivated     = 39
	colReactivated     = 40
	colSex             = 41
	colOfficial        = 42 // last, first, middle, title, telephone
	colTaxonomy        = 47 // fifteen of: code, licence, its state, primary switch
	colIdentifier      = 107
	colSoleProprietor  = 307
	colSubpart         = 308
	colGroup           = 314
	colCertified       = 329
)

// A row is a row of the main file.
type row [columns]string

// appendTo writes the row as CMS does: every value in quotes, quotes within
// turned to apostrophes, a line feed at the end.
func (r *row) appendTo(b []byte) []byte {
	for i, v := range r {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		if strings.IndexByte(v, '"') >= 0 {
			v = strings.ReplaceAll(v, `"`, `'`)
		}
		b = append(b, v...)
		b = append(b, '"')
	}
	return append(b, '\n')
}

// address fills the eight columns from at on.
func (r *row) address(at int, o office) {
	r[at], r[at+1], r[at+2], r[at+3], r[at+4], r[at+5], r[at+6] = o.line1, o.line2, o.city, o.state, o.postal, o.country, o.phone
}

// A slot is a taxonomy as a row states it.
type slot struct {
	code, state, primary string
}

func (r *row) taxonomies(d dice, slots []slot) {
	for k, s := range slots {
		at := colTaxonomy + 4*k
		r[at], r[at+3] = s.code, s.primary
		if s.state != "" {
			r[at+1], r[at+2] = d.pick(licenceMarks)+d.digits(5), s.state
		}
	}
}

var licenceMarks = []string{"", "", "MD", "ME", "A", "G", "0", "D", "K"}

// identifiers fills some of the fifty groups for numbers of other payers.
func (r *row) identifiers(d dice, state string) {
	if !d.chance(0.34) {
		return
	}
	for k := range min(50, 1+d.IntN(4)*d.IntN(4)) {
		at := colIdentifier + 4*k
		r[at] = d.digits(6 + d.IntN(4))
		if d.chance(0.4) {
			r[at+1], r[at+2] = "05", state
			continue
		}
		r[at+1], r[at+2], r[at+3] = "01", state, d.pick([]string{"BCBS", "AETNA", "UNITED HEALTHCARE", "CIGNA", "RAILROAD MEDICARE", "HUMANA, INC."})
	}
}

// date writes a date as the registry does.
func date(year, month, day int) string {
	return pad(month, 2) + "/" + pad(day, 2) + "/" + strconv.Itoa(year)
}
