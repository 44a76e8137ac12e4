package directory

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
)

// NormalizeAddress returns a as people read it: human case, the unit ("Ste
// 200") on the second line, the usual abbreviations of street types, a
// two-letter state and a postal code of five or nine digits with a dash. A
// post office box beside a street is dropped. A postal code or a state that is
// neither becomes empty. Its key is that of a.
func NormalizeAddress(a Address) Address {
	line1, line2 := addressLine(a.Line1), addressLine(a.Line2)
	if line1 == "" {
		line1, line2 = line2, ""
	}
	if line2 != "" {
		switch first, second := parseLine(line1, nil), parseLine(line2, nil); {
		case first.box && second.isPlace():
			line1, line2 = line2, ""
		case second.box && first.isPlace():
			line2 = ""
		}
	}
	if line2 == "" {
		line1, line2 = splitUnit(line1)
	}
	state, _ := ParseState(a.State)
	postal, _ := ParsePostal(a.PostalCode)
	return Address{
		Line1: lineCase(line1), Line2: lineCase(line2),
		City: cityCase(townLine(a.City)), State: state, PostalCode: postal,
	}
}

// Military reports whether a is an army, fleet or diplomatic post office.
func (a Address) Military() bool {
	switch strings.ToUpper(a.State) {
	case "AA", "AE", "AP":
		return true
	}
	city, _, _ := strings.Cut(strings.ToUpper(a.City), " ")
	return city == "APO" || city == "FPO" || city == "DPO"
}

// A Key tells offices apart. Addresses of one office that are spelled
// differently have equal keys: STREET or ST, STE or SUITE or #, the suite on
// either line, ZIP5 or ZIP+4.
type Key struct {
	Street string // upper case, abbreviated, without unit
	Units  string // suite, building and floor numbers, sorted; often empty
	ZIP5   string
	box    bool // Street is a post office box
}

// Key returns the key of a. Its street is that of the line which tells a
// street most surely, the first if both do; numbers on the other line count as
// units. Where neither tells a street and where along it, both lines count.
func (a Address) Key() Key {
	var room [2][lineRoom]string
	first, second := parseLine(addressLine(a.Line1), room[0][:0]), parseLine(addressLine(a.Line2), room[1][:0])
	street, other := first, second
	if second.isStreet() && second.kind > first.kind || first.box && second.isPlace() || len(first.words) == 0 {
		street, other = second, first
	}
	units := append(street.units, other.units...)
	var name string
	switch {
	case street.isStreet() && slices.Equal(street.words, other.words), street.box:
		name = strings.Join(street.words, " ")
	case street.isStreet() || len(other.words) == 1 && isUnitNumber(other.words[0]):
		name, units = strings.Join(street.words, " "), other.numbers(units)
	default:
		name = joinNames(street, other)
	}
	slices.Sort(units)
	units = slices.Compact(units)
	if n := len(units) - 1; name == "" && n >= 0 && strings.HasPrefix(units[n], urbMark) { // nothing but an urbanization
		name, units = "URB "+strings.ReplaceAll(units[n][len(urbMark):], "_", " "), units[:n]
	}
	postal, _ := ParsePostal(a.PostalCode)
	return Key{
		Street: name,
		Units:  strings.Join(units, " "),
		ZIP5:   Address{PostalCode: postal}.ZIP5(),
		box:    street.box || other.box && street.isNote(),
	}
}

// Building names the building of k, whatever unit of it: its street address and
// ZIP code.
func (k Key) Building() string { return k.Street + "|" + k.ZIP5 }

// SameBuilding reports whether two keys may be of one building, whatever their
// units: the same street and ZIP code, and not in two urbanizations.
func (k Key) SameBuilding(o Key) bool {
	if k.Street != o.Street || k.ZIP5 != o.ZIP5 {
		return false
	}
	a, b := k.urbanization(), o.urbanization()
	return a == b || a == "" || b == ""
}

// urbanization returns the unit of k that is one, or "".
func (k Key) urbanization() string {
	for u := range strings.FieldsSeq(k.Units) {
		if strings.HasPrefix(u, urbMark) {
			return u
		}
	}
	return ""
}

// SameOffice reports whether two keys mean one office of one physician: the same
// street and ZIP code, and units that agree as far as both sides name them.
func (k Key) SameOffice(o Key) bool {
	return k.Street == o.Street && k.ZIP5 == o.ZIP5 && (k.Units == o.Units || k.Within(o) || o.Within(k))
}

// Within reports whether o, of the same street, names all units of k.
func (k Key) Within(o Key) bool {
	for u := range strings.FieldsSeq(k.Units) {
		if !slices.Contains(strings.Fields(o.Units), u) {
			return false
		}
	}
	return true
}

// Usable reports whether the address is a place where people can go: it has a
// street line, and is not a post office box alone.
func (k Key) Usable() bool { return k.Street != "" && !k.box }

// LocationID names an office of a physician: the NPI, a dash, and eight
// letters and digits made of the key, so that the id is the same from week to
// week and across spellings.
func (k Key) LocationID(npi NPI) string {
	text := make([]byte, 0, 128)
	text = append(append(append(append(append(text, k.Street...), '|'), k.Units...), '|'), k.ZIP5...)
	sum := sha256.Sum256(text)
	id := append(append(text[:0], npi.String()...), '-')
	return string(idAlphabet.AppendEncode(id, sum[:5]))
}

var idAlphabet = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv")

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// ParsePostal reads a United States postal code, five or nine digits with or
// without a dash or blank, and returns it as "55401" or "55401-1234"; the
// add-on 0000 is dropped. It says false for anything else.
func ParsePostal(s string) (string, bool) {
	switch { // most need no other form
	case len(s) == 5 && allDigits(s), len(s) == 10 && s[5] == '-' && allDigits(s[:5]) && allDigits(s[6:]) && s[6:] != "0000":
		return s, true
	}
	digits := make([]byte, 0, 9)
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case c != '-' && c != ' ':
			return "", false
		}
	}
	switch {
	case len(digits) == 5, len(digits) == 9 && string(digits[5:]) == "0000":
		return string(digits[:5]), true
	case len(digits) == 9:
		return string(digits[:5]) + "-" + string(digits[5:]), true
	}
	return "", false
}
