// Package referral keeps what the call-center does: the referral cases that
// agents hand to callers, the corrections that people report, the staff
// accounts and their sessions.
//
// A case has no field for a caller's name, number or condition. It holds a
// reference that can be read over a telephone, an origin no finer than a
// three-digit ZIP or a resolution-5 cell, the surgeons given as they stood,
// and a history that is only ever added to. Notes that look like personal data
// are refused.
//
// [Store] keeps it in SQLite or PostgreSQL through one set of statements; one
// conformance suite runs on both.
package referral

import (
	"errors"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// What the store answers with when it does not do as asked.
var (
	// ErrNotFound says that there is no such case, account, session or correction.
	ErrNotFound = errors.New("referral: not found")
	// ErrConflict says that the record changed since it was read; read again.
	ErrConflict = errors.New("referral: changed by somebody else")
	// ErrInvalid says that a field is missing, unknown or out of bounds.
	ErrInvalid = errors.New("referral: invalid")
	// ErrExists says that the name is taken.
	ErrExists = errors.New("referral: exists already")
	// ErrUnavailable says that the store cannot be reached.
	ErrUnavailable = errors.New("referral: store unavailable")
)

// A Case is one referral: three surgeons at most, given to one caller, or
// nobody and the caller sent to 911.
type Case struct {
	Reference Reference
	Created   time.Time // UTC, whole milliseconds
	Changed   time.Time
	Version   int // 1 when made, one more with every change
	Agent     string
	Language  string // the caller's: "en" or "es"
	Origin    Origin
	Filters   map[string]string // parameters of the search, without the place
	Surgeons  []Surgeon
	How       How
	Outcome   Outcome        // the furthest of its surgeons', unless set as a whole
	FollowUp  directory.Date // when to ask the practice; 0: not to be followed up
	Ask       directory.NPI  // whom to ask then; 0: any
	Assigned  string         // who is to; empty: whoever is there
	Remarks   []Remark       // what is to be said of it, in codes
	Note      string         // up to MaxNote bytes, no personal data
	State     string         // where the caller searched from: two letters, if known
	Voided    Void           // why it does not count; empty: it does
	Merged    Reference      // the case that it is the same as, if that is why
	Call      Call           // the call in which it is made; only read by [Store.Make]
}

// Bounds of a case.
const (
	MaxNote     = 280 // bytes
	MaxSurgeons = 3
)

// An Origin is where the caller searched from, coarsened.
type Origin struct {
	Kind  string // "zip3", "cell5", or "" when the search had no place
	Value string // "554", or the hexadecimal cell
}

// A Surgeon is what the caller was told of a physician, as it stood then.
type Surgeon struct {
	NPI       directory.NPI `json:"npi"`
	Name      string        `json:"name"`
	Specialty string        `json:"specialty"`
	Location  string        `json:"location"` // listing id
	Address   string        `json:"address"`
	Phone     string        `json:"phone"` // E.164
	// Extension is dialled after Phone, in digits; empty: none.
	Extension string `json:"extension,omitempty"`
	// Accepting is whether the office takes new patients; empty: unknown.
	Accepting  directory.Accepting `json:"accepting"`
	Miles      float64             `json:"miles"`
	Closure    string              `json:"closure"` // status, or empty: unknown
	VerifiedOn directory.Date      `json:"verified_on"`
	Generation string              `json:"generation"`
	// What came of it at this office, and how often it was rung without an answer.
	Outcome  Outcome `json:"outcome,omitempty"`
	Attempts int     `json:"attempts,omitempty"`
}

// How says how the surgeons were handed over.
type How string

// The ways of handing over.
const (
	HowRead     How = "read"
	HowPrint    How = "print"
	HowEmail    How = "email_text"
	HowSMS      How = "sms_text"
	HowTransfer How = "warm_transfer"
)

// Outcome says what came of a referral, as far as the practice told.
type Outcome string

// The outcomes.
const (
	OutcomeOpen        Outcome = "open"
	OutcomeAppointment Outcome = "appointment_set"
	OutcomeCallerCalls Outcome = "caller_will_call"
	OutcomeKept        Outcome = "appointment_kept"
	OutcomeNotKept     Outcome = "appointment_not_kept"
	OutcomeNoAnswer    Outcome = "practice_no_answer"
	OutcomeNoFit       Outcome = "no_fit"
	OutcomeEmergency   Outcome = "sent_to_911"
)

// Outcomes lists the outcomes in the order that agents see them.
func Outcomes() []Outcome {
	return []Outcome{OutcomeOpen, OutcomeAppointment, OutcomeCallerCalls, OutcomeKept, OutcomeNotKept, OutcomeNoAnswer, OutcomeNoFit, OutcomeEmergency}
}

// furthest orders the outcomes of several surgeons: the case has the first of
// these that one of them has.
var furthest = []Outcome{OutcomeEmergency, OutcomeKept, OutcomeAppointment, OutcomeCallerCalls, OutcomeNotKept, OutcomeNoAnswer, OutcomeNoFit}

// Hows lists the ways of handing over in the order that agents see them.
func Hows() []How { return []How{HowRead, HowPrint, HowEmail, HowSMS, HowTransfer} }

// A Void says why a case does not count.
type Void string

// The reasons why a case does not count. A case that is the same as another
// names it.
const (
	VoidMistyped  Void = "mistyped"
	VoidTest      Void = "test"
	VoidDuplicate Void = "duplicate"
)

// Voids lists the reasons in the order that agents see them.
func Voids() []Void { return []Void{VoidMistyped, VoidDuplicate, VoidTest} }

// A Remark is what is often to be said of a case, in place of free text.
type Remark string

// Remarks lists the remarks in the order that agents see them. None is of the
// caller's health or person.
func Remarks() []Remark {
	return []Remark{"mornings", "afternoons", "interpreter", "wheelchair", "ride", "records_sent", "referral_needed", "insurance_to_ask", "message_left", "waiting_list"}
}

// An Event is one entry of a case's history.
type Event struct {
	Reference Reference
	Seq       int // 1 is the making of the case
	At        time.Time
	Agent     string
	Changes   []Change
}

// A Change is one field of a case that was set.
type Change struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}
