package directory

import (
	"cmp"
	"strings"
)

// appendUnits appends the units that begin at words[i] to units, and says how
// many words they take; 0 when there are none. Named says whether units
// without a number may stand here.
func appendUnits(units, words []string, i int, named bool) (_ []string, used int) {
	rest := words[i:]
	if name, n := urbanization(rest); n > 0 {
		return append(units, name), n
	}
	unit, used := unitAt(rest)
	if used == 0 {
		if named {
			unit, used = namedUnit(rest)
		}
		if used > 0 {
			units = append(units, unit)
		}
		return units, used
	}
	if i == 0 && len(rest) == used+1 && isDirection(rest[used]) { // "STE 200 EAST" on a line of its own
		return append(units, unit+rest[used]), used + 1
	}
	units = append(units, unit)
	for n := listed(rest[used:]); n > 0; n-- { // "STE 200 & 210"
		units = append(units, suiteNumber(rest[used]))
		used++
	}
	return units, used
}

// listed says how many words continue a list of suites.
func listed(words []string) int {
	for i, w := range words {
		if _, floor := unitAt(words[i:]); floor > 0 || !startsWithDigit(w) || isOrdinal(w) {
			if _, mark := unitMark(w); mark || floor > 0 {
				return i
			}
			return max(0, i-1) // the last number belongs to what follows
		}
	}
	return len(words)
}

// unitAt reads a unit with a designator at the start of words and says how
// many words it takes; 0 when there is none. "STE # 200 A" is "200A"; "3RD
// FLOOR" is "F3".
func unitAt(words []string) (unit string, used int) {
	if len(words) > 2 && words[0] == "POB" && (hasDigit(words[1]) || romanNumbers[words[1]] != "") { // physicians' office building
		if _, n := unitAt(words[2:]); n > 0 {
			return "B" + cmp.Or(romanNumbers[words[1]], words[1]), 2
		}
	}
	if len(words) > 1 && startsWithDigit(words[0]) && isFloor(words[1]) && (isOrdinal(words[0]) || len(words) == 2 || !startsWithDigit(words[2])) {
		return "F" + strings.TrimRight(words[0], "STNDRHOE"), 2
	}
	mark, ok := unitMark(words[0])
	if !ok {
		return "", 0
	}
	i := 1
	for i < len(words) && isNumberSign(words[i]) {
		i++
	}
	if i >= len(words) {
		return "", 0
	}
	number := words[i]
	if arabic, ok := romanNumbers[number]; ok {
		number = arabic
	}
	switch {
	case !isUnitNumber(number), i+1 < len(words) && isOrdinal(number) && isFloor(words[i+1]):
		return "", 0
	case i+1 == len(words):
	case len(words[i+1]) == 1 && startsWithDigit(number) && !isDirection(words[i+1]) && words[i+1] != "#",
		len(number) == 1 && startsWithDigit(words[i+1]) && !isOrdinal(words[i+1]) && !startsWithDigit(number) && endsUnit(words[i+2:]):
		i++
		number += words[i]
	}
	if mark == "" {
		return suiteNumber(number), i + 1
	}
	return mark + unitNumber(number), i + 1
}

// namedUnit reads a part of a building that has no number: "EAST TOWER",
// "LOWER LEVEL", "BASEMENT".
func namedUnit(words []string) (unit string, used int) {
	if len(words) > 1 && endsUnit(words[2:]) {
		if mark, ok := unitMark(words[1]); ok && (mark == "F" && isFloorName(words[0]) || mark != "" && mark != "F" && (directions[words[0]] || len(words[0]) == 1)) {
			return mark + words[0], 2
		}
	}
	if unit = loneUnits[words[0]]; unit != "" && endsUnit(words[1:]) {
		return unit, 1
	}
	return "", 0
}

func isFloorName(w string) bool {
	switch w {
	case "LOWER", "UPPER", "GROUND", "MAIN", "TOP", "GARDEN", "CONCOURSE", "LOBBY":
		return true
	}
	return false
}

// loneUnits are floors whose name is a word of its own.
var loneUnits = map[string]string{
	"BASEMENT": "fB", "BSMT": "fB", "PENTHOUSE": "fP", "MEZZANINE": "fM", "LOBBY": "FLOBBY", "CONCOURSE": "FCONCOURSE", "LL": "FLOWER", "UL": "FUPPER",
}

// endsUnit reports whether nothing but another unit follows.
func endsUnit(words []string) bool {
	if len(words) == 0 || loneUnits[words[0]] != "" {
		return true
	}
	if len(words) > 1 && isFloor(words[1]) {
		return isOrdinal(words[0]) || isFloorName(words[0])
	}
	if len(words) > 1 && directions[words[0]] {
		mark, _ := unitMark(words[1])
		return mark != ""
	}
	_, ok := unitMark(words[0])
	return ok || words[0] == "POB"
}

// urbanization reads "URB LAS LOMAS", which tells streets of one name apart in
// Puerto Rico. Its mark is small, as those of other units that have no number.
func urbanization(words []string) (unit string, used int) {
	if words[0] != "URB" {
		return "", 0
	}
	n := 1
	for n < len(words) && !hasDigit(words[n]) && !isSpanishStreet(words[n]) && words[n] != "CARR" {
		if _, ok := unitMark(words[n]); ok {
			break
		}
		n++
	}
	if n == 1 {
		return "", 0
	}
	return urbMark + strings.Join(words[1:n], "_"), n
}

const urbMark = "u"

// suiteNumber returns the number of a suite for the key. One that looks like a
// building or a floor ("B4", "F3") is told from them by a sign.
func suiteNumber(w string) string {
	n := unitNumber(w)
	if len(n) > 1 && (n[0] == 'B' || n[0] == 'F') {
		return "#" + n
	}
	return n
}

// unitNumber drops hyphens, but not those between digits: "4-A" is "4A", and
// "1-23" is neither "123" nor "12-3".
func unitNumber(w string) string {
	if !strings.Contains(w, "-") {
		return w
	}
	out := make([]byte, 0, len(w))
	for i := range len(w) {
		if w[i] != '-' || i > 0 && startsWithDigit(w[i-1:]) && startsWithDigit(w[i+1:]) {
			out = append(out, w[i])
		}
	}
	return string(out)
}

// unitMark returns what unitWords has for w, which is in upper case.
func unitMark(w string) (mark string, ok bool) {
	if w == "" || !mayStartUnit[w[0]] {
		return "", false // which spares most words the map
	}
	mark, ok = unitWords[w]
	return mark, ok
}

func isFloor(w string) bool {
	mark, _ := unitMark(w)
	return mark == "F"
}

func isNumberSign(w string) bool { return w == "#" || w == "NO" || w == "NUM" || w == "NUMBER" }

func isUnitNumber(w string) bool { return hasDigit(w) || len(w) == 1 }
