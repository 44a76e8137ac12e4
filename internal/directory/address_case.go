package directory

import (
	"slices"
	"strings"
	"unicode"
)

// tidyLine trims a line, makes its blanks single and empties marks that mean
// nothing.
func tidyLine(s string) string { return strings.Trim(blankMark(s), " ,;") }

// splitUnit cuts a unit with a designator off the end of a street line.
func splitUnit(s string) (street, unit string) {
	words := strings.Fields(s)
	if len(words) == 0 || !startsWithDigit(words[0]) {
		return s, ""
	}
	for i := 2; i < len(words) && !strings.EqualFold(words[i-1], "box"); i++ { // a number and a street come first
		head := lineWords(words[i])
		if len(head) > 0 && !mayBeUnit(head[0]) {
			continue
		}
		if endsInUnits(lineWords(strings.Join(words[i:], " "))) {
			return strings.TrimRight(strings.Join(words[:i], " "), " ,;-"), strings.Join(words[i:], " ")
		}
	}
	return s, ""
}

// mayBeUnit says whether a unit may begin with w, a word of lineWords.
func mayBeUnit(w string) bool {
	_, designator := unitWords[w]
	return designator || startsWithDigit(w)
}

// endsInUnits says whether words are units and nothing else.
func endsInUnits(words []string) bool {
	for len(words) > 0 {
		_, used := unitAt(words)
		if used == 0 {
			return false
		}
		words = words[used:]
	}
	return true
}

// lineCase puts a street line into human case, street type and unit
// designator abbreviated: "6286 BRIARCREST AVENUE" is "6286 Briarcrest Ave".
func lineCase(s string) string {
	words := strings.Fields(s)
	shout := !slices.ContainsFunc(words, mixedCase)
	last := lastStreetWord(words)
	for i, w := range words {
		upper := strings.ToUpper(strings.Trim(w, ".,"))
		_, unit := unitWords[upper]
		switch {
		case unit && upper != "#" && i+1 < len(words) && isUnitNumber(strings.Trim(words[i+1], ".,")):
			words[i] = unitCase(upper)
		case i > 1 && i == last && streetTypes[upper] != "":
			words[i] = streetTypes[upper]
		case shout && i > 0 && smallWords[upper] && !startsWithDigit(words[i-1]):
			words[i] = strings.ToLower(w)
		case shout:
			words[i] = lineWordCase(w, upper)
		}
	}
	return strings.Join(words, " ")
}

// lastStreetWord returns the index of the last word before a unit or a
// direction at the end of the line.
func lastStreetWord(words []string) int {
	end := len(words)
	for i, w := range words {
		if _, unit := unitWords[strings.ToUpper(strings.Trim(w, ".,#"))]; i > 1 && unit {
			end = i
			break
		}
	}
	for end > 1 && directions[strings.ToUpper(strings.Trim(words[end-1], ".,"))] {
		end--
	}
	return end - 1
}

func lineWordCase(w, upper string) string {
	switch {
	case keptUpper[upper] || directions[upper] && len(upper) <= 2:
		return strings.ToUpper(w)
	case isOrdinal(upper):
		return strings.ToLower(w)
	case strings.ContainsAny(w, "0123456789"):
		return strings.ToUpper(w)
	}
	return wordCase(w)
}

func unitCase(upper string) string {
	switch upper {
	case "STE", "SUITE", "SUIT", "SUTE":
		return "Ste"
	case "BUILDING", "BLD":
		return "Bldg"
	case "ROOM":
		return "Rm"
	case "FLOOR", "FLR":
		return "Fl"
	}
	return wordCase(upper)
}

func isOrdinal(upper string) bool {
	digits := strings.TrimLeft(upper, "0123456789")
	switch digits {
	case "ST", "ND", "RD", "TH":
		return digits != upper
	}
	return false
}

// cityCase puts a town's name into human case: "FOND DU LAC" is "Fond du Lac".
func cityCase(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		upper := strings.ToUpper(w)
		switch {
		case mixedCase(w):
		case i > 0 && i+1 < len(words) && smallWords[upper]:
			words[i] = strings.ToLower(w)
		case keptUpper[upper]:
			words[i] = upper
		default:
			words[i] = wordCase(w)
		}
	}
	return strings.Join(words, " ")
}

var (
	directions  = upperSet("n s e w ne nw se sw north south east west")
	keptUpper   = upperSet("po hc rr us ucla ucsf nyu mc va apo fpo dpo ae ap aa afb nw ne sw se llc pllc")
	smallWords  = upperSet("of the and on in du de del la")
	streetTypes = streetTypeForms()
)

func upperSet(words string) map[string]bool { return set(strings.ToUpper(words)) }

// streetTypeForms gives the shown abbreviation of each street type, by its
// full name and by the abbreviation itself.
func streetTypeForms() map[string]string {
	m := make(map[string]string)
	for w := range strings.FieldsSeq("AVENUE AV AVE BOULEVARD BLVD CIRCLE CIR COURT CT DRIVE DR EXPRESSWAY EXPY FREEWAY FWY HIGHWAY HWY LANE LN " +
		"PARKWAY PKWY PLACE PL PLAZA PLZ ROAD RD SQUARE SQ STREET ST TERRACE TER TRAIL TRL TURNPIKE TPKE") {
		form := w
		if short, ok := streetForms[w]; ok {
			form = short
		}
		m[w] = string(form[0]) + strings.Map(unicode.ToLower, form[1:])
	}
	return m
}

// PlaceName puts the name of a practice or facility into human case, or
// returns "" for marks that mean nothing. Short words without a vowel are
// taken for initials: "ABC ORTHOPAEDICS LLC" keeps its LLC.
func PlaceName(s string) string {
	words := strings.Fields(tidyLine(s))
	for i, w := range words {
		upper := strings.ToUpper(w)
		switch {
		case mixedCase(w):
		case i > 0 && smallWords[upper]:
			words[i] = strings.ToLower(w)
		case legalForms[strings.Trim(upper, ".,")] || isInitials(upper):
			words[i] = upper
		default:
			words[i] = wordCase(w)
		}
	}
	return strings.Join(words, " ")
}

func isInitials(upper string) bool {
	switch strings.Trim(upper, ".") {
	case "ST", "MT", "FT", "DR", "MR", "MRS", "JR", "SR":
		return false
	}
	return len(upper) <= 4 && !strings.ContainsAny(upper, "AEIOUY")
}

var legalForms = upperSet("llc llp pc pa pllc md do dba usa ucla ucsf nyu")
