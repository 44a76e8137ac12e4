package directory

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A line is one line of an address, taken apart for comparison.
type line struct {
	words []string // of the street, upper case and abbreviated
	units []string // "200", "B2", "F3"
	box   bool     // a post office box and nothing else
}

// isStreet says whether the line looks like a street address: it starts with a
// number and a name follows, or is a rural route.
func (l line) isStreet() bool {
	if l.box || len(l.words) < 2 {
		return false
	}
	return startsWithDigit(l.words[0]) || l.words[0] == "HC" || l.words[0] == "RR"
}

// bareUnit says whether the line is a unit without a designator: "200", "4B".
func (l line) bareUnit() bool {
	return !l.box && len(l.words) == 1 && len(l.words[0]) <= 5 && hasDigit(l.words[0])
}

// lineRoom is for how many words of a line memory is at hand; few have more.
const lineRoom = 12

// parseLine takes s apart; the words are kept in room as far as they fit.
func parseLine(s string, room []string) line {
	words := lineWords(s, room)
	l := line{words: words[:0]} // what stays moves to the front
	for i := 0; i < len(words); {
		unit, used := unitAt(words[i:])
		switch {
		case words[i] == "BOX" && i > 1 && startsWithDigit(words[0]):
			i = len(words) // a campus mail box behind the street
		case used > 0:
			l.units = append(l.units, unit)
			i += used
		case words[i] == "#":
			i++
		default:
			l.words = append(l.words, words[i])
			i++
		}
	}
	l.box = isBox(l.words)
	for i, w := range l.words {
		if short, ok := streetForms[w]; ok {
			l.words[i] = short
		}
	}
	l.words = joinDirections(l.words)
	return l
}

// lineWords appends to words those of s, in upper case without punctuation;
// "#" is a word of its own, and a designator glued to its number is cut off it.
func lineWords(s string, words []string) []string {
	if !plainLine(s) {
		s = cleanLine(s)
	}
	for w := ""; s != ""; {
		w, s, _ = strings.Cut(s, " ")
		if w = strings.Trim(w, "-"); w == "" || w == "AND" {
			continue
		}
		if i := strings.IndexAny(w, "0123456789"); i > 0 {
			if _, ok := unitMark(w[:i]); ok {
				words = append(words, w[:i], w[i:])
				continue
			}
		}
		words = append(words, w)
	}
	return words
}

// plainLine says whether s is one that cleanLine would leave as it is.
func plainLine(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == ' ', c == '-':
		default:
			return false
		}
	}
	return true
}

// cleanLine returns s in upper case, with blanks around "#" and in place of
// punctuation other than hyphens.
func cleanLine(s string) string {
	clean := make([]byte, 0, 96)
	for _, r := range s {
		switch {
		case r == '\'' || r == '.' || r == '\u2019':
		case r == '#':
			clean = append(clean, " # "...)
		case r == '-' || isLetterOrDigit(r):
			clean = utf8.AppendRune(clean, unicode.ToUpper(r))
		default:
			clean = append(clean, ' ')
		}
	}
	return string(clean)
}

// unitAt reads a unit at the start of words and says how many words it takes;
// 0 when there is none. "STE # 200 A" is "200A"; "3RD FLOOR" is "F3".
func unitAt(words []string) (unit string, used int) {
	if len(words) > 1 && startsWithDigit(words[0]) && isFloor(words[1]) {
		return "F" + strings.TrimRight(words[0], "STNDRH"), 2
	}
	mark, ok := unitMark(words[0])
	if !ok {
		return "", 0
	}
	i := 1
	for i < len(words) && (words[i] == "#" || words[i] == "NO" || words[i] == "NUMBER") {
		i++
	}
	if i >= len(words) || !isUnitNumber(words[i]) {
		return "", 0
	}
	number := strings.ReplaceAll(words[i], "-", "")
	if i+1 < len(words) && len(words[i+1]) == 1 && startsWithDigit(number) && !isDirection(words[i+1]) && words[i+1] != "#" {
		i++
		number += words[i]
	}
	return mark + number, i + 1
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

func isUnitNumber(w string) bool { return hasDigit(w) || len(w) == 1 }

func hasDigit(w string) bool {
	for i := range len(w) {
		if w[i] >= '0' && w[i] <= '9' {
			return true
		}
	}
	return false
}

func startsWithDigit(w string) bool { return w != "" && w[0] >= '0' && w[0] <= '9' }

func isDirection(w string) bool { return w == "N" || w == "S" || w == "E" || w == "W" }

// joinDirections makes "N E" one word.
func joinDirections(words []string) []string {
	out := words[:0]
	for _, w := range words {
		if n := len(out); n > 0 && (out[n-1] == "N" || out[n-1] == "S") && (w == "E" || w == "W") {
			out[n-1] += w
			continue
		}
		out = append(out, w)
	}
	return out
}

// isBox says whether the words are a post office box: "PO BOX 17", "P O BOX
// 17", "POST OFFICE BOX 17", "POB 17", "BOX 17". Rural routes are not.
func isBox(words []string) bool {
	if len(words) == 0 || words[0][0] != 'P' {
		return len(words) == 2 && words[0] == "BOX"
	}
	s := strings.Join(words, " ") + " "
	for _, p := range []string{"PO BOX ", "P O BOX ", "POBOX ", "POST OFFICE BOX ", "POB ", "PO DRAWER ", "POST BOX "} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
