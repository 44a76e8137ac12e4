package directory

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A line is one line of an address, taken apart for comparison.
type line struct {
	words []string // of the street or the name, upper case and abbreviated
	units []string // "200", "BB2", "F3"
	kind  lineKind
	box   bool // a post office box and nothing else
}

// A lineKind says how surely the words of a line are a street address.
type lineKind int

const (
	nameLine     lineKind = iota // of a hospital, a department, a plaza, a street without a number
	numberedLine                 // starts with a number: "100 BROADWAY", "360 ORTHOPAEDICS"
	insideLine                   // held a numbered street behind a name: "NORTHSIDE HOSPITAL 500 ELM ST"
	streetLine                   // a number and a street, a kilometre of a road, or a rural route
)

// isStreet reports whether the line tells a street and where along it.
func (l line) isStreet() bool { return !l.box && l.kind != nameLine }

// isPlace reports whether the line tells a street or the name of a place.
func (l line) isPlace() bool { return !l.box && len(l.words) > 0 && !l.isNote() }

// lineRoom is for how many words of a line memory is at hand; few have more.
const lineRoom = 12

// parseLine takes s, which addressLine has read, apart; the words are kept in
// room as far as they fit.
func parseLine(s string, room []string) line {
	if _, box := splitBox(s); box {
		return line{words: readLine(s, room).words, box: true}
	}
	return readLine(s, room)
}

// readLine takes a line apart that is no box.
func readLine(s string, room []string) line {
	words := joinRoads(shortWords(s, room))
	l := line{words: words[:0]} // what stays moves to the front
	for i := 0; i < len(words); {
		used := 0
		switch {
		case words[i] == "BOX" && i > 1 && startsWithDigit(words[0]):
			used = len(words) - i // a campus mail box behind the street
		case words[i] == "MS" && i > 1 && i+1 < len(words) && startsWithDigit(words[i+1]):
			used = 2 // a mail stop
		case isNumberSign(words[i]) && l.awaitsNumber():
			used = 1
		default:
			l.units, used = appendUnits(l.units, words, i, len(l.words) == 0 || i > 2) // "500 N TOWER RD" is a street
		}
		if used == 0 && words[i] == "#" {
			used = 1
		}
		if used == 0 {
			l.words = append(l.words, words[i])
			used = 1
		}
		i += used
	}
	l.readStreet()
	l.words = joinDirections(l.words)
	return l
}

// numbers appends to units what tells places apart on a line that stands
// beside the street: "200", "HPB G080", "306 EXAMPLE SPINE LLC", "C".
func (l line) numbers(units []string) []string {
	if l.box {
		return units
	}
	if len(l.words) == 1 && len(l.words[0]) == 1 {
		return append(units, l.words[0])
	}
	return appendNumbers(units, l.words)
}

func appendNumbers(units, words []string) []string {
	for _, w := range words {
		if hasDigit(w) && !isOrdinal(w) {
			units = append(units, suiteNumber(w))
		}
	}
	return units
}

// isNote reports whether the line names a person or a department and no place.
func (l line) isNote() bool {
	if len(l.words) < 2 {
		return false
	}
	switch l.words[0] {
	case "ATTN", "ATTENTION", "DEPT", "DIV":
		return true
	case "C":
		return l.words[1] == "O" // C/O
	}
	return l.words[len(l.words)-1] == "DEPT"
}

// joinNames returns the words of lines without a street address, in an order
// that does not depend on which comes first.
func joinNames(a, b line) string {
	switch {
	case len(b.words) == 0 || b.box || b.isNote() && !a.isNote():
		return strings.Join(a.words, " ")
	case len(a.words) == 0 || a.isNote() && !b.isNote():
		return strings.Join(b.words, " ")
	}
	if slices.Compare(a.words, b.words) > 0 {
		a, b = b, a
	}
	return strings.Join(a.words, " ") + " " + strings.Join(b.words, " ")
}

// shortWords is lineWords with the words of streets abbreviated.
func shortWords(s string, words []string) []string {
	words = lineWords(s, words)
	for i, w := range words {
		if short, ok := streetForms[w]; ok {
			words[i] = short
		}
	}
	return words
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
			mark := strings.TrimRight(w[:i], "-")
			if _, ok := unitMark(w[:i]); ok || mark == "KM" || isRoadMark(mark, words) {
				words = append(words, mark, w[i:])
				continue
			}
		}
		words = append(words, w)
	}
	return words
}

// plainLine reports whether s is one that cleanLine would leave as it is.
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
// punctuation other than hyphens. A point between digits is a decimal and
// stays; one after a single letter is dropped ("N.E."), others part words.
func cleanLine(s string) string {
	clean := make([]byte, 0, 96)
	for i, r := range s {
		switch {
		case r == '.' && isDecimalPoint(s, i):
			clean = append(clean, '.')
		case r == '.' && partsWords(s, i):
			clean = append(clean, ' ')
		case r == '\'' || r == '.' || r == '\u2019':
		case r == '#':
			clean = append(clean, " # "...)
		case r == '-' || isLetterOrDigit(r):
			clean = utf8.AppendRune(clean, unicode.ToUpper(r))
		default:
			clean = append(append(append(clean, ' '), fractions[r]...), ' ')
		}
	}
	return string(clean)
}

// fractions are the words of "1/2" and its like, written as one character.
var fractions = map[rune]string{'½': "1 2", '¼': "1 4", '¾': "3 4", '⅓': "1 3", '⅔': "2 3"}

func isDecimalPoint(s string, i int) bool {
	return i > 0 && startsWithDigit(s[i-1:]) && startsWithDigit(s[i+1:])
}

// partsWords reports whether the point s[i] stands between two words and not
// after a single letter of one.
func partsWords(s string, i int) bool {
	letter := func(j int) bool { return j >= 0 && j < len(s) && (s[j]|0x20 >= 'a' && s[j]|0x20 <= 'z') }
	return !letter(i-1) || letter(i-2) || !letter(i+1) || letter(i+2)
}

func hasDigit(w string) bool { return strings.ContainsAny(w, "0123456789") }

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
