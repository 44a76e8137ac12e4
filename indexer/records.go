package indexer

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// The records that a build keeps of each source, as the source states them, so
// that better normal forms reach them without reading the file again. They are
// held encoded, here and in the state: a few hundred bytes a physician.

// A registryRecord is what is kept of a row of the main file.
type registryRecord struct {
	Row     int64             `json:"r,omitempty"`
	Name    source.RawName    `json:"n"`
	Former  source.RawName    `json:"f,omitzero"`
	Gender  string            `json:"g,omitempty"`
	Address source.RawAddress `json:"a"`
	Slots   []source.Slot     `json:"t"`
	Updated directory.Date    `json:"u,omitempty"`
}

// A siteRecord is what is kept of a row of the secondary practice locations.
type siteRecord struct {
	Address source.RawAddress `json:"a"`
}

// A clinicianRecord is what is kept of a row of Doctors and Clinicians.
type clinicianRecord struct {
	Name    source.RawName    `json:"n"`
	Gender  string            `json:"g,omitempty"`
	Address source.RawAddress `json:"a"`
}

// A records table holds encoded records of one source by NPI.
type table map[directory.NPI][]byte

// sorted returns the NPIs of t in order.
func (t table) sorted() []directory.NPI { return slices.Sorted(maps.Keys(t)) }

// A holding is everything that a build has taken from its sources.
type holding struct {
	registry   table // one registryRecord each
	practices  table // a list of siteRecord each
	clinicians table // a list of clinicianRecord each
	roster     []source.RosterRow
	geocodes   []source.Geocode

	specialties    string         // the set that the registry was read with
	rosterStanding RosterStanding // RosterGiven once a roster was read, RosterDeclined, or RosterNever
	asOf           map[string]directory.Date
	changed        map[string]bool // sources that differ from the state
}

func newHolding() *holding {
	return &holding{
		registry: table{}, practices: table{}, clinicians: table{},
		rosterStanding: RosterNever,
		asOf:           map[string]directory.Date{}, changed: map[string]bool{},
	}
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return b
}

// compareAddress orders raw addresses, so that the order of rows in a file
// does not show.
func compareAddress(a, b source.RawAddress) int {
	return cmp.Or(
		cmp.Compare(a.Postal, b.Postal), cmp.Compare(a.Line1, b.Line1), cmp.Compare(a.Line2, b.Line2),
		cmp.Compare(a.City, b.City), cmp.Compare(a.State, b.State), cmp.Compare(a.Phone, b.Phone),
		cmp.Compare(a.Facility, b.Facility), cmp.Compare(a.Country, b.Country),
	)
}

func compareName(a, b source.RawName) int {
	return cmp.Or(
		cmp.Compare(a.Last, b.Last), cmp.Compare(a.First, b.First), cmp.Compare(a.Middle, b.Middle),
		cmp.Compare(a.Suffix, b.Suffix), cmp.Compare(a.Credential, b.Credential), cmp.Compare(a.Prefix, b.Prefix),
	)
}

// decode reads what encode wrote; the state checks its records when it is
// opened by another version, so nothing else reaches here.
func decode[T any](b []byte) (v T) {
	if b == nil {
		return v
	}
	if err := json.Unmarshal(b, &v); err != nil {
		panic(err)
	}
	return v
}
