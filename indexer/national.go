package indexer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"os"
	"slices"
	"strconv"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// The reason that a role is refused for after the places are read.
const noSuchPlace source.Reason = "no_such_place"

// A nation reads the national directory: first its roles, which name the
// physician and the places, then its places. What it keeps of them is bounded
// by the physicians taken and 16 bytes for each place.
type nation struct {
	*reading
	roles  []nationalRole
	refs   []uint32 // places of the roles, by index
	phones []uint64 // of the roles

	index  map[source.PlaceID]uint32
	places [][]byte // a nationalPlace each; nil: not seen

	buildings map[string]int // those of the physicians' addresses, and of the places named
	sightings [][]sighting   // of them
	spots     []spotOf       // of every located place
	located   int64          // places with a position
	changed   directory.Date // the newest row
}

// A nationalRole is a role of a physician taken. Its places and phones are
// those from place and phone on.
type nationalRole struct {
	row           int64
	npi           directory.NPI
	place, phone  uint32
	places, calls uint16
}

// A nationalPlace is what is kept of a place until the roles are joined to it.
type nationalPlace struct {
	address source.RawAddress
	phones  []string
}

func (p *nationalPlace) visit(c *coder) {
	c.address(&p.address)
	list(c, &p.phones, c.text)
}

// A spotOf is a position with the street that it is given for.
type spotOf struct {
	at     uint64
	street uint32
}

// national reads the national directory.
func (g *reading) national(ctx context.Context) error {
	n := &nation{reading: g, index: map[source.PlaceID]uint32{}}
	if err := n.readRoles(ctx); err != nil {
		return err
	}
	if err := n.gatherBuildings(); err != nil {
		return err
	}
	if err := n.readPlaces(ctx); err != nil {
		return err
	}
	if err := n.readFlags(ctx); err != nil {
		return err
	}
	return n.keep()
}

// readNational reads one file of the national directory.
func readNational[T any](ctx context.Context, g *reading, name string, how func(string, source.Options) (*source.LineReader[T], error), take func(T)) (*source.LineReader[T], *Side, error) {
	r, err := open(g, name, g.o.National, how, source.Options{Keep: g.taken})
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	side := newSide(r.Path())
	if err := drain(ctx, r, take, func(e *source.Rejected) { side.refuse(refusalOf(e)) }); err != nil {
		return nil, nil, fmt.Errorf("indexer: reading %s: %w", name, err)
	}
	c := r.Counts()
	side.Rows, side.Used, side.Unmatched = c.Rows, c.Used, c.Unmatched
	g.report.Sources[name] = side
	for _, unread := range []source.Reason{source.BadRow, source.BadNPI, source.BadID} {
		if side.Reasons[unread]*2 > side.Rows {
			return nil, nil, r.Refuse(fmt.Sprintf("%d of %d rows are %s", side.Reasons[unread], side.Rows, unread))
		}
	}
	return r, side, nil
}

func (n *nation) readRoles(ctx context.Context) error {
	var silent int64
	r, side, err := readNational(ctx, n.reading, sourceRoles, source.OpenRoles, func(r source.Role) {
		role := nationalRole{row: r.Row, npi: r.NPI, place: uint32(len(n.refs)), phone: uint32(len(n.phones))}
		for _, id := range r.Places[:min(len(r.Places), math.MaxUint16)] {
			i, ok := n.index[id]
			if !ok {
				i = uint32(len(n.places))
				n.index[id], n.places = i, append(n.places, nil)
			}
			n.refs = append(n.refs, i)
		}
		for _, p := range r.Phones[:min(len(r.Phones), math.MaxUint16)] {
			if digits, err := strconv.ParseUint(p, 10, 64); err == nil {
				n.phones = append(n.phones, digits)
			}
		}
		role.places, role.calls = uint16(len(n.refs)-int(role.place)), uint16(len(n.phones)-int(role.phone))
		n.roles = append(n.roles, role)
		n.changed = max(n.changed, r.Changed)
		if r.Silent {
			silent++
		}
	})
	switch {
	case err != nil:
		return err
	case side.Used == 0 && side.Reasons[source.NoPlace] > 0 && side.Unmatched == 0:
		return r.Refuse("no role names a place")
	case silent*2 > side.Used:
		return r.Refuse(fmt.Sprintf("%d of %d roles do not say whether they are active", silent, side.Used))
	}
	return nil
}

// gatherBuildings notes the buildings that the other sources place physicians
// in.
func (n *nation) gatherBuildings() error {
	n.buildings = map[string]int{}
	for npi := range n.held.registry {
		of, err := n.held.of(npi)
		if err != nil {
			return err
		}
		n.building(&of.registry.Address)
		for i := range of.practices {
			n.building(&of.practices[i])
		}
		for i := range of.clinicians {
			n.building(&of.clinicians[i].Address)
		}
	}
	return nil
}

// keyOf is the key of an address as a source spells it.
func keyOf(a *source.RawAddress) directory.Key {
	return directory.Address{Line1: a.Line1, Line2: a.Line2, City: a.City, State: a.State, PostalCode: a.Postal}.Key()
}

func (n *nation) building(a *source.RawAddress) {
	if k := keyOf(a); k.Usable() {
		n.wanted(k.Building())
	}
}

// wanted returns the index of a building, which it makes one of those of which
// sightings are kept.
func (n *nation) wanted(building string) int {
	i, ok := n.buildings[building]
	if !ok {
		i = len(n.sightings)
		n.buildings[building], n.sightings = i, append(n.sightings, nil)
	}
	return i
}

func (n *nation) readPlaces(ctx context.Context) error {
	var used, twice, silent, addressed int64
	refused := newSide("")
	r, side, err := readNational(ctx, n.reading, sourcePlaces, source.OpenPlaces, func(p source.Place) {
		n.changed = max(n.changed, p.Changed)
		key := keyOf(&p.Address)
		if p.Silent {
			silent++
		}
		if key.Street != "" && key.ZIP5 != "" {
			addressed++
		}
		building, i := -1, uint32(0)
		named := false
		if i, named = n.index[p.ID]; named && n.places[i] != nil {
			twice++
			refused.refuse(Refusal{Row: p.Row, Reason: source.Duplicate, Field: "id"})
			return
		}
		if named {
			n.places[i] = encode(&nationalPlace{p.Address, p.Phones})
			if key.Usable() {
				building = n.wanted(key.Building())
			}
		} else if b, ok := n.buildings[key.Building()]; ok {
			building = b
		}
		if p.Located {
			n.located++
			s := sightingAt(p.Lat, p.Lng)
			n.spots = append(n.spots, spotOf{s.packed(), crc32.ChecksumIEEE([]byte(key.Street))})
			if building >= 0 {
				n.see(building, s)
			}
		}
		if named || building >= 0 && p.Located {
			used++
		}
	})
	if err != nil {
		return err
	}
	read := side.Used
	side.Unmatched, side.Used = read-used-twice, used
	side.take(refused)
	switch {
	case n.located == 0:
		return r.Refuse("no place has a position")
	case addressed*2 < read:
		return r.Refuse(fmt.Sprintf("%d of %d places have no street or no ZIP code", read-addressed, read))
	case silent*2 > read:
		return r.Refuse(fmt.Sprintf("%d of %d places do not say whether they are open", silent, read))
	}
	return nil
}

// see notes that a place of a building is put at a position.
func (n *nation) see(building int, s sighting) {
	all := n.sightings[building]
	for i := range all {
		if all[i].Lat == s.Lat && all[i].Lng == s.Lng {
			all[i].Places++
			return
		}
	}
	n.sightings[building] = append(all, s)
}

// readFlags reads who is flagged as excluded from federal programs, if that
// file was fetched. It is for the operator and shows nowhere else.
func (n *nation) readFlags(ctx context.Context) error {
	_, _, err := readNational(ctx, n.reading, sourcePeople, source.OpenFlags, func(f source.Flag) {
		if f.Excluded {
			n.report.Excluded = append(n.report.Excluded, f.NPI)
		}
	})
	slices.Sort(n.report.Excluded)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// keep joins roles to places and replaces what is held of the directory, unless
// too little came of it.
func (n *nation) keep() error {
	offices, err := n.join()
	if err != nil {
		return err
	}
	if err := n.refuseShort(offices); err != nil {
		return err
	}
	slices.SortFunc(n.spots, func(a, b spotOf) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.street, b.street)) })
	positions := map[string]sightings{}
	for building, i := range n.buildings {
		if all := sightings(n.sightings[i]); len(all) > 0 {
			for j := range all {
				all[j].Shared = n.shared(all[j].packed())
			}
			all.sort()
			positions[building] = all
		}
	}
	h := n.held
	h.national, h.positions = offices, positions
	h.nationalAsOf, h.nationalLocated = min(n.changed, n.today), n.share()
	for _, name := range []string{sourceRoles, sourcePlaces} {
		n.report.Sources[name].AsOf = h.nationalAsOf
	}
	return nil
}

// shared reports whether places of different streets are put at one position.
func (n *nation) shared(at uint64) bool {
	i, _ := slices.BinarySearchFunc(n.spots, at, func(s spotOf, at uint64) int { return cmp.Compare(s.at, at) })
	first := n.spots[i].street
	for ; i < len(n.spots) && n.spots[i].at == at; i++ {
		if n.spots[i].street != first {
			return true
		}
	}
	return false
}
