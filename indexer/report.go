package indexer

import (
	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// MaxListed is how many quarantined rows and refusals of a source a report
// lists; all are counted.
const MaxListed = 1_000

// maxExamples is how many conflicts a report shows.
const maxExamples = 20

// A Report accounts for a run.
//
// Rows is the number of rows of the main file: every one is counted under
// exactly one of Organizations, Deactivated, OtherTaxonomy, Students,
// Physicians and Quarantined. A run that reads no main file counts the records
// that the state keeps of it instead.
type Report struct {
	Rows          int64 `json:"rows"`
	Organizations int64 `json:"organizations"`
	Deactivated   int64 `json:"deactivated"`
	OtherTaxonomy int64 `json:"other_taxonomy"`
	Students      int64 `json:"students"`
	Physicians    int64 `json:"physicians"`
	Quarantined   int64 `json:"quarantined"`

	Reasons    map[source.Reason]int64 `json:"quarantine_reasons"` // of Quarantined
	Quarantine []Refusal               `json:"quarantine"`         // the first MaxListed

	Listings int              `json:"listings"`
	Listed   int              `json:"listed_physicians"` // distinct NPIs among the listings
	Registry RegistryReport   `json:"registry"`
	Sources  map[string]*Side `json:"sources"` // the secondary files and the roster

	Offerings       map[directory.Status]int64 `json:"offerings"`        // accepted roster rows
	OfferedListings map[directory.Status]int   `json:"offered_listings"` // listings
	// OfferedStates counts the offices of OfferedListings by state.
	OfferedStates map[string]map[directory.Status]int64 `json:"offered_states"`
	Located       map[directory.Precision]int64         `json:"located"` // listings
	// Unlocated counts addresses of which no listing could be made, by source
	// and reason. Their physicians are listed elsewhere or quarantined.
	Unlocated map[directory.Source]map[source.Reason]int64 `json:"unlocated"`
	// Freshness counts listings by the source of their address and the year of
	// its record ("unknown" where the source has no dates).
	Freshness map[directory.Source]map[string]int64 `json:"freshness"`

	Conflicts Conflicts `json:"conflicts"`
	// Removed counts physicians of earlier runs that the registry no longer
	// holds or that no longer qualify.
	Removed int64 `json:"removed"`

	Specialties string         `json:"specialties"`
	Roster      RosterStanding `json:"roster"`
	Generation  string         `json:"generation"` // empty when nothing was published
	DataAsOf    directory.Date `json:"data_as_of"` // newest source date
	Published   bool           `json:"published"`
	Seconds     float64        `json:"seconds"`
}

// Sum returns what Rows must be.
func (r *Report) Sum() int64 {
	return r.Organizations + r.Deactivated + r.OtherTaxonomy + r.Students + r.Physicians + r.Quarantined
}

// RegistryReport tells of the main file as a whole.
type RegistryReport struct {
	Path   string         `json:"path,omitempty"`
	Kept   bool           `json:"kept"`   // not read: taken from the state
	Update bool           `json:"update"` // a weekly increment
	AsOf   directory.Date `json:"as_of"`  // newest record taken
	Repairs
}

// A Side tells of a secondary file or the roster. Rows = Used + Unmatched +
// Refused.
type Side struct {
	Path      string                  `json:"path,omitempty"`
	Kept      bool                    `json:"kept"` // not read: taken from the state
	Rows      int64                   `json:"rows"`
	Used      int64                   `json:"used"`
	Unmatched int64                   `json:"unmatched"` // of NPIs that were not taken
	Refused   int64                   `json:"refused"`
	Reasons   map[source.Reason]int64 `json:"reasons"`
	Refusals  []Refusal               `json:"refusals"` // the first MaxListed
	AsOf      directory.Date          `json:"as_of"`    // newest date of the rows used
	Repairs
}

// Repairs counts, by damage, values of a file that spreadsheet or data-frame
// tools had damaged.
type Repairs struct {
	Mended    map[source.Damage]int64 `json:"mended,omitempty"`     // restored for certain
	LeftEmpty map[source.Damage]int64 `json:"left_empty,omitempty"` // beyond proof
}

// A Refusal is one row that was quarantined or refused.
type Refusal struct {
	NPI    string        `json:"npi"`
	Row    int64         `json:"row"` // 1-based data row of its file
	Reason source.Reason `json:"reason"`
	Field  string        `json:"field"`
	Detail string        `json:"detail,omitempty"`
	Damage source.Damage `json:"damage,omitempty"` // what a tool did to the field, if one did
}

// The reasons that a run decides itself, beyond those of the readers.
const (
	NoAddress      source.Reason = "no_address"  // no street line, or a post office box alone
	UnknownZIP     source.Reason = "unknown_zip" // no ZIP code, or none of the gazetteer
	MilitaryPost   source.Reason = "military"
	ForeignAddress source.Reason = "foreign"

	NotInRegistry  source.Reason = "not_in_registry"  // roster, geocodes
	DeactivatedNPI source.Reason = "deactivated"      // roster
	Organization   source.Reason = "organization"     // roster: not an individual's NPI
	NoOffice       source.Reason = "no_usable_office" // roster: the physician is quarantined
	NoSuchOffice   source.Reason = "no_such_office"   // roster: no office in that ZIP code
)

// Conflicts counts where sources contradict each other about one physician.
type Conflicts struct {
	Total    int64                  `json:"total"`
	ByKind   map[ConflictKind]int64 `json:"by_kind"`
	Examples []Conflict             `json:"examples"` // the first ones
}

// A Conflict is one contradiction; the registry's word stands.
type Conflict struct {
	NPI    string       `json:"npi"`
	Kind   ConflictKind `json:"kind"`
	Detail string       `json:"detail"`
}

// ConflictKind says what sources contradict each other about.
type ConflictKind string

// The kinds of conflict.
const (
	ConflictFamily   ConflictKind = "family_name"
	ConflictGender   ConflictKind = "gender"
	ConflictFarApart ConflictKind = "far_apart" // no office of one federal file within 40 km of the other's
	ConflictState    ConflictKind = "zip_state" // the ZIP code lies in another state than the address says
)

func (c *Conflicts) add(npi directory.NPI, kind ConflictKind, detail string) {
	c.Total++
	c.ByKind[kind]++
	if len(c.Examples) < maxExamples {
		c.Examples = append(c.Examples, Conflict{npi.String(), kind, detail})
	}
}

// RosterStanding says where the roster of a run came from.
type RosterStanding string

// The standings of a roster.
const (
	RosterGiven    RosterStanding = "given"    // read by this run
	RosterKept     RosterStanding = "kept"     // from the state
	RosterDeclined RosterStanding = "declined" // left out with --no-roster
	RosterNever    RosterStanding = "never"    // none was ever read; only a check goes on
)

func newReport() *Report {
	return &Report{
		Reasons:         map[source.Reason]int64{},
		Quarantine:      []Refusal{},
		Sources:         map[string]*Side{},
		Offerings:       map[directory.Status]int64{directory.Confirmed: 0, directory.SelfReported: 0, directory.Withdrawn: 0},
		OfferedListings: map[directory.Status]int{},
		OfferedStates:   map[string]map[directory.Status]int64{},
		Located:         map[directory.Precision]int64{},
		Unlocated:       map[directory.Source]map[source.Reason]int64{},
		Freshness:       map[directory.Source]map[string]int64{},
		Conflicts:       Conflicts{ByKind: map[ConflictKind]int64{}, Examples: []Conflict{}},
	}
}

func newSide(path string) *Side {
	return &Side{Path: path, Reasons: map[source.Reason]int64{}, Refusals: []Refusal{}}
}

// quarantine counts one row of the main file that was set aside.
func (r *Report) quarantine(f Refusal) {
	r.Quarantined++
	r.Reasons[f.Reason]++
	if len(r.Quarantine) < MaxListed {
		r.Quarantine = append(r.Quarantine, f)
	}
}

// refuse counts one row of a secondary file that was refused.
func (s *Side) refuse(f Refusal) {
	s.Refused++
	s.Reasons[f.Reason]++
	if len(s.Refusals) < MaxListed {
		s.Refusals = append(s.Refusals, f)
	}
}

func refusalOf(e *source.Rejected) Refusal {
	return Refusal{NPI: e.NPI, Row: e.Row, Reason: e.Reason, Field: e.Field, Detail: e.Detail, Damage: e.Damage}
}
