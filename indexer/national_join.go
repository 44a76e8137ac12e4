package indexer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// join returns the offices of each physician, and accounts for roles that name
// no place of the release.
func (n *nation) join() (table, error) {
	slices.SortFunc(n.roles, func(a, b nationalRole) int { return cmp.Or(cmp.Compare(a.npi, b.npi), cmp.Compare(a.row, b.row)) })
	side := n.report.Sources[sourceRoles]
	offices, used := table{}, side.Used
	for from := 0; from < len(n.roles); {
		to := from
		for to < len(n.roles) && n.roles[to].npi == n.roles[from].npi {
			if r := &n.roles[to]; !slices.ContainsFunc(n.placesOf(r), func(i uint32) bool { return n.places[i] != nil }) {
				side.Used--
				side.refuse(Refusal{NPI: r.npi.String(), Row: r.row, Reason: noSuchPlace, Field: "location"})
			}
			to++
		}
		list, err := n.officesOf(n.roles[from:to])
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			offices[n.roles[from].npi] = encode(&list)
		}
		from = to
	}
	if side.Used*2 < used {
		return nil, fmt.Errorf("%w: %d of %d roles name places that %s lacks: are both files of one release?", ErrRefused, used-side.Used, used, n.report.Sources[sourcePlaces].Path)
	}
	return offices, nil
}

func (n *nation) placesOf(r *nationalRole) []uint32 { return n.refs[r.place:][:r.places] }

// officesOf returns the distinct usable places of one physician's roles, each
// with the telephone number that is most likely its own.
func (n *nation) officesOf(roles []nationalRole) (siteList, error) {
	best := map[uint32]call{}
	for i := range roles {
		for _, p := range n.placesOf(&roles[i]) {
			if n.places[p] == nil {
				continue
			}
			var place nationalPlace
			if err := decode(n.places[p], &place); err != nil {
				return nil, err
			}
			c := n.callOf(&roles[i], &place)
			if old, seen := best[p]; !seen || c.compare(old) < 0 {
				best[p] = c
			}
		}
	}
	var list siteList
	for p, c := range best {
		var place nationalPlace
		if err := decode(n.places[p], &place); err != nil {
			return nil, err
		}
		if keyOf(&place.address).Usable() {
			place.address.Phone = c.phone
			list = append(list, place.address)
		}
	}
	slices.SortFunc(list, compareAddress)
	return slices.Compact(list), nil
}

// A call is a telephone number of a place, and how likely it is the
// physician's there, the lower the likelier.
type call struct {
	rank, at int
	phone    string
}

func (c call) compare(o call) int {
	return cmp.Or(cmp.Compare(c.rank, o.rank), cmp.Compare(c.at, o.at), cmp.Compare(c.phone, o.phone))
}

// callOf chooses among the numbers of a role and of one of its places, each of
// which may list those of all tenants and all offices: one that both list, the
// role's if it has no other place, the place's, the role's.
func (n *nation) callOf(r *nationalRole, p *nationalPlace) call {
	best := call{rank: 4}
	consider := func(c call) {
		if c.compare(best) < 0 {
			best = c
		}
	}
	for i, digits := range n.phones[r.phone:][:r.calls] {
		phone := strconv.FormatUint(digits, 10)
		switch {
		case slices.Contains(p.phones, phone):
			consider(call{0, i, phone})
		case r.places == 1:
			consider(call{1, i, phone})
		default:
			consider(call{3, i, phone})
		}
	}
	for i, phone := range p.phones {
		consider(call{2, i, phone})
	}
	return best
}

// share is the share of places, in thousandths, that have a position.
func (n *nation) share() int64 {
	return n.located * 1000 / max(1, n.report.Sources[sourcePlaces].Rows)
}

// refuseShort refuses a release that gives much less than the one before: what
// is renamed reads as if it were not there.
func (n *nation) refuseShort(offices table) error {
	held, again := 0, 0
	for npi := range n.held.national {
		if n.taken(npi) {
			held++
			if offices[npi] != nil {
				again++
			}
		}
	}
	keep := n.o.NationalKeep
	const way = "it is that of a release whose keys or URIs were renamed, or of a part of one; take the one before, or a newer one (--npd-keep 0 takes it as it is)"
	switch {
	case float64(again) < keep*float64(held):
		return fmt.Errorf("%w: the national directory gives offices of %d of the %d physicians that it gave before: %s", ErrRefused, again, held, way)
	case float64(n.share()) < keep*float64(n.held.nationalLocated):
		return fmt.Errorf("%w: %.1f %% of the places of the national directory have a position, %.1f %% had before: %s", ErrRefused, float64(n.share())/10, float64(n.held.nationalLocated)/10, way)
	}
	return nil
}
