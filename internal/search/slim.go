package search

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A slimTile holds of every listing of a tile what filters, distance, grouping
// and order need, some 90 bytes each. It is never changed once published.
//
// Rows are sorted by position and then by listing id. Positions are stored
// once: listings located by ZIP code share theirs by the hundred, and a
// distance is measured per position, not per listing.
type slimTile struct {
	points []geo.Point // distinct positions, south to north
	vecs   []geo.Vec   // the same as unit vectors
	first  []uint32    // the rows of point i are first[i] to first[i+1]
	rows   []row
	more   []detail // of the same rows
	text   string   // id and name key of every row, one after the other
	ends   []uint32 // where each of them ends in text
	// Posting lists, rows in order, for the filters that few listings pass.
	offered, confirmed, tongues []uint32
}

// A row is one listing, as much of it as nearly every search reads: 16 bytes.
// Numbers in place of texts are indexes into the tables of its generation.
type row struct {
	physician uint32 // index of the NPI
	specs     uint32 // set of taxonomy codes
	langs     uint32 // set of languages; 0: none known
	traits    traits
}

// A detail is the rest of a row.
type detail struct {
	phone    uint64         // digits of the E.164 number; 0: none
	previous ref            // another listing of the physician, loaded earlier
	point    uint32         // index into points
	verified directory.Date // of an offering that is not withdrawn; else 0
	state    [2]byte
}

// A ref names a row of a generation: tile<<32 | row; noRef is none.
type ref int64

const noRef ref = -1

func refOf(tile, row int32) ref { return ref(tile)<<32 | ref(row) }

func (r ref) tile() int32 { return int32(r >> 32) }
func (r ref) row() int32  { return int32(r & 0xffffffff) }

// traits packs gender, accepting and annular closure into seven bits, so that
// a filter on any of them is one look into a table of 128.
type traits uint8

const traitValues = 128

// The closure bits of traits, by rising standing.
const (
	closureUnknown = iota
	closureWithdrawn
	closureSelfReported
	closureConfirmed
)

func traitsOf(gender, accepting, closure int) traits {
	return traits(gender | accepting<<2 | closure<<5)
}

func (t traits) gender() int    { return int(t & 3) }
func (t traits) accepting() int { return int(t >> 2 & 7) }
func (t traits) closure() int   { return int(t >> 5) }

// The codes that traits can hold, by number; what is none of them is unknown.
var (
	genderCodes    = [4]directory.Gender{directory.UnknownGender, directory.Female, directory.Male, directory.Unspecified}
	acceptingCodes = [5]directory.Accepting{
		"", directory.AcceptingNew, directory.AcceptingExisting, directory.AcceptingExistingFamily, directory.AcceptingNone,
	}
	closureCodes = [4]directory.Status{"", directory.Withdrawn, directory.SelfReported, directory.Confirmed}
)

func traitsOfListing(l *directory.Listing) traits {
	closure := closureUnknown
	if l.Offering != nil {
		closure = max(0, slices.Index(closureCodes[:], l.Offering.Status))
	}
	return traitsOf(
		max(0, slices.Index(genderCodes[:], l.Physician.Gender)),
		max(0, slices.Index(acceptingCodes[:], l.Accepting)),
		closure,
	)
}

func (t *slimTile) id(row int32) string   { return t.part(2 * row) }
func (t *slimTile) name(row int32) string { return t.part(2*row + 1) }

func (t *slimTile) part(i int32) string {
	if i == 0 {
		return t.text[:t.ends[0]]
	}
	return t.text[t.ends[i-1]:t.ends[i]]
}

// bytes is the memory that t takes.
func (t *slimTile) bytes() int64 {
	const pointSize, rowSize = 16 + 24 + 4, 48
	return int64(len(t.points)*pointSize + len(t.rows)*rowSize + len(t.text) +
		4*(len(t.ends)+len(t.offered)+len(t.confirmed)+len(t.tongues)))
}

// inTileOrder sorts the listings of a tile as its rows are sorted.
func inTileOrder(listings []*directory.Listing) {
	slices.SortFunc(listings, func(a, b *directory.Listing) int {
		p, q := a.Location.Position.Point, b.Location.Position.Point
		return cmp.Or(cmp.Compare(p.Lat, q.Lat), cmp.Compare(p.Lng, q.Lng), strings.Compare(a.ID(), b.ID()))
	})
}

// newSlimTile builds everything of a tile but what needs the tables of the
// generation. The listings are in tile order.
func newSlimTile(listings []*directory.Listing) *slimTile {
	t := &slimTile{
		rows: make([]row, len(listings)), more: make([]detail, len(listings)),
		ends: make([]uint32, 0, 2*len(listings)),
	}
	var text []byte
	for i, l := range listings {
		if p := l.Location.Position.Point; i == 0 || p != t.points[len(t.points)-1] {
			t.points, t.vecs, t.first = append(t.points, p), append(t.vecs, p.Vec()), append(t.first, uint32(i))
		}
		text = append(text, l.ID()...)
		t.ends = append(t.ends, uint32(len(text)))
		text = append(text, nameKey(l.Physician.Name)...)
		t.ends = append(t.ends, uint32(len(text)))
		r := row{traits: traitsOfListing(l)}
		d := detail{phone: phoneNumber(l.Location.Phone), previous: noRef, point: uint32(len(t.points) - 1)}
		copy(d.state[:], l.Location.Address.State)
		switch r.traits.closure() {
		case closureConfirmed:
			t.confirmed = append(t.confirmed, uint32(i))
			fallthrough
		case closureSelfReported:
			t.offered = append(t.offered, uint32(i))
			d.verified = l.Offering.VerifiedOn
		}
		if len(l.Languages) > 0 {
			t.tongues = append(t.tongues, uint32(i))
		}
		t.rows[i], t.more[i] = r, d
	}
	t.first = append(t.first, uint32(len(listings)))
	t.text = string(text)
	return t
}

// nameKey is what the order by name compares: family, then given, folded.
func nameKey(n directory.Name) string {
	return strings.Join(Words(n.Family), " ") + "\x00" + strings.Join(Words(n.Given), " ")
}

// phoneNumber returns the digits of an E.164 number, or 0.
func phoneNumber(e164 string) uint64 {
	digits, ok := strings.CutPrefix(e164, "+")
	if !ok {
		return 0
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
