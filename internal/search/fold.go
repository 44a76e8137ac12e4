package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/physicianfinder/finder/internal/directory"
)

// Words cuts text into folded words: lower case, without accents, without
// apostrophes ("O'Brien" and "obrien" are one word), cut at everything that is
// neither letter nor digit ("Smith-Jones" is two). It is how queries and
// records are compared, whatever keeps the records.
func Words(text string) []string {
	return strings.FieldsFunc(Fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// Fold lowers text and takes accents and apostrophes off it.
func Fold(text string) string {
	if plain(text) {
		return strings.ToLower(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r) || isApostrophe(r) || r == utf8.RuneError:
		case r < utf8.RuneSelf:
			b.WriteByte(byte(r))
		default:
			b.WriteString(spellOut(r))
		}
	}
	return b.String()
}

func plain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= utf8.RuneSelf || c == '\'' || c == '`' {
			return false
		}
	}
	return true
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', 'ʻ', 'ʼ', '‘', '’':
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

// RecordWords returns the folded words that a text may find a listing by:
// names, former names, practice, city, NPI, and the phone number with and
// without its country code.
func RecordWords(l *directory.Listing) []string {
	words := nameWords(nil, l.Physician.Name)
	for _, former := range l.Physician.FormerNames {
		words = nameWords(words, former)
	}
	words = append(words, Words(l.Location.Name)...)
	words = append(words, Words(l.Location.Address.City)...)
	words = append(words, l.Physician.NPI.String())
	if digits := strings.TrimPrefix(l.Location.Phone, "+"); digits != "" {
		words = append(words, digits)
	}
	if national, ok := directory.NationalNumber(l.Location.Phone); ok {
		words = append(words, national)
	}
	return words
}

func nameWords(dst []string, n directory.Name) []string {
	for _, part := range []string{n.Given, n.Middle, n.Family, n.Suffix} {
		dst = append(dst, Words(part)...)
	}
	return dst
}
