// Package roster keeps who offers annular closure, who says so, and since when:
// attestations that are only ever added to, the reviews of them, and the fold
// that says what holds of an office today.
//
// An attestation is bound to the offices that it was made of, by their
// addresses as they stood. Nothing that came in from a list counts as a word
// of the practice, and that somebody offers annular closure needs two people.
package roster

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// What the store answers with besides the errors of [referral.Store].
var (
	// ErrOwn says that nobody reviews what they recorded.
	ErrOwn = errors.New("roster: recorded by the same person")
	// ErrRole says that the account may not do this.
	ErrRole = errors.New("roster: not allowed for this account")
)

// An Attestation is one thing that somebody said of one or more offices of a
// physician on some day.
type Attestation struct {
	ID         string // made by the store out of the act that recorded it
	Seq        int64  // where it stands among all that the store was told
	NPI        directory.NPI
	Name       string              // of the physician, as it stood
	Offices    []directory.Address // as they stood: the one attested, or all known then
	Claim      Claim
	Value      string // see Claim
	Channel    Channel
	SaidBy     string         // who said it: a role or a document, never a person
	SaidOn     directory.Date // when it was said, or verified
	SourceOn   directory.Date // the day of the document that says it; 0: SaidOn
	RecordedBy string         // an account, or [Operator], [Office] or [referral.Public]
	RecordedAt time.Time      // UTC, whole milliseconds
	Batch      string         // of an import; else empty
	Supersedes string         // id of the attestation that this one puts right
}

// Who records besides accounts.
const (
	Operator = "operator" // at the command line
	Office   = "office"   // with a printed code
)

// Claim says what is attested.
type Claim string

// The claims, with what their values are.
const (
	Offers      Claim = "offers"        // a directory.Status: confirmed or self_reported
	Withdrawn   Claim = "withdrawn"     // none
	NamedOnList Claim = "named_on_list" // which list
	Phone       Claim = "phone"         // E.164; with a '!' before it: it reaches nobody
	Accepting   Claim = "accepting"     // a directory.Accepting
	Languages   Claim = "languages"     // BCP 47 tags, sorted, with ';' between
	Moved       Claim = "moved"         // none: no longer at this office
	Unreachable Claim = "unreachable"   // none: a call that nobody answered
	Note        Claim = "note"          // [WouldNotSay], or plain text
)

// WouldNotSay is the note of a call to an office that gave no answer to the
// question.
const WouldNotSay = "would_not_say"

// Channel says how an attestation came.
type Channel string

// The channels.
const (
	Call          Channel = "call"
	PrintedCode   Channel = "printed_code"
	Website       Channel = "website"
	List          Channel = "list"
	RegistryEvent Channel = "registry_event"
	PublicReport  Channel = "public_report"
	Import        Channel = "import"
)

// Claims and Channels list all there are.
func Claims() []Claim {
	return []Claim{Offers, Withdrawn, NamedOnList, Phone, Accepting, Languages, Moved, Unreachable, Note}
}

// Channels lists all there are.
func Channels() []Channel {
	return []Channel{Call, PrintedCode, Website, List, RegistryEvent, PublicReport, Import}
}

// Bounds of an attestation, in characters.
const (
	MaxSaidBy  = 200
	MaxOffices = 200
)

var who = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,39}$`)

// check holds an attestation to what may be recorded today.
func (a *Attestation) check(today directory.Date) error {
	bad := func(field, why string) error { return fmt.Errorf("%w: %s: %s", referral.ErrInvalid, field, why) }
	if _, err := directory.ParseNPI(a.NPI.String()); err != nil {
		return fmt.Errorf("%w: %w", referral.ErrInvalid, err)
	}
	switch {
	case len(a.Offices) == 0 || len(a.Offices) > MaxOffices:
		return bad("offices", "the offices that it is said of are needed")
	case slices.ContainsFunc(a.Offices, func(o directory.Address) bool { return !o.Key().Usable() }):
		return bad("offices", "an address without a street")
	case !slices.Contains(Claims(), a.Claim):
		return bad("claim", "unknown")
	case !slices.Contains(Channels(), a.Channel):
		return bad("channel", "unknown")
	case a.SaidOn <= 0:
		return bad("said_on", "the day on which it was said is needed")
	case a.SaidOn > today || a.SourceOn > today:
		return bad("said_on", "it lies ahead")
	case !plain(a.SaidBy, MaxSaidBy) || strings.TrimSpace(a.SaidBy) == "":
		return bad("said_by", "who says so, in at most 200 characters, is needed")
	case formula(a.SaidBy) || a.Claim == NamedOnList && formula(a.Value):
		return bad("said_by", "a spreadsheet would read it as a formula")
	case !who.MatchString(a.RecordedBy):
		return bad("recorded_by", "an account is needed")
	case a.Claim == Offers && a.Channel == List, a.Claim == NamedOnList && a.Channel != List && a.Channel != Import:
		return bad("channel", "a list names somebody; it does not say that they offer it")
	}
	if !a.validValue() {
		return bad("value", "not one of "+string(a.Claim))
	}
	if a.Claim == Note && a.Value != WouldNotSay {
		return referral.CheckNote(a.Value)
	}
	return nil
}

// validValue reports whether the value is one of the claim.
func (a *Attestation) validValue() bool {
	switch a.Claim {
	case Offers:
		return a.Value == string(directory.Confirmed) || a.Value == string(directory.SelfReported)
	case NamedOnList:
		return a.Value != "" && plain(a.Value, MaxSaidBy)
	case Phone:
		number := strings.TrimPrefix(a.Value, "!")
		e164, err := directory.ParsePhone(number)
		return err == nil && e164 == number
	case Accepting:
		return slices.Contains([]directory.Accepting{
			directory.AcceptingNew, directory.AcceptingExisting, directory.AcceptingExistingFamily, directory.AcceptingNone,
		}, directory.Accepting(a.Value))
	case Languages:
		tags := strings.Split(a.Value, ";")
		return slices.IsSorted(tags) && !slices.ContainsFunc(tags, func(s string) bool {
			tag, err := language.Parse(s)
			return err != nil || tag.String() != s
		})
	case Note:
		return a.Value != ""
	}
	return a.Value == ""
}

// plain reports whether s is short enough, UTF-8 and without control
// characters.
func plain(s string, most int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}

// A Verdict is what a review says.
type Verdict string

// The verdicts. An approved attestation can be undone; what was refused or
// undone stays so.
const (
	Approve Verdict = "approve"
	Refuse  Verdict = "refuse"
	Undo    Verdict = "undo"
)

// A Review decides about an attestation.
type Review struct {
	Seq         int64
	Attestation string
	Reviewer    string
	Verdict     Verdict
	Reason      string // needed to refuse and to undo
	At          time.Time
}

// Standing says where an attestation stands.
type Standing string

// The standings.
const (
	Pending  Standing = "pending"   // waits for a review and does not count
	ActsAt   Standing = "acts_once" // counts without a review
	Approved Standing = "approved"
	Refused  Standing = "refused"
	Undone   Standing = "undone"
)

// Acts reports whether what stands so counts.
func (s Standing) Acts() bool { return s == ActsAt || s == Approved }

// StandingOf says where a stands after its reviews, which come in order. What
// sends nobody to the wrong place counts at once: that an office no longer
// offers annular closure, or the surgeon no longer works there, when it was
// heard in a call or typed with the office's code; and what the desk notes of
// its own calls.
func StandingOf(a *Attestation, reviews []Review) Standing {
	if n := len(reviews); n > 0 {
		switch reviews[n-1].Verdict {
		case Approve:
			return Approved
		case Refuse:
			return Refused
		default:
			return Undone
		}
	}
	switch a.Claim {
	case Withdrawn, Moved:
		if a.Channel == Call || a.Channel == PrintedCode {
			return ActsAt
		}
	case Unreachable, Note:
		return ActsAt
	}
	return Pending
}
