package source

import (
	"strconv"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// mendDigits undoes what tools do to a text of digits: "6125550100.0" and
// "6.1255501E+09" where the exponent hides no digit. ok is false when digits
// are gone for good; s is then what was given.
func mendDigits(s string) (mended string, d Damage, ok bool) {
	if head, found := strings.CutSuffix(s, ".0"); found && digits(head) {
		return head, DamageDecimal, true
	}
	mantissa, exp, found := strings.Cut(strings.ToUpper(s), "E+")
	if !found || !digits(exp) || len(exp) > 2 {
		return s, "", true
	}
	whole, frac, _ := strings.Cut(mantissa, ".")
	if !digits(whole) || frac != "" && !digits(frac) {
		return s, "", true
	}
	n, err := strconv.Atoi(exp)
	if err != nil || len(frac) < n || strings.Trim(frac[n:], "0") != "" {
		return s, DamageExponent, false
	}
	return whole + frac[:n], DamageExponent, true
}

// digits reports whether s is one or more ASCII digits.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// mendPostal restores a ZIP code that lost its decimal point's company or its
// leading zeros. A zero is put back only where the state proves it: codes of
// that state do begin so. ok is false when zeros are plainly gone and nothing
// proves which.
func mendPostal(s, state string) (mended string, d Damage, ok bool) {
	s, d, ok = mendDigits(s)
	if !ok || !digits(s) {
		return s, d, ok
	}
	var lost int
	switch len(s) {
	case 8, 4:
		lost = 1
	case 7, 3:
		lost = 2
	default:
		return s, d, true
	}
	full := strings.Repeat("0", lost) + s
	for _, p := range strings.Fields(zeroZIPs[strings.ToUpper(state)]) {
		if strings.HasPrefix(full, p) {
			return full, DamageZero, true
		}
	}
	return s, DamageZero, false
}

// zeroZIPs lists, by state, how ZIP codes with a leading zero begin there
// (USPS Publication 65, three-digit prefixes; two digits where all fit).
var zeroZIPs = map[string]string{
	"CT": "06", "MA": "010 011 012 013 014 015 016 017 018 019 020 021 022 023 024 025 026 027 055",
	"ME": "039 04", "NH": "030 031 032 033 034 035 036 037 038", "NJ": "07 08", "NY": "005 063",
	"PR": "006 007 009", "RI": "028 029", "VI": "008",
	"VT": "050 051 052 053 054 056 057 058 059", "AE": "09",
}

// mendDate reads the registry's MM/DD/YYYY, ISO 8601 with or without a time,
// and the short forms of spreadsheets. A two-digit year is 20YY: the registry
// began in 2005.
func mendDate(s string) (directory.Date, Damage, bool) {
	if s == "" {
		return 0, "", true
	}
	if t, err := time.Parse("01/02/2006", s); err == nil {
		return directory.DateOf(t), "", true
	}
	for _, form := range []string{"1/2/2006", time.DateOnly, time.DateTime} {
		if t, err := time.Parse(form, s); err == nil {
			return directory.DateOf(t), DamageShortDate, true
		}
	}
	if t, err := time.Parse("1/2/06", s); err == nil && t.Year() >= 2000 {
		return directory.DateOf(t), DamageShortDate, true
	}
	return 0, DamageMalformed, false
}
