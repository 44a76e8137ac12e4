// Package directory holds what a physician directory is made of: the
// physician and their NPI, taxonomies and practice locations, and the offering
// that a roster vouches for.
//
// A [Listing] is one physician at one practice location; it is the unit that
// is stored (internal/record), filtered and measured. The wire model
// (internal/api) is of other types, so that each may change alone.
//
// Nothing here derives an offering. Annular closure is known from a roster
// row or not at all, and not knowing is not "does not offer".
package directory

import "github.com/physicianfinder/finder/internal/geo"

// A Physician is an individual provider (NPPES entity type 1).
type Physician struct {
	NPI         NPI
	Name        Name
	FormerNames []Name // other last names of the registry: searched, never shown as the name
	Gender      Gender
	Specialties []Specialty // distinct codes in registry order, any slot
	Telehealth  bool        // a source says that they offer video visits; false: not known
	// Medicare says that a source says that they accept what Medicare approves
	// as full payment; false: not known.
	Medicare bool
	// Hospitals are those that a source says they are affiliated with, in human
	// case and order of the alphabet; empty: not known.
	Hospitals []string
}

// A Name is a person's name in human case ("McDonald", "de la Cruz").
type Name struct {
	Given, Middle, Family string
	Suffix                string   // "Jr.", "III"
	Credentials           []string // one form each: "MD", "DO", "PhD"
}

// A Specialty is a taxonomy of a physician.
type Specialty struct {
	Code    Taxonomy
	Primary bool // first slot switched Y, else slot 1
}

// Gender is the registry's sex code: "F", "M", "X", or "" when unknown.
type Gender string

// The genders of NPPES (X since 2025).
const (
	Female        Gender = "F"
	Male          Gender = "M"
	Unspecified   Gender = "X"
	UnknownGender Gender = ""
)

// A Location is a practice location: where patients are seen. Mailing and
// billing addresses never become one.
type Location struct {
	// ID is stable from week to week: it is made of the NPI and the
	// normalised address. Letters, digits and '-' only.
	ID      string
	Name    string // practice or facility name, often empty
	Address Address
	Phone   string // E.164 ("+16125550100"), or empty
	// Extension is that of the phone of the files, in digits, or empty; see
	// [Location.PhoneExtension].
	Extension string
	Fax       string // E.164, or empty; from the registry, for this address
	// RegistryPhone is what the other sources say where the roster put another
	// number in its place, or none; else empty.
	RegistryPhone string
	Position      Position
	Source        Source // whose address this is, by precedence
	Updated       Date   // date of that source's record
	// Sources lists every source that names this office, by precedence, with
	// the date of its record, and what a roster row overrode.
	Sources []Provenance
}

// PhoneExtension returns what is to be dialled after Phone, in digits: nothing
// where the roster has put another number in the place of the files'.
func (l *Location) PhoneExtension() string {
	if l.RegistryPhone != "" {
		return ""
	}
	return l.Extension
}

// A Provenance says which source vouches for what, and when.
type Provenance struct {
	Source Source
	Date   Date
	Fields []string // for a roster: the fields it overrode ("phone", "accepting", "languages")
}

// Source names a source file of the directory.
type Source string

// The sources, by falling precedence of what they say about an office.
const (
	SourceRoster   Source = "roster"
	SourceNPPES    Source = "nppes"
	SourcePractice Source = "nppes-pl" // secondary practice locations (pl_pfile)
	SourceDAC      Source = "dac"      // Doctors and Clinicians
	SourceNational Source = "npd"      // National Provider Directory
)

// An Address is a United States postal address in human case.
type Address struct {
	Line1, Line2 string
	City         string
	State        string // two letters
	PostalCode   string // ZIP5, or ZIP+4 as "55401-1234"
}

// ZIP5 returns the first five digits of the postal code.
func (a Address) ZIP5() string {
	if len(a.PostalCode) < 5 {
		return a.PostalCode
	}
	return a.PostalCode[:5]
}

// A Position is a point with an honest statement of where it came from.
type Position struct {
	Point     geo.Point
	Precision Precision
}

// Precision says what a position is the position of.
type Precision string

// The precisions, finest first.
const (
	PrecisionRooftop Precision = "rooftop" // operator-supplied geocode of the building
	PrecisionStreet  Precision = "street"  // geocode of the street address
	PrecisionZIP     Precision = "zip"     // point of the ZIP code, or one that is known no better
	PrecisionCity    Precision = "city"    // point of the town, for ZIPs without a better one
)

// Finer reports whether p is known better than q.
func (p Precision) Finer(q Precision) bool { return p.rank() < q.rank() }

func (p Precision) rank() int {
	switch p {
	case PrecisionRooftop:
		return 0
	case PrecisionStreet:
		return 1
	case PrecisionZIP:
		return 2
	}
	return 3
}

// An Offering is a roster's word that a physician offers a procedure.
type Offering struct {
	Procedure  string // "annular-closure"
	Device     string // "barricaid"
	Status     Status
	Source     string // who says so, as the roster names it
	SourceDate Date
	VerifiedOn Date
}

// The one procedure and device known so far, as the roster spells them.
const (
	AnnularClosure = "annular-closure"
	Barricaid      = "barricaid"
)

// StaleAfter is the age in days beyond which evidence is shown as old.
const StaleAfter = 90

// Stale reports whether the evidence was verified more than maxDays days before
// today.
func (o Offering) Stale(today Date, maxDays int) bool {
	return int(today-o.VerifiedOn) > maxDays
}

// Offered reports whether the offering counts as offered: confirmed or
// self-reported, however old.
func (o *Offering) Offered() bool {
	return o != nil && (o.Status == Confirmed || o.Status == SelfReported)
}

// Status is the standing of an offering.
type Status string

// The statuses of a roster row. No row is the fifth state: unknown. One that is
// named on a list is unknown too, and the list is told.
const (
	Confirmed    Status = "confirmed"
	SelfReported Status = "self_reported"
	Withdrawn    Status = "withdrawn"
	NamedOnList  Status = "named_on_list"
)

// Accepting reports whether an office takes new patients, in the codes of the
// Da Vinci Plan-Net guide; "" is unknown.
type Accepting string

// The Plan-Net codes.
const (
	AcceptingNew            Accepting = "newpt"
	AcceptingExisting       Accepting = "existptonly"
	AcceptingExistingFamily Accepting = "existptfam"
	AcceptingNone           Accepting = "nopt"
)

// TurnsAway reports whether the office says that it takes no new patients, or
// none but relatives of those it has. Unknown is not no.
func (a Accepting) TurnsAway() bool { return a != "" && a != AcceptingNew }

// A Listing is one physician at one practice location.
//
// Offering, Accepting and Languages are what roster rows say of this office:
// a row that names an office speaks for that office alone, a row that names
// none speaks for all of them.
type Listing struct {
	Physician Physician
	Location  Location
	Offering  *Offering // nil: no roster row, nothing is known
	NamedOn   *NamedOn  // nil: on no list that is known, or more than that is known
	Accepting Accepting
	Languages []string // BCP 47, sorted; empty: unknown
}

// ID identifies the listing; it is its location's ID, which the NPI is part of.
func (l *Listing) ID() string { return l.Location.ID }
