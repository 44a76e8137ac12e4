package search

import (
	"cmp"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/record"
)

// A snapshot is one generation in memory, whole. It never changes, and a
// search reads one snapshot from its start to its end.
//
// What filters, distance, order and counts need stands in columns; the rest of
// a listing is its record, which is decoded for the few that a page shows.
// Rows are listings, sorted by tile, then by position, then by id. Positions
// are stored once for each tile: listings located by ZIP code share theirs by
// the hundred, and a distance is measured per position. Physicians are
// numbered in the order of their lots ([Generation.lot]).
type snapshot struct {
	info  *Generation
	size  int64      // memory in bytes
	cover *geo.Cover // over cells
	cells []geo.Cell // the non-empty tiles
	tiles []tile     // by index of the cell; one more stands at the end

	points []geo.Point // south to north within a tile
	vecs   []geo.Vec   // the same as unit vectors
	first  []uint32    // the rows of point i are first[i] to first[i+1]

	rows    []row
	details []detail // of the same rows
	records []string // of the same rows

	npis    []directory.NPI // by physician
	byNPI   []uint32        // physicians in the order of their NPIs
	byName  []uint32        // by physician: their place in the order by name
	offices []uint32        // rows, by physician and then by id
	office  []uint32        // those of physician i are offices[office[i]:office[i+1]]

	specialties [][]directory.Taxonomy // sets of codes
	languages   languageSets

	rostered []uint32 // rows of which the documents hold what a roster says
	// said is what is known of rows in place of what their records hold.
	said map[uint32]*directory.Attested
	dark bool // what is said cannot be read: nothing is known
	// What was folded over the records, and the day on which.
	evidence Evidence
	day      directory.Date

	// Rows in order, for the filters that few listings pass.
	offered, confirmed, speaking []uint32
}

// A tile is where the rows and the positions of a cell begin.
type tile struct{ row, point uint32 }

// A row is one listing, as much of it as nearly every search reads: 16 bytes.
type row struct {
	physician   uint32 // index into npis
	specialties uint32 // index into the sets
	languages   uint32 // likewise; 0: none known
	traits      traits
}

// A detail is the rest of a row.
type detail struct {
	phone    uint64         // digits of the E.164 number; 0: none
	point    uint32         // index into points
	verified directory.Date // of an offering that is not withdrawn; else 0
	order    uint16         // place by id among the physician's listings
	state    [2]byte
	zip      uint32 // number of the five digits; 0: none
}

// listing decodes the listing of a row, with what is known of it now.
func (s *snapshot) listing(row uint32) (directory.Listing, error) {
	l, err := record.Decode(s.records[row])
	if a := s.said[row]; a != nil {
		a.Apply(&l)
	}
	return l, err
}

// location is listing for the office alone.
func (s *snapshot) location(row uint32) (directory.Location, error) {
	l, err := record.Location(s.records[row])
	if a := s.said[row]; a != nil {
		a.ApplyTo(&l)
	}
	return l, err
}

// physician returns the index of a physician, if any is listed with the NPI.
func (s *snapshot) physician(npi directory.NPI) (uint32, bool) {
	i, ok := slices.BinarySearchFunc(s.byNPI, npi, func(p uint32, npi directory.NPI) int { return cmp.Compare(s.npis[p], npi) })
	if !ok {
		return 0, false
	}
	return s.byNPI[i], true
}

// officesOf returns the rows of a physician, by id.
func (s *snapshot) officesOf(physician uint32) []uint32 {
	return s.offices[s.office[physician]:s.office[physician+1]]
}

// find returns the row of a listing.
func (s *snapshot) find(npi directory.NPI, id string) (uint32, bool) {
	if p, ok := s.physician(npi); ok {
		for _, r := range s.officesOf(p) {
			if record.ID(s.records[r]) == id {
				return r, true
			}
		}
	}
	return 0, false
}

// vec is the position of a row.
func (s *snapshot) vec(row uint32) geo.Vec { return s.vecs[s.details[row].point] }

// bytes is the memory that s takes.
func (s *snapshot) bytes() int64 {
	const pointSize, rowSize, physicianSize = 16 + 24 + 4, 16 + 24 + 16 + 4, 4 + 4 + 4 + 4
	n := len(s.points)*pointSize + len(s.rows)*rowSize + len(s.npis)*physicianSize + len(s.cells)*(8+8) +
		4*(len(s.offered)+len(s.confirmed)+len(s.speaking))
	for _, r := range s.records {
		n += len(r)
	}
	return int64(n)
}
