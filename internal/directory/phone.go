package directory

import (
	"errors"
	"strings"

	"github.com/physicianfinder/finder/internal/pasted"
)

// ErrPhone says that a text is not a telephone number of the North American
// Numbering Plan.
var ErrPhone = errors.New("not a ten-digit North American telephone number")

// ParsePhone reads a telephone number in any usual typing, or pasted, with or
// without the country code 1 and an extension, and returns it in E.164
// ("+16125550100"). The extension is dropped. The error is [ErrPhone]: a wrong
// number of digits, letters in place of digits, an area or exchange code that
// cannot be dialled (starting with 0 or 1, or an area code such as 911), or one
// digit ten times over.
func ParsePhone(s string) (string, error) {
	digits := make([]byte, 0, 11)
	rest := strings.ToLower(strings.TrimSpace(pasted.Plain(s)))
	rest = strings.TrimPrefix(rest, "tel:")
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case strings.IndexByte(" -.()/+", c) >= 0:
		case len(digits) >= 10 && isExtension(rest[i:]):
			i = len(rest)
		default:
			return "", ErrPhone
		}
		if len(digits) > 11 {
			return "", ErrPhone
		}
	}
	if len(digits) == 11 && digits[0] == '1' {
		digits = digits[1:]
	}
	if len(digits) != 10 || !dialable(digits) {
		return "", ErrPhone
	}
	return E164(string(digits)), nil
}

// countryCode is that of the North American Numbering Plan.
const countryCode = "+1"

// E164 returns a number of ten digits in E.164: "6125550100" is
// "+16125550100".
func E164(national string) string { return countryCode + national }

// NationalNumber returns the ten digits of a number of the North American plan
// in E.164, and reports whether it is one.
func NationalNumber(e164 string) (string, bool) {
	digits, ok := strings.CutPrefix(e164, countryCode)
	if !ok || len(digits) != 10 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits, true
}

// isExtension reports whether s, in lower case, starts an extension: "x12",
// "ext. 12", "extension 12", "#12", ",12", ";ext=12".
func isExtension(s string) bool {
	mark := strings.TrimRight(s, "0123456789 ")
	switch strings.Trim(mark, " .:=,;") {
	case "x", "ext", "extn", "extension", "#":
		return true
	case "":
		return s[0] == ',' || s[0] == ';'
	}
	return false
}

// dialable reports whether ten digits can be a number.
func dialable(d []byte) bool {
	if d[0] < '2' || d[3] < '2' || (d[1] == '1' && d[2] == '1') {
		return false
	}
	return strings.Trim(string(d), string(d[:1])) != ""
}

// FormatPhone returns an E.164 number of the North American plan as people
// there write it, "(612) 555-0100"; any other text comes back as it is.
func FormatPhone(e164 string) string {
	n, ok := NationalNumber(e164)
	if !ok {
		return e164
	}
	return "(" + n[:3] + ") " + n[3:6] + "-" + n[6:]
}
