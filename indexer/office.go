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
	ext, fax string // digits of the extension, and E.164
	address  directory.Address
	key      directory.Key
	country  string
	lost     source.Damage // what left the ZIP code empty, if a tool did
	spot
}

// newSite brings an address of a source into normal form.
func newSite(src directory.Source, date directory.Date, raw *source.RawAddress) site {
	phone, ext := number(raw.Phone), extension(raw.Extension)
	if phone == "" {
		ext = ""
	}
	a := directory.Address{Line1: raw.Line1, Line2: raw.Line2, City: raw.City, State: raw.State, PostalCode: raw.Postal}
	return site{
		source: src, date: date, facility: directory.PlaceName(raw.Facility), phone: phone, ext: ext, fax: number(raw.Fax),
		address: directory.NormalizeAddress(a), key: a.Key(), country: strings.ToUpper(raw.Country), lost: raw.Lost,
	}
}

// number returns a telephone number in E.164, or nothing.
func number(s string) string {
	e164, err := directory.ParsePhone(s)
	if err != nil {
		return ""
	}
	return e164
}

// maxExtension is the most digits of an extension; what is longer is no
// extension but another number.
const maxExtension = 6

// extension returns the digits of an extension, or nothing.
func extension(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	if len(digits) > maxExtension || strings.Trim(digits, "0") == "" {
		return ""
	}
	return digits
}

// compareSites orders the sites of one source: those with a unit before those
// without one, so that the fuller spelling names the office.
func compareSites(a, b site) int {
	if c := cmp.Compare(a.key.Street, b.key.Street); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.key.ZIP5, b.key.ZIP5),
		-cmp.Compare(a.key.Units, b.key.Units), cmp.Compare(a.phone, b.phone), -cmp.Compare(a.ext, b.ext), -cmp.Compare(a.fax, b.fax), cmp.Compare(a.facility, b.facility),
		cmp.Compare(a.address.Line1, b.address.Line1), cmp.Compare(a.address.Line2, b.address.Line2),
		cmp.Compare(a.address.PostalCode, b.address.PostalCode), cmp.Compare(a.address.City, b.address.City),
	)
}

// An office is a practice location in the making.
type office struct {
	key   directory.Key // of the site that names most units
	from  PositionSource
	moved float64 // as of the site that gives the position
	directory.Location
}

// offices groups located sites, which come by falling precedence, and appends
// the offices to out, which is empty. The first site of an office gives its
// address, date and id; others fill in a phone, a name and units that are
// missing, and are noted as sources. The lines are those of the site that
// names most units: a street without a unit becomes suite 1, and then not
// suite 2 as well.
func offices(npi directory.NPI, sites []site, out []office) []office {
	for i := range sites {
		s := &sites[i]
		if s.why != "" {
			continue
		}
		i := officeOf(out, s.key)
		if i < 0 {
			out = append(out, office{s.key, s.from, s.moved, directory.Location{
				ID: s.key.LocationID(npi), Address: s.address,
				Position: s.at, Source: s.source, Updated: s.date,
			}})
			i = len(out) - 1
		}
		out[i].add(s)
		if o := &out[i]; o.key != s.key && o.key.Within(s.key) {
			o.key, o.Address.Line1, o.Address.Line2 = s.key, s.address.Line1, s.address.Line2
		}
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
	if o.Extension == "" && o.Phone == s.phone {
		o.Extension = s.ext
	}
	if o.Fax == "" {
		o.Fax = s.fax
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
