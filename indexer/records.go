package indexer

import (
	"cmp"
	"maps"
	"slices"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// The records that a build keeps of each source, as the source states them, so
// that better normal forms reach them without reading the file again. They are
// held encoded, here and in the state: some 150 bytes a physician.

// A registryRecord is what is kept of a row of the main file.
type registryRecord struct {
	Name    source.RawName
	Former  source.RawName
	Gender  string
	Address source.RawAddress
	Slots   []source.Slot
	Updated directory.Date
	// Reactivated is the day on which a deactivated NPI was made valid again.
	Reactivated directory.Date
}

// A siteList is what is kept of the secondary practice locations of one NPI.
type siteList []source.RawAddress

// A clinicianRecord is what is kept of a row of Doctors and Clinicians.
type clinicianRecord struct {
	Name       source.RawName
	Gender     string
	Address    source.RawAddress
	Telehealth string
	Assignment string
	Hospitals  string // their names, a line each
}

// A clinicianList is what is kept of the rows of one NPI.
type clinicianList []clinicianRecord

// A table holds encoded records of one source by NPI.
type table map[directory.NPI][]byte

// sorted returns the NPIs of t in order.
func (t table) sorted() []directory.NPI { return slices.Sorted(maps.Keys(t)) }

// A holding is everything that a build has taken from its sources.
type holding struct {
	registry   table // a registryRecord each
	practices  table // a siteList each
	clinicians table // a clinicianList each
	national   table // a siteList each: offices of the national directory
	roster     []source.RosterRow
	geocodes   []source.Geocode
	positions  map[string]sightings // by building: of the national directory

	// deactivated is what the report of deactivated NPIs says, by NPI, as of
	// the day deactivatedAsOf. It is kept whole: an increment may bring somebody
	// whom it names.
	deactivated     map[directory.NPI]directory.Date
	deactivatedAsOf directory.Date

	taken     Taken
	takenBack *takenBack
	strangers []directory.NPI // named by the roster, and in no file read since; in order

	specialties    string         // the set that the registry was read with
	rosterStanding RosterStanding // RosterGiven once a roster was read, RosterDeclined, or RosterNever

	registryDays, practiceDays Coverage       // practiceDays.To is 0 when none were ever read
	cliniciansAsOf             directory.Date // as the operator says; 0: not known
	nationalAsOf               directory.Date // of the newest row
	nationalLocated            int64          // places of it that have a position, of a thousand
}

func newHolding() *holding {
	return &holding{
		registry: table{}, practices: table{}, clinicians: table{}, national: table{}, positions: map[string]sightings{},
		rosterStanding: RosterNever,
	}
}

// compareAddress orders raw addresses, so that the order of rows in a file
// does not show.
func compareAddress(a, b source.RawAddress) int {
	return cmp.Or(
		cmp.Compare(a.Postal, b.Postal), cmp.Compare(a.Line1, b.Line1), cmp.Compare(a.Line2, b.Line2),
		cmp.Compare(a.City, b.City), cmp.Compare(a.State, b.State), cmp.Compare(a.Phone, b.Phone), cmp.Compare(a.Extension, b.Extension), cmp.Compare(a.Fax, b.Fax),
		cmp.Compare(a.Facility, b.Facility), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Lost, b.Lost),
	)
}

func compareClinician(a, b clinicianRecord) int {
	return cmp.Or(
		compareAddress(a.Address, b.Address), compareName(a.Name, b.Name), cmp.Compare(a.Gender, b.Gender),
		cmp.Compare(a.Telehealth, b.Telehealth), cmp.Compare(a.Assignment, b.Assignment), cmp.Compare(a.Hospitals, b.Hospitals),
	)
}

func compareName(a, b source.RawName) int {
	return cmp.Or(
		cmp.Compare(a.Last, b.Last), cmp.Compare(a.First, b.First), cmp.Compare(a.Middle, b.Middle),
		cmp.Compare(a.Suffix, b.Suffix), cmp.Compare(a.Credential, b.Credential), cmp.Compare(a.Prefix, b.Prefix),
	)
}
