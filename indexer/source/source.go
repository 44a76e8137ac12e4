// Package source reads the public files and the roster, row by row, by header
// name, in flat memory.
//
// A reader knows the shape of its file and nothing else: it gives records as
// the file states them, trimmed and with damage by spreadsheet tools mended
// where that can be proven, and it refuses what it cannot prove. Mailing
// addresses, tax numbers and other identifiers never leave a reader.
package source

import "github.com/physicianfinder/finder/internal/directory"

// A Registry is one row of the NPPES main file.
type Registry struct {
	Row         int64 // 1-based data row of the file
	NPI         directory.NPI
	Class       Class
	Entity      Entity
	Name        RawName
	Former      RawName // "Provider Other …" names; zero when absent
	Gender      string
	Practice    RawAddress
	Taxonomies  []Slot // used slots in order
	Enumerated  directory.Date
	Updated     directory.Date
	Deactivated directory.Date
	Reactivated directory.Date
	Faults      []Fault // values left empty because their damage cannot be undone
}

// Primary returns the code of the first slot switched Y, else of slot 1, else
// "". X means "not answered".
func (r *Registry) Primary() directory.Taxonomy {
	for _, s := range r.Taxonomies {
		if s.Primary == "Y" {
			return directory.Taxonomy(s.Code)
		}
	}
	if len(r.Taxonomies) == 0 {
		return ""
	}
	return directory.Taxonomy(r.Taxonomies[0].Code)
}

// Entity is the registry's entity type.
type Entity byte

// The entity types. A blank type is a deactivated NPI.
const (
	EntityDeactivated  Entity = 0
	EntityIndividual   Entity = 1
	EntityOrganization Entity = 2
)

// A RawName is a name as the file spells it.
type RawName struct {
	Prefix, First, Middle, Last, Suffix, Credential string
}

// A RawAddress is an address as the file spells it.
type RawAddress struct {
	Facility     string // organisation or facility name, where the file has one
	Line1, Line2 string
	City, State  string
	Postal       string // digits as in the file, or with a dash
	Country      string // two letters, or empty
	Phone        string
	Extension    string // of Phone, as the file spells it
	Fax          string
	Lost         Damage // what left Postal empty, if a tool did
}

// A Slot is one taxonomy slot of a registry row.
type Slot struct {
	Code    string
	Primary string // "Y", "N", "X" or ""
}

// A Practice is one row of the secondary practice locations file (pl_pfile).
type Practice struct {
	Row     int64
	NPI     directory.NPI
	Address RawAddress
	Faults  []Fault
}

// A Clinician is one row of the Doctors and Clinicians file (DAC).
type Clinician struct {
	Row        int64
	NPI        directory.NPI
	Name       RawName
	Gender     string
	Specialty  string   // primary specialty text
	Telehealth string   // "Y", or empty: not known
	Assignment string   // "Y": accepts Medicare's approved amount; "M": may; or empty
	Hospitals  []string // names of the hospitals of affiliation
	Address    RawAddress
	AddressID  string // adrs_id: state, nine-digit ZIP with its zeros, more
	Faults     []Fault
}

// A RosterRow is one row of the curated roster, checked field by field.
type RosterRow struct {
	Row       int64
	NPI       directory.NPI
	ZIP5      string // the office it speaks for; empty: all of them
	Offering  directory.Offering
	Phone     string // E.164, or empty
	Accepting directory.Accepting
	Languages []string
	Note      string
}

// A Geocode is one row of the operator's geocodes file: about an office of a
// physician, or, with NPI 0 and no location, about a street address.
type Geocode struct {
	Row       int64
	NPI       directory.NPI `json:",omitzero"`
	Location  string        // location ID, or ZIP5 of the office
	Street    string        // without unit, as the file spells it
	ZIP5      string        // of Street
	Lat, Lng  float64
	Precision directory.Precision
}
