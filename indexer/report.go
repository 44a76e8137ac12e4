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
// exactly one of Organizations, Deactivated, OtherTaxonomy, Students, Replaced,
// Physicians and Quarantined. A run that reads no main file counts the records
// that the state keeps of it instead.
type Report struct {
	Rows          int64 `json:"rows"`
	Organizations int64 `json:"organizations"`
	Deactivated   int64 `json:"deactivated"`
	OtherTaxonomy int64 `json:"other_taxonomy"`
	Students      int64 `json:"students"`
	Replaced      int64 `json:"replaced"` // by a row of a later file of the same run
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

	Positions  Positions   `json:"positions"`
	Agreements []Agreement `json:"agreements"`
	// Excluded are the physicians whom the national directory flags as excluded
	// from federal programs. It is a hint for the operator and shows nowhere else.
	Excluded []directory.NPI `json:"excluded"`

	Conflicts Conflicts `json:"conflicts"`
	// Removed counts physicians of earlier runs that the registry no longer
	// holds or that no longer qualify.
	Removed int64 `json:"removed"`

	Specialties string         `json:"specialties"`
	Roster      RosterStanding `json:"roster"`
	Generation  string         `json:"generation"` // empty when nothing was published
	DataAsOf    directory.Date `json:"data_as_of"` // the registry's last day
	// AsOf is how new each source of the listings is; 0 where it does not say.
	AsOf      map[directory.Source]directory.Date `json:"as_of"`
	Published bool                                `json:"published"`
	// NothingNew says that all that was found is held and live already, so that
	// nothing was built.
	NothingNew bool `json:"nothing_new"`
	// ByReport counts physicians who are left out because the report of
	// deactivated NPIs names them, and nothing else.
	ByReport int64   `json:"deactivated_by_report"`
	Seconds  float64 `json:"seconds"`
}

// Sum returns what Rows must be.
func (r *Report) Sum() int64 {
	return r.Organizations + r.Deactivated + r.OtherTaxonomy + r.Students + r.Replaced + r.Physicians + r.Quarantined
}

// RegistryReport tells of the main file as a whole.
type RegistryReport struct {
	Path   string       `json:"path,omitempty"`
	Kept   bool         `json:"kept"`            // not read: taken from the state
	Update bool         `json:"update"`          // a weekly increment
	Files  []FileReport `json:"files,omitempty"` // that were read, in order
	// Held is the increment that was given and not read, because the state
	// holds its days already.
	Held *source.Days   `json:"held,omitempty"`
	Days Coverage       `json:"days"`  // which days of the registry the build holds
	AsOf directory.Date `json:"as_of"` // the last of them
	Repairs
}

// A FileReport tells of one main file that was read.
type FileReport struct {
	Path   string      `json:"path"`
	Update bool        `json:"update"` // a weekly increment
	Days   source.Days `json:"days"`   // zero: not said
	Rows   int64       `json:"rows"`
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
	AsOf      directory.Date          `json:"as_of"`    // the last day that it tells of; 0: it does not say
	Repairs
}

// add counts the repairs of one more file.
func (p *Repairs) add(c source.Counts) {
	if p.Mended == nil {
		p.Mended, p.LeftEmpty = c.Mended, c.Faulty
		return
	}
	for damage, n := range c.Mended {
		p.Mended[damage] += n
	}
	for damage, n := range c.Faulty {
		p.LeftEmpty[damage] += n
	}
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
	UnknownZIP     source.Reason = "unknown_zip" // no ZIP code, or neither it nor the town is in the gazetteer
	ZIPState       source.Reason = "zip_state"   // the ZIP code lies in another state, and the gazetteer lacks the town
	MilitaryPost   source.Reason = "military"
	ForeignAddress source.Reason = "foreign"

	NotInRegistry  source.Reason = "not_in_registry"  // roster: the full file has no usable row
	NotInState     source.Reason = "not_in_state"     // roster: no full file was read since the roster names them
	DeactivatedNPI source.Reason = "deactivated"      // roster
	Organization   source.Reason = "organization"     // roster: not an individual's NPI
	NoOffice       source.Reason = "no_usable_office" // roster: the physician is quarantined
	NoSuchOffice   source.Reason = "no_such_office"   // roster: no office in that ZIP code
	FarFromAddress source.Reason = "far_from_address" // geocodes: far from the ZIP code or town of the office, or in another state
	Superseded     source.Reason = "superseded"       // roster: a later row counts at every office it speaks for
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
		AsOf:            map[directory.Source]directory.Date{},
		Offerings:       map[directory.Status]int64{directory.Confirmed: 0, directory.SelfReported: 0, directory.Withdrawn: 0},
		OfferedListings: map[directory.Status]int{},
		OfferedStates:   map[string]map[directory.Status]int64{},
		Located:         map[directory.Precision]int64{},
		Unlocated:       map[directory.Source]map[source.Reason]int64{},
		Freshness:       map[directory.Source]map[string]int64{},
		Positions:       newPositions(), Agreements: []Agreement{}, Excluded: []directory.NPI{},
		Conflicts: Conflicts{ByKind: map[ConflictKind]int64{}, Examples: []Conflict{}},
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

// take adds the refusals of o.
func (s *Side) take(o *Side) {
	s.Refused += o.Refused
	for why, n := range o.Reasons {
		s.Reasons[why] += n
	}
	s.Refusals = append(s.Refusals, o.Refusals[:min(len(o.Refusals), MaxListed-len(s.Refusals))]...)
}

func refusalOf(e *source.Rejected) Refusal {
	return Refusal{NPI: e.NPI, Row: e.Row, Reason: e.Reason, Field: e.Field, Detail: e.Detail, Damage: e.Damage}
}
