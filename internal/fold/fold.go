// Package fold is how texts are compared, whoever wrote them: in lower case,
// without accents and apostrophes ("O'Brien" and "obrien", "Peña" and "pena"
// are one word), and by how many slips of the keyboard lie between two words.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Rune appends the folded letters of r to dst: none for an accent that stands
// by itself and for an apostrophe, and more than one where English keyboards
// write more ("ß" is "ss").
func Rune(dst []byte, r rune) []byte {
	switch {
	case 'A' <= r && r <= 'Z':
		return append(dst, byte(r)+'a'-'A')
	case IsApostrophe(r):
		return dst
	case r < utf8.RuneSelf:
		return append(dst, byte(r))
	}
	for _, part := range norm.NFKD.String(string(r)) {
		if !unicode.Is(unicode.Mn, part) {
			dst = append(dst, spellOut(unicode.ToLower(part))...)
		}
	}
	return dst
}

// Text folds every letter of a text; what is between words stays. What is not
// UTF-8 is left out.
func Text(text string) string {
	if plain(text) {
		return strings.ToLower(text)
	}
	b := make([]byte, 0, len(text))
	for _, r := range text {
		if r != utf8.RuneError {
			b = Rune(b, r)
		}
	}
	return string(b)
}

func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= utf8.RuneSelf || IsApostrophe(rune(c)) {
			return false
		}
	}
	return true
}

// Words cuts text into folded words, at everything that is neither letter nor
// digit: "Smith-Jones" is two.
func Words(text string) []string {
	return strings.FieldsFunc(Text(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// IsApostrophe reports whether r joins the letters beside it into one word, as
// in O'Fallon and, with an okina in whatever form, Kapa‘a.
func IsApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', 'ʻ', 'ʼ', '‘', '’', '′':
		return true
	}
	return false
}

// spellOut writes the letters that decomposition leaves whole as English
// keyboards do.
func spellOut(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ł':
		return "l"
	case 'ı':
		return "i"
	case 'þ':
		return "th"
	}
	return string(r)
}
