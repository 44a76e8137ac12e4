package search

import (
	"slices"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/fold"
)

// traits packs gender, accepting and annular closure into seven bits, so that
// a filter on any of them is one look into a table of 128.
type traits uint8

const traitValues = 128

// The closure bits of traits, by rising standing.
const (
	closureUnknown = iota
	closureWithdrawn
	closureSelfReported
	closureConfirmed
)

func traitsOf(gender, accepting, closure int) traits {
	return traits(gender | accepting<<2 | closure<<5)
}

func (t traits) gender() int    { return int(t & 3) }
func (t traits) accepting() int { return int(t >> 2 & 7) }
func (t traits) closure() int   { return int(t >> 5) }

// The codes that traits can hold, by number; what is none of them is unknown.
var (
	genderCodes    = [4]directory.Gender{directory.UnknownGender, directory.Female, directory.Male, directory.Unspecified}
	acceptingCodes = [5]directory.Accepting{
		"", directory.AcceptingNew, directory.AcceptingExisting, directory.AcceptingExistingFamily, directory.AcceptingNone,
	}
	closureCodes = [4]directory.Status{"", directory.Withdrawn, directory.SelfReported, directory.Confirmed}
)

func traitsOfListing(l *directory.Listing) traits {
	closure := closureUnknown
	if l.Offering != nil {
		closure = max(0, slices.Index(closureCodes[:], l.Offering.Status))
	}
	return traitsOf(
		max(0, slices.Index(genderCodes[:], l.Physician.Gender)),
		max(0, slices.Index(acceptingCodes[:], l.Accepting)),
		closure,
	)
}

// nameKey is what the order by name compares: family, then given, folded.
func nameKey(n directory.Name) string {
	return strings.Join(fold.Words(n.Family), " ") + "\x00" + strings.Join(fold.Words(n.Given), " ")
}

// zipNumber returns the number of five digits, or 0.
func zipNumber(zip5 string) uint32 {
	n, err := strconv.ParseUint(zip5, 10, 32)
	if err != nil || len(zip5) != 5 {
		return 0
	}
	return uint32(n)
}

// phoneNumber returns the digits of an E.164 number, or 0.
func phoneNumber(e164 string) uint64 {
	digits, ok := strings.CutPrefix(e164, "+")
	if !ok {
		return 0
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
