package words

import "strings"

// PhoneSpoken writes an E.164 number of the North American plan in groups to
// read aloud, digit by digit: "6 1 2, 5 5 5, 0 1 0 0". Any other text comes
// back as it is. (To be read by eye, a number is written by
// directory.FormatPhone.)
func PhoneSpoken(e164 string) string {
	digits, ok := strings.CutPrefix(e164, "+1")
	if !ok || len(digits) != 10 || strings.Trim(digits, "0123456789") != "" {
		return e164
	}
	return spaced(digits[:3]) + ", " + spaced(digits[3:6]) + ", " + spaced(digits[6:])
}

func spaced(digits string) string { return strings.Join(strings.Split(digits, ""), " ") }
