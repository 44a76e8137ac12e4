package directory

import (
	"regexp"
	"strings"
)

// boxes finds a post office box, a drawer or a rented mail box in a line, with
// its number, under the names that they go by in English and Spanish; the
// first group is set where the name may be that of a physicians' office
// building.
var boxes = regexp.MustCompile(`(?i)(?:^|[\s,;(])(?:P[.\s]*O[.\s]*(?:BOX|BX|DRAWER|(B))|POST(?:AL)?(?:\s?OFFICE)?\s+(?:BOX|DRAWER)|CALL(?:ER)?\s+(?:BOX|SERVICE)|LOCK\s?BOX|APARTADO(?:\s+POSTAL)?|APDO|PMB)` +
	`[\s.]*(?:#|NO\b|NUMBER\b)?[\s.]*(?:[A-Z]{0,2}-?[0-9][0-9A-Z-]*|[A-Z]$)(?:$|[\s,;.)])`)

// onlyBox fits a line that is a box and nothing else, though its name is one
// that streets and towns have as well, or its number is missing.
var onlyBox = regexp.MustCompile(`(?i)^(?:(?:BOX|BX|DRAWER|CALLER)[\s.]*#?\s*(?:[A-Z]{0,2}-?[0-9][0-9A-Z-]*|[A-Z])|P[.\s]*O[.\s]*BOX|GEN(?:ERAL|\.)?\s+DEL(?:IVERY|\.)?)$`)

// splitBox cuts a box off a line that tells a place beside it: a street, or a
// name before the box. It reports whether the line is a box and nothing else.
func splitBox(s string) (rest string, box bool) {
	if !mayHoldBox(s) {
		return s, false
	}
	if onlyBox.MatchString(s) {
		return s, true
	}
	at := boxes.FindStringSubmatchIndex(s)
	if at == nil {
		return s, false
	}
	const trimmed = " ,;-()"
	before, after := strings.Trim(s[:at[0]], trimmed), strings.Trim(s[at[1]:], trimmed)
	if at[2] >= 0 && after != "" && endsInUnits(shortWords(after, nil)) {
		return s, false // "POB 2 STE 300" is an office building
	}
	rest, box = splitBox(strings.TrimSpace(before + " " + after))
	if box || saysNothing(rest) {
		return s, true
	}
	l := readLine(rest, nil)
	switch {
	case l.isStreet(), before != "" && (len(l.words) > 0 || len(l.units) > 0) && !l.isNote():
		return rest, false
	}
	return s, true
}

// mayHoldBox spares most lines the expressions above.
func mayHoldBox(s string) bool {
	upper := strings.ToUpper(s)
	for _, mark := range []string{"BOX", "BX", "DRAWER", "PMB", "AP", "CALLER", "PO", "P.O", "P O", "GEN"} {
		if strings.Contains(upper, mark) {
			return true
		}
	}
	return false
}
