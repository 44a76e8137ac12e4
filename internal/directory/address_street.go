package directory

import (
	"slices"
	"strings"
)

// readStreet finds the street address in the words, leaves nothing else, and
// says what kind of line it is.
func (l *line) readStreet() {
	l.words = joinHouseNumber(l.words)
	if l.readRoad() {
		l.kind = streetLine
		return
	}
	if n := len(l.words); n > 2 && isSpanishStreet(l.words[0]) && hasDigit(l.words[n-1]) && !isOrdinal(l.words[n-1]) {
		number := unitNumber(l.words[n-1]) // "CALLE LUNA 46" is "46 CALLE LUNA"
		copy(l.words[1:], l.words[:n-1])
		l.words[0] = number
	}
	if l.kind = kindOf(l.words); l.kind == nameLine {
		if i := streetInside(l.words); i > 0 {
			l.units = appendNumbers(l.units, l.words[:i])
			l.words, l.kind = joinHouseNumber(l.words[i:]), insideLine
		}
	}
	if l.kind < insideLine {
		return
	}
	if i := bareUnit(l.words); i > 0 {
		l.units, l.words = appendNumbers(append(l.units, suiteNumber(l.words[i])), l.words[i+1:]), l.words[:i]
	}
	if n := len(l.words) - 1; n > 2 && streetKind(l.words[n-1]) == namedStreet && (l.words[n] == "NO" || l.words[n] == "SO") {
		l.words[n] = l.words[n][:1] // "23RD AVE NO"
	}
}

func kindOf(words []string) lineKind {
	switch {
	case len(words) < 2:
		return nameLine
	case words[0] == "HC" || words[0] == "RR" || isGridNumber(words[0]) || isHouseNumber(words[0]) && namesStreet(words):
		return streetLine
	case isBlockNumber(words[0]) && isSpanishStreet(words[1]):
		words[0] = unitNumber(words[0])
		return streetLine
	case isHouseNumber(words[0]) || startsWithDigit(words[0]) && namesStreet(words):
		return numberedLine
	}
	return nameLine
}

func isHouseNumber(w string) bool { return startsWithDigit(w) && !isOrdinal(w) }

// isBlockNumber reports whether w is the number of a house in a block of Puerto
// Rico: "A-12", "C11".
func isBlockNumber(w string) bool {
	letters := strings.TrimLeft(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	return len(letters) < len(w) && len(w)-len(letters) <= 2 && startsWithDigit(strings.TrimPrefix(letters, "-"))
}

// isGridNumber reports whether w is a house number of the grid of Wisconsin:
// "N6W23001".
func isGridNumber(w string) bool {
	i := strings.LastIndexAny(w, "EW")
	return i > 1 && (w[0] == 'N' || w[0] == 'S') && allDigits(w[1:i]) && i+1 < len(w) && allDigits(w[i+1:])
}

// joinHouseNumber makes one word of a house number in several: "N6 W23001",
// "103 A"; it parts a direction from one: "1701N"; and knows rural routes by
// all names.
func joinHouseNumber(words []string) []string {
	if len(words) < 3 {
		return words
	}
	first, second := words[0], words[1]
	switch {
	case first == "RURAL" && second == "RTE":
		words[1] = "RR"
		return words[1:]
	case first == "RTE" && words[2] == "BOX":
		words[0] = "RR"
	case isGridNumber(first + second):
		words[1] = first + second
		return words[1:]
	case !startsWithDigit(first):
	case second == "I" && startsWithDigit(words[2]):
	case len(second) == 1 && !isDirection(second) && !startsWithDigit(second) && allDigits(first) && streetKind(words[2]) == noStreet:
		words[1] = first + second
		return words[1:]
	case isDirection(first[len(first)-1:]) && allDigits(first[:len(first)-1]):
		words = slices.Insert(words, 1, first[len(first)-1:])
		words[0] = first[:len(first)-1]
	}
	return words
}

// readRoad leaves "CARR 2 KM 4.7" of a line that tells a kilometre of a road,
// and puts other numbers under the units. It says whether it is one.
func (l *line) readRoad() bool {
	km := slices.Index(l.words, "KM")
	if km < 2 || km+1 >= len(l.words) || !startsWithDigit(l.words[km+1]) {
		return false
	}
	from, to := 0, km+2
	for i := range km {
		if w := l.words[i]; w == "CARR" || w == "RD" || w == "RTE" || w == "HWY" || w == "PR" {
			from = i
		}
	}
	if to+1 < len(l.words) && l.words[to] == "HM" && allDigits(l.words[km+1]) { // hectometres
		l.words[km+1] += "." + l.words[to+1]
		to += 2
	}
	l.units = appendNumbers(appendNumbers(l.units, l.words[:from]), l.words[to:])
	l.words = l.words[from : km+2]
	return true
}

// awaitsNumber reports whether the words so far are a rural box or a street of
// Puerto Rico whose number comes next, so that "#" stands before it and not
// before a unit.
func (l *line) awaitsNumber() bool {
	n := len(l.words)
	if n == 0 {
		return false
	}
	return l.words[n-1] == "BOX" || n == 1 && l.words[0] == "CARR" || isSpanishStreet(l.words[0]) && !(n > 2 && hasDigit(l.words[n-1]))
}

// streetInside returns the index of a house number behind a name, or 0.
func streetInside(words []string) int {
	for i := 1; i+2 < len(words); i++ {
		if isHouseNumber(words[i]) && streetKind(words[i-1]) == noStreet && words[i-1] != "BOX" && namesStreet(words[i:]) {
			return i
		}
	}
	return 0
}

// namesStreet reports whether words, the first of them a number, hold the name
// and the type of a street.
func namesStreet(words []string) bool {
	if len(words) > 2 && (streetKind(words[1]) != noStreet || isDirection(words[1]) && startsWithDigit(words[2])) {
		return words[1] != "ST" // a saint
	}
	for i := 2; i < len(words); i++ {
		if streetKind(words[i]) != noStreet {
			return true
		}
	}
	return false
}

// bareUnit returns the index of a unit that stands without a designator behind
// a street: "500 ELM ST 310", "16 HOSPITAL DR C", "885 UNION ST 120 EXAMPLE EYE
// CARE"; or 0.
func bareUnit(words []string) int {
	for i := 3; i < len(words); i++ {
		last := i == len(words)-1
		if !isHouseNumber(words[i]) && !(last && len(words[i]) == 1 && !isDirection(words[i])) {
			continue
		}
		t := i - 1 // the type of the street
		if isDirection(words[t]) && last {
			t--
		}
		if t > 1 && streetKind(words[t]) == namedStreet && !isDirection(words[t-1]) && !slices.ContainsFunc(words[i+1:], isStreetType) {
			return i
		}
	}
	return 0
}

func isStreetType(w string) bool { return streetKind(w) != noStreet }

// A streetForm says how the type of a street stands to numbers behind it.
type streetForm int

const (
	noStreet       streetForm = iota
	namedStreet               // has a name: a number behind is a unit
	numberedStreet            // may have a number for a name: "HWY 14"
)

func streetKind(w string) streetForm {
	switch w {
	case "ST", "AVE", "BLVD", "DR", "LN", "CT", "CIR", "PL", "PKWY", "WAY", "TER", "TRL", "PIKE", "SQ", "ALY", "CRES", "PLZ":
		return namedStreet
	case "RD", "HWY", "RTE", "FWY", "EXPY", "TPKE", "LOOP", "BYP", "CARR", "CALLE", "FM", "SR", "CR", "TR", "US", "I", "KM", "EXIT", "MILE":
		return numberedStreet
	}
	return noStreet
}

// isSpanishStreet reports whether w is the type of a street that stands before
// its name.
func isSpanishStreet(w string) bool {
	return w == "CALLE" || w == "AVE" || w == "PASEO" || w == "CALLEJON"
}
