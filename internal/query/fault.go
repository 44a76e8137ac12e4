package query

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/words"
)

// A Reason is the code of what is wrong with a parameter. Each has a text in
// the catalog.
type Reason string

// The reasons.
const (
	Required         Reason = "required"          // absent, and the question needs it
	UnknownParameter Reason = "unknown_parameter" // no parameter of this name
	Repeated         Reason = "repeated"          // given more than once, can hold one value
	Malformed        Reason = "malformed"         // cannot be read at all
	NotAllowed       Reason = "not_allowed"       // readable, but none of the values known
	OutOfRange       Reason = "out_of_range"      // a number outside its range
	TooShort         Reason = "too_short"
	TooLong          Reason = "too_long"
	TooMany          Reason = "too_many"        // more values than one filter takes
	NeedsOrigin      Reason = "needs_origin"    // makes sense only with a place
	UnknownPlace     Reason = "unknown_place"   // no place of this name or ZIP code; Candidates sound like it
	UnknownRegion    Reason = "unknown_region"  // a region or county that the gazetteer does not know
	OutsideUS        Reason = "outside_us"      // a place in Canada or Mexico
	AmbiguousPlace   Reason = "ambiguous_place" // several; see Candidates
	NPICheck         Reason = "npi_check"       // an NPI with a wrong digit
)

// A Fault is one parameter that cannot be used.
type Fault struct {
	Parameter  string
	Reason     Reason
	Given      string   // what was sent, shortened
	Allowed    []string // values, or the form of a value, that would do
	Candidates []place.Place
}

// In words the fault in the catalog's language.
func (f Fault) In(c *words.Catalog) string {
	keys := []string{"fault." + f.Parameter + "." + string(f.Reason), "fault." + string(f.Reason)}
	return c.First(keys, "allowed", strings.Join(f.Allowed, ", "))
}

// Faults is the error of [Parser.Parse]: everything that is wrong with one
// question.
type Faults struct {
	List    []Fault
	Urgency words.Urgency // of the words of q and near, faults or not
}

// Error counts the faults by reason. It holds nothing that was sent, not even
// the name of a parameter, because errors reach logs.
func (f *Faults) Error() string {
	reasons := make([]string, len(f.List))
	for i, fault := range f.List {
		reasons[i] = string(fault.Reason)
	}
	return fmt.Sprintf("query: %d faults: %s", len(f.List), strings.Join(reasons, ", "))
}

// Has reports whether any fault has the reason.
func (f *Faults) Has(r Reason) bool {
	for _, fault := range f.List {
		if fault.Reason == r {
			return true
		}
	}
	return false
}

// Clip makes a sent value fit to be sent back: valid text without control
// characters, at most maxGiven characters.
func Clip(s string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if r := []rune(clean); len(r) > maxGiven {
		return string(r[:maxGiven-1]) + "…"
	}
	return clean
}
