package fold

import "unicode/utf8"

// Within reports whether a and b are at most so many slips apart: letters too
// many, too few or wrong, and neighbours that are swapped (the distance of
// optimal string alignment). The work grows with three to the power of most,
// which is one or two, and hardly with the length of the words.
func Within(a, b string, most int) bool { return within(a, b, most, false) }

// PrefixWithin reports whether a is at most so many slips from b or from any
// beginning of b.
func PrefixWithin(a, b string, most int) bool { return within(a, b, most, true) }

func within(a, b string, most int, prefix bool) bool {
	i := Common(a, b)
	a, b = a[i:], b[i:]
	switch {
	case a == "" && prefix:
		return true
	case a == "" || b == "":
		return utf8.RuneCountInString(a)+utf8.RuneCountInString(b) <= most
	case most == 0:
		return false
	}
	x, n := utf8.DecodeRuneInString(a)
	y, m := utf8.DecodeRuneInString(b)
	if within(a[n:], b[m:], most-1, prefix) || within(a[n:], b, most-1, prefix) || within(a, b[m:], most-1, prefix) {
		return true
	}
	x2, n2 := utf8.DecodeRuneInString(a[n:])
	y2, m2 := utf8.DecodeRuneInString(b[m:])
	return n2 > 0 && m2 > 0 && x == y2 && y == x2 && within(a[n+n2:], b[m+m2:], most-1, prefix)
}

// Common returns how many leading bytes a and b share, cut where a letter
// begins.
func Common(a, b string) int {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	for i < n && i > 0 && !utf8.RuneStart(a[i]) {
		i--
	}
	return i
}
