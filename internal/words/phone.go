package words

import (
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// PhoneSpoken writes an E.164 number of the North American plan in groups to
// read aloud, digit by digit: "6 1 2, 5 5 5, 0 1 0 0". Any other text comes
// back as it is. (To be read by eye, a number is written by
// directory.FormatPhone.)
func PhoneSpoken(e164 string) string {
	digits, ok := directory.NationalNumber(e164)
	if !ok {
		return e164
	}
	return spaced(digits[:3]) + ", " + spaced(digits[3:6]) + ", " + spaced(digits[6:])
}

func spaced(digits string) string { return strings.Join(strings.Split(digits, ""), " ") }
