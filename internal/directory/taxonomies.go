package directory

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/physicianfinder/finder/data"
)

// ErrTaxonomySet says that a text names no set of specialties and is no list
// of taxonomy codes.
var ErrTaxonomySet = errors.New("unknown set of specialties")

// The names of the sets that [Set] knows.
const (
	SetSpine   = "spine"   // who performs lumbar discectomies
	SetSurgery = "surgery" // the surgical specialties of data/taxonomies.csv
	SetAll     = "all"     // every allopathic and osteopathic physician
)

// Set returns the taxonomies of a set: [SetSpine], [SetSurgery], [SetAll], or
// taxonomy codes separated by commas. Codes come sorted and once each; those of
// SetAll are one prefix. The error wraps [ErrTaxonomySet].
func Set(name string) ([]Taxonomy, error) {
	switch name {
	case SetSpine, SetSurgery:
		return slices.Clone(taxonomies().sets[name]), nil
	case SetAll:
		return []Taxonomy{everyPhysician}, nil
	}
	var codes []Taxonomy
	for part := range strings.SplitSeq(name, ",") {
		code := Taxonomy(strings.ToUpper(strings.TrimSpace(part)))
		if !code.Valid() {
			return nil, fmt.Errorf("%w: neither spine, surgery or all, nor ten-character codes", ErrTaxonomySet)
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return slices.Compact(codes), nil
}

type taxonomyRow struct {
	grouping, classification, specialization, display string
	plainEN, plainES                                  string
}

type taxonomyTable struct {
	exact  map[Taxonomy]taxonomyRow
	groups map[string]taxonomyRow // by prefix: two characters, or four of a classification
	sets   map[string][]Taxonomy
}

// find looks for the code, then for its classification, then for its group.
func (t *taxonomyTable) find(code Taxonomy) (taxonomyRow, bool) {
	if r, ok := t.exact[code]; ok {
		return r, true
	}
	for _, n := range []int{4, 2} {
		if len(code) >= n {
			if r, ok := t.groups[string(code[:n])]; ok {
				return r, true
			}
		}
	}
	return taxonomyRow{}, false
}

var taxonomies = sync.OnceValue(func() *taxonomyTable {
	t, err := parseTaxonomies(data.Taxonomies)
	if err != nil {
		panic(err) // the table is embedded and read by a test
	}
	return t
})

func parseTaxonomies(text string) (*taxonomyTable, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment, r.FieldsPerRecord = '#', 8
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("directory: reading the taxonomy table: %w", err)
	}
	t := &taxonomyTable{
		exact:  make(map[Taxonomy]taxonomyRow),
		groups: make(map[string]taxonomyRow),
		sets:   make(map[string][]Taxonomy),
	}
	for _, f := range rows[1:] {
		code := Taxonomy(f[0])
		row := taxonomyRow{f[1], f[2], f[3], f[4], f[5], f[6]}
		if len(code) < 10 {
			t.groups[f[0]] = row
			continue
		}
		t.exact[code] = row
		if strings.HasSuffix(f[0], "00000X") { // the classification without a specialization
			t.groups[f[0][:4]] = row
		}
		for set := range strings.FieldsSeq(f[7]) {
			t.sets[set] = append(t.sets[set], code)
		}
	}
	for _, codes := range t.sets {
		slices.Sort(codes)
	}
	return t, nil
}
