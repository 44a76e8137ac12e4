package directory

import (
	"slices"
	"strings"
	"unicode"
)

// tidyLine trims a line, makes its blanks single and empties marks that mean
// nothing.
func tidyLine(s string) string { return blankMark(strings.Trim(blankMark(s), " ,;")) }

// tidyWords appends to words those of s, a tidy line.
func tidyWords(s string, words []string) []string {
	for w := ""; s != ""; words = append(words, w) {
		w, s, _ = strings.Cut(s, " ")
	}
	return words
}

// splitUnit cuts a unit with a designator off the end of a street line.
func splitUnit(s string) (street, unit string) {
	if !startsWithDigit(s) {
		return s, ""
	}
	var room, parts [lineRoom]string
	words := tidyWords(s, room[:0])
	for i := 2; i < len(words) && !strings.EqualFold(words[i-1], "box"); i++ { // a number and a street come first
		if head := shortWords(words[i], parts[:0]); len(head) > 0 && !mayBeUnit(head[0]) && !(mayBeNamed(head[0]) && len(shortWords(strings.Join(words[:i], " "), nil)) > 2) {
			continue
		}
		if endsInUnits(shortWords(strings.Join(words[i:], " "), nil)) {
			return strings.TrimRight(strings.Join(words[:i], " "), " ,;-"), strings.Join(words[i:], " ")
		}
	}
	return s, ""
}

// mayBeUnit reports whether a unit may begin with w, a word of lineWords.
func mayBeUnit(w string) bool {
	_, designator := unitMark(w)
	return designator || startsWithDigit(w) || w == "POB"
}

// mayBeNamed reports whether a unit without a number may begin with w.
func mayBeNamed(w string) bool { return isFloorName(w) || loneUnits[w] != "" || directions[w] }

// endsInUnits reports whether words are units and nothing else.
func endsInUnits(words []string) bool {
	for len(words) > 0 {
		_, used := unitAt(words)
		if used == 0 {
			_, used = namedUnit(words)
		}
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
	var room [lineRoom]string
	words := partGlued(tidyWords(s, room[:0]))
	shout := !slices.ContainsFunc(words, mixedCase)
	last := lastStreetWord(words)
	out := make([]byte, 0, 96)
	for i, w := range words {
		if i > 0 {
			out = append(out, ' ')
		}
		upper := bareUpper(w)
		_, unit := unitMark(upper)
		switch {
		case unit && upper != "#" && i+1 < len(words) && isUnitNumber(strings.Trim(words[i+1], ".,")):
			out = append(out, unitCase(upper)...)
		case i > 1 && i == last && streetTypes[upper] != "":
			out = append(out, streetTypes[upper]...)
		case shout && i > 0 && smallWords[upper] && !startsWithDigit(words[i-1]):
			out = append(out, strings.ToLower(w)...)
		case shout:
			out = appendLineWord(out, w, upper)
		default:
			out = append(out, w...)
		}
	}
	return string(out)
}

// partGlued cuts designators of units off the numbers that they are glued to:
// "SUITE305" is "SUITE 305".
func partGlued(words []string) []string {
	for i := 0; i < len(words); i++ {
		at := strings.IndexAny(words[i], "0123456789")
		if at < 2 {
			continue
		}
		if _, unit := unitMark(strings.ToUpper(words[i][:at])); unit {
			words = slices.Insert(words, i, words[i][:at])
			words[i+1] = words[i+1][at:]
		}
	}
	return words
}

// bareUpper returns a word in upper case without the points and commas around.
func bareUpper(w string) string {
	for w != "" && (w[0] == '.' || w[0] == ',') {
		w = w[1:]
	}
	for w != "" && (w[len(w)-1] == '.' || w[len(w)-1] == ',') {
		w = w[:len(w)-1]
	}
	return strings.ToUpper(w)
}

// lastStreetWord returns the index of the last word before a unit or a
// direction at the end of the line.
func lastStreetWord(words []string) int {
	end := len(words)
	for i, w := range words {
		if i < 2 {
			continue
		}
		if _, unit := unitMark(strings.ToUpper(strings.Trim(w, ".,#"))); unit {
			end = i
			break
		}
	}
	for end > 1 && directions[bareUpper(words[end-1])] {
		end--
	}
	return end - 1
}

// appendLineWord appends a word of a shouted line, which is upper without
// what stands around it.
func appendLineWord(out []byte, w, upper string) []byte {
	switch {
	case allDigits(w):
		return append(out, w...)
	case keptUpper[upper] || directions[upper] && len(upper) <= 2:
		return append(out, strings.ToUpper(w)...)
	case isOrdinal(upper):
		return append(out, strings.ToLower(w)...)
	case hasDigit(w):
		return append(out, strings.ToUpper(w)...)
	}
	return appendWordCase(out, w)
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
	keptUpper   = upperSet("po hc rr us ucla ucsf nyu mc va apo fpo dpo ae ap aa afb nw ne sw se llc pllc sr cr fm sh ih ll pob mob")
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
