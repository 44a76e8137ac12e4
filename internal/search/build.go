package search

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/record"
)

// errAnswer says that the index answered something else than its generation
// holds: an answer cut short, or a generation that changed.
var errAnswer = errors.New("search: the index does not answer what its generation says")

// newSnapshot builds the snapshot of a generation out of its records.
func newSnapshot(info *Generation, records iter.Seq2[string, error]) (*snapshot, error) {
	b := &builder{
		info: info, drafts: make([]draft, 0, info.Listings),
		people: make(map[directory.NPI]uint32, info.Physicians), tiles: map[geo.Point]geo.Cell{},
		codeSets: map[string]uint32{}, languages: newLanguageSets(),
	}
	for r, err := range records {
		if err == nil {
			err = b.add(r)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(b.drafts) != info.Listings || len(b.keys) != info.Physicians {
		return nil, fmt.Errorf("%w: %d listings of %d physicians in place of %d of %d", errAnswer,
			len(b.drafts), len(b.keys), info.Listings, info.Physicians)
	}
	return b.snapshot()
}

// A builder gathers the listings of a generation.
type builder struct {
	info   *Generation
	drafts []draft
	people map[directory.NPI]uint32 // numbers in the order of their coming
	keys   []personKey              // by that number
	tiles  map[geo.Point]geo.Cell   // most listings share the point of a ZIP code

	specialties [][]directory.Taxonomy
	codeSets    map[string]uint32
	languages   languageSets
}

// A draft is a row that has no place yet.
type draft struct {
	row
	detail
	tile     geo.Cell
	at       geo.Point
	id       string
	record   string
	rostered bool
}

// A personKey is what a physician is ordered by.
type personKey struct {
	npi  directory.NPI
	name string
}

// add takes up one record, which it brings into the present form.
func (b *builder) add(text string) error {
	text, l, err := present(text)
	if err != nil {
		return fmt.Errorf("search: a listing of generation %s: %w", b.info.ID, err)
	}
	at := l.Location.Position.Point
	tile, ok := b.tiles[at]
	if !ok {
		if tile, err = geo.TileAt(at); err != nil {
			return fmt.Errorf("search: position of a listing: %w", err)
		}
		b.tiles[at] = tile
	}
	d := draft{tile: tile, at: at, id: l.Location.ID, record: text, rostered: rostered(&l)}
	d.row = row{
		physician: b.physician(&l.Physician), specialties: b.codeSet(l.Physician.Specialties),
		languages: b.languages.number(l.Languages), traits: traitsOfListing(&l),
	}
	d.detail = detail{phone: phoneNumber(l.Location.Phone), zip: zipNumber(l.Location.Address.ZIP5())}
	copy(d.state[:], l.Location.Address.State)
	if l.Offering.Offered() {
		d.verified = l.Offering.VerifiedOn
	}
	b.drafts = append(b.drafts, d)
	return nil
}

// present returns a record in the present form, and its listing.
func present(text string) (string, directory.Listing, error) {
	l, err := record.Decode(text)
	if err != nil || record.Current(text) {
		return text, l, err
	}
	now, err := record.Append(nil, &l)
	return string(now), l, err
}

func (b *builder) physician(p *directory.Physician) uint32 {
	n, ok := b.people[p.NPI]
	if !ok {
		n = uint32(len(b.keys))
		b.people[p.NPI] = n
		b.keys = append(b.keys, personKey{p.NPI, nameKey(p.Name)})
	}
	return n
}

func (b *builder) codeSet(specialties []directory.Specialty) uint32 {
	codes := make([]directory.Taxonomy, len(specialties))
	for i, s := range specialties {
		codes[i] = s.Code
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	var key strings.Builder
	for _, c := range codes {
		key.WriteString(string(c))
		key.WriteByte(',')
	}
	n, ok := b.codeSets[key.String()]
	if !ok {
		for i, c := range codes {
			codes[i] = directory.Taxonomy(strings.Clone(string(c))) // of a record that may go
		}
		n = uint32(len(b.specialties))
		b.codeSets[key.String()] = n
		b.specialties = append(b.specialties, codes)
	}
	return n
}

// snapshot gives every draft its place.
func (b *builder) snapshot() (*snapshot, error) {
	n := len(b.drafts)
	s := &snapshot{
		info: b.info, specialties: b.specialties, languages: b.languages,
		rows: make([]row, n), details: make([]detail, n), records: make([]string, n),
	}
	numbers := b.orderPeople(s)
	order := sortedBy(n, func(x, y uint32) int {
		p, q := &b.drafts[x], &b.drafts[y]
		return cmp.Or(cmp.Compare(p.tile, q.tile), cmp.Compare(p.at.Lat, q.at.Lat), cmp.Compare(p.at.Lng, q.at.Lng), strings.Compare(p.id, q.id))
	})
	ids := make([]string, n)
	for i, from := range order {
		d := &b.drafts[from]
		d.row.physician = numbers[d.row.physician]
		s.place(uint32(i), d)
		s.rows[i], s.details[i], s.records[i], ids[i] = d.row, d.detail, d.record, d.id
		if d.rostered {
			s.rostered = append(s.rostered, uint32(i))
		}
		s.list(uint32(i))
	}
	s.tiles = append(s.tiles, tile{uint32(n), uint32(len(s.points))})
	s.first = append(s.first, uint32(n))
	s.cover = geo.NewCover(s.cells)
	s.size = s.bytes()
	return s, s.gatherOffices(ids)
}

// orderPeople numbers the physicians by their lots, lists them by NPI and by
// name, and returns their numbers by those they had.
func (b *builder) orderPeople(s *snapshot) []uint32 {
	n := len(b.keys)
	lots := make([]uint64, n)
	for i := range b.keys {
		lots[i] = b.info.lot(b.keys[i].npi)
	}
	byLot := sortedBy(n, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(lots[x], lots[y]), cmp.Compare(b.keys[x].npi, b.keys[y].npi))
	})
	numbers := make([]uint32, n)
	s.npis, s.byName = make([]directory.NPI, n), make([]uint32, n)
	for i, p := range byLot {
		numbers[p], s.npis[i] = uint32(i), b.keys[p].npi
	}
	byName := sortedBy(n, func(x, y uint32) int {
		return cmp.Or(strings.Compare(b.keys[x].name, b.keys[y].name), cmp.Compare(numbers[x], numbers[y]))
	})
	for i, p := range byName {
		s.byName[numbers[p]] = uint32(i)
	}
	s.byNPI = sortedBy(n, func(x, y uint32) int { return cmp.Compare(s.npis[x], s.npis[y]) })
	return numbers
}

// sortedBy returns the numbers below n in the order of compare.
func sortedBy(n int, compare func(x, y uint32) int) []uint32 {
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, compare)
	return order
}

// place finds or begins the tile and the position of the next row.
func (s *snapshot) place(row uint32, d *draft) {
	fresh := len(s.cells) == 0 || s.cells[len(s.cells)-1] != d.tile
	if fresh {
		s.cells = append(s.cells, d.tile)
		s.tiles = append(s.tiles, tile{row, uint32(len(s.points))})
	}
	if fresh || s.points[len(s.points)-1] != d.at {
		s.points, s.vecs, s.first = append(s.points, d.at), append(s.vecs, d.at.Vec()), append(s.first, row)
	}
	d.point = uint32(len(s.points) - 1)
}

// list enters a row in the lists of what few listings have.
func (s *snapshot) list(row uint32) {
	switch s.rows[row].traits.closure() {
	case closureConfirmed:
		s.confirmed = append(s.confirmed, row)
		fallthrough
	case closureSelfReported:
		s.offered = append(s.offered, row)
	}
	if s.rows[row].languages != 0 {
		s.speaking = append(s.speaking, row)
	}
}

// gatherOffices lists the rows of each physician by their ids, which must be
// different.
func (s *snapshot) gatherOffices(ids []string) error {
	s.offices = sortedBy(len(ids), func(x, y uint32) int {
		return cmp.Or(cmp.Compare(s.rows[x].physician, s.rows[y].physician), strings.Compare(ids[x], ids[y]))
	})
	s.office = make([]uint32, 0, len(s.npis)+1)
	for i, r := range s.offices {
		if int(s.rows[r].physician) == len(s.office) {
			s.office = append(s.office, uint32(i))
		} else if before := s.offices[i-1]; ids[before] == ids[r] {
			return fmt.Errorf("%w: a listing twice", errAnswer)
		} else {
			s.details[r].order = s.details[before].order + 1
		}
	}
	s.office = append(s.office, uint32(len(ids)))
	return nil
}
