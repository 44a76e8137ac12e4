package directory

import (
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/geo"
)

// joinRoads gives numbered roads one name each, "SR 9" for "STATE ROUTE 9",
// "I 35" for "INTERSTATE 35", and streets that have a number for a name their
// ordinal: "26TH ST" for "26 ST" and "TWENTY SIXTH ST".
func joinRoads(words []string) []string {
	for i, w := range words {
		if ten, one, ok := strings.Cut(w, "-"); ok && tens[ten] != "" && len(streetForms[one]) == 3 {
			words[i] = tens[ten] + streetForms[one] // "TWENTY-FIRST"
		}
	}
	for i := 0; i+1 < len(words); i++ {
		if road, n := roadAt(words, i); n > 0 {
			words[i] = road
			words = slices.Delete(words, i+1, i+n)
			continue
		}
		if ten := tens[words[i]]; ten != "" && len(words[i+1]) == 3 && isOrdinal(words[i+1]) {
			words[i] = ten + words[i+1]
			words = slices.Delete(words, i+1, i+2)
		}
	}
	for i := 1; i+1 < len(words); i++ {
		if w := words[i]; allDigits(w) && len(w) <= 3 && streetKind(words[i+1]) == namedStreet && streetKind(words[i-1]) == noStreet {
			if _, unit := unitMark(words[i-1]); !unit {
				words[i] = w + ordinalEnd(w)
			}
		}
	}
	return words
}

// roadAt reads the name of a numbered road at words[i] and says how many words
// it takes before the number; 0 when there is none.
func roadAt(words []string, i int) (road string, n int) {
	first, second := words[i], words[i+1]
	number := func(j int) bool { return j < len(words) && startsWithDigit(words[j]) && !isOrdinal(words[j]) }
	letter := func(j int) bool { return j == len(words)-1 && len(words[j]) == 1 }
	isRoad := second == "RTE" || second == "RD" || second == "HWY"
	switch {
	case first == "FARM" && second == "TO" && i+3 < len(words) && words[i+2] == "MARKET" && words[i+3] == "RD" && number(i+4):
		return "FM", 4
	case (first == "FARM" || first == "FM") && second == "RD" && number(i+2):
		return "FM", 2
	case (first == "TOWNSHIP" || first == "TWP") && isRoad && number(i+2):
		return "TR", 2
	case (first == "COUNTY" || first == "CNTY" || first == "CO" && second != "HWY") && isRoad && (number(i+2) || letter(i+2)):
		return "CR", 2
	case first == "US" && isRoad && number(i+2):
		return "US", 2
	case first == "INTERSTATE" && second == "HWY" && number(i+2):
		return "I", 2
	case isRoad && number(i+2) && isState(words, i):
		return "SR", 2
	case (first == "INTERSTATE" || first == "IH") && number(i+1):
		return "I", 1
	case first == "SH" && number(i+1):
		return "SR", 1
	}
	return "", 0
}

// isState reports whether words[i], before the name of a numbered road, is the
// state's: STATE, a state's code, or ST where no street has that for a type.
func isState(words []string, i int) bool {
	switch w := words[i]; w {
	case "STATE":
		return true
	case "ST":
		return i == 0 || startsWithDigit(words[i-1]) || isDirection(words[i-1])
	default:
		_, ok := geo.StateOf(w)
		return ok && len(w) == 2
	}
}

// isRoadMark reports whether w, glued to the number of a road as in "I-35",
// is the name of such roads; before are the words before it.
func isRoadMark(w string, before []string) bool {
	if len(before) == 0 || !startsWithDigit(before[0]) {
		return false
	}
	last := before[len(before)-1]
	switch w {
	case "I", "IH":
		return startsWithDigit(last) || directions[last]
	case "US", "SR", "CR", "FM", "HWY", "RTE", "RT":
		_, unit := unitMark(last)
		return !unit
	}
	return false
}

func ordinalEnd(digits string) string {
	n := len(digits)
	if n < 2 || digits[n-2] != '1' {
		switch digits[n-1] {
		case '1':
			return "ST"
		case '2':
			return "ND"
		case '3':
			return "RD"
		}
	}
	return "TH"
}

// tens are the first words of ordinals in two.
var tens = map[string]string{"TWENTY": "2", "THIRTY": "3", "FORTY": "4", "FIFTY": "5", "SIXTY": "6", "SEVENTY": "7", "EIGHTY": "8", "NINETY": "9"}
