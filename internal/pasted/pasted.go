// Package pasted reads what people paste as if a keyboard had typed it: a
// telephone number copied from a page, a ZIP code out of a letter, coordinates
// out of a map.
package pasted

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Plain returns text with one form of what looks alike: white space of any
// width is a blank, dashes and the minus sign are "-", full-width and other
// compatible forms are the plain character, and what nobody sees (zero-width
// and bidirectional marks, soft hyphens) is left out. Letters keep their
// accents, and line breaks and tabs stay. Text in ASCII comes back as it is, and
// so does text that is not UTF-8.
func Plain(text string) string {
	if isASCII(text) || !utf8.ValidString(text) {
		return text
	}
	return strings.Map(plain, norm.NFKC.String(strings.Map(seen, text)))
}

// seen leaves out what nobody sees, and replaces the characters that look like
// others and whose compatible form is something else: an accent alone, the
// letter o.
func seen(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
	case r == '\u00b4': // acute accent
		return '\''
	case r == '\u00ba', r == '\u02da': // masculine ordinal, ring above
		return '\u00b0' // degree sign
	case unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

func plain(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Pd, r), r == '\u2212', r == '\u2043', r == '\u02d7': // minus sign, hyphen bullet, modifier minus
		return '-'
	}
	return r
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
