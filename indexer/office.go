package indexer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// A site is what one row of one source says of an office.
type site struct {
	source   directory.Source
	date     directory.Date
	facility string
	phone    string // E.164, or empty
	address  directory.Address
	key      directory.Key
	country  string
	lost     source.Damage // what left the ZIP code empty, if a tool did
	spot
}

// newSite brings an address of a source into normal form.
func newSite(src directory.Source, date directory.Date, raw *source.RawAddress) site {
	phone, err := directory.ParsePhone(raw.Phone)
	if err != nil {
		phone = ""
	}
	a := directory.Address{Line1: raw.Line1, Line2: raw.Line2, City: raw.City, State: raw.State, PostalCode: raw.Postal}
	return site{
		source: src, date: date, facility: directory.PlaceName(raw.Facility), phone: phone,
		address: directory.NormalizeAddress(a), key: a.Key(), country: strings.ToUpper(raw.Country), lost: raw.Lost,
	}
}

// compareSites orders the sites of one source: those with a unit before those
// without one, so that the fuller spelling names the office.
func compareSites(a, b site) int {
	if c := cmp.Compare(a.key.Street, b.key.Street); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.key.ZIP5, b.key.ZIP5),
		-cmp.Compare(a.key.Units, b.key.Units), cmp.Compare(a.phone, b.phone), cmp.Compare(a.facility, b.facility),
		cmp.Compare(a.address.Line1, b.address.Line1), cmp.Compare(a.address.Line2, b.address.Line2),
		cmp.Compare(a.address.PostalCode, b.address.PostalCode), cmp.Compare(a.address.City, b.address.City),
	)
}

// An office is a practice location in the making.
type office struct {
	key directory.Key
	directory.Location
}

// offices groups located sites, which come by falling precedence, and appends
// the offices to out, which is empty. The first site of an office gives its
// address, date and id; others fill in a phone and a name that are missing, and
// are noted as sources.
func offices(npi directory.NPI, sites []site, out []office) []office {
	for i := range sites {
		s := &sites[i]
		if s.why != "" {
			continue
		}
		i := officeOf(out, s.key)
		if i < 0 {
			out = append(out, office{s.key, directory.Location{
				ID: s.key.LocationID(npi), Address: s.address,
				Position: s.at, Source: s.source, Updated: s.date,
			}})
			i = len(out) - 1
		}
		out[i].add(s)
	}
	slices.SortFunc(out, func(a, b office) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// officeOf returns the index of the office with the key, else of one that may
// be the same, else -1.
func officeOf(all []office, k directory.Key) int {
	same := -1
	for i := range all {
		switch {
		case all[i].key == k:
			return i
		case same < 0 && all[i].key.SameOffice(k):
			same = i
		}
	}
	return same
}

func (o *office) add(s *site) {
	if o.Phone == "" {
		o.Phone = s.phone
	}
	if o.Name == "" {
		o.Name = s.facility
	}
	for i := range o.Sources {
		if o.Sources[i].Source == s.source {
			o.Sources[i].Date = max(o.Sources[i].Date, s.date)
			return
		}
	}
	o.Sources = append(o.Sources, directory.Provenance{Source: s.source, Date: s.date})
}
