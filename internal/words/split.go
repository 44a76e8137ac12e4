package words

import (
	"unicode"

	"github.com/physicianfinder/finder/internal/fold"
)

// A Word is a word of a text that someone typed.
type Word struct {
	// Folded is the word in lower case without accents and apostrophes:
	// "can't" is "cant", "Peña" is "pena". It is what words are compared by.
	Folded string
	// Start and End are the byte offsets of the word in the text.
	Start, End int
}

// Split cuts a text into its words: runs of letters, digits and the
// apostrophes inside them. Everything else, hyphens too, stands between words.
func Split(text string) []Word {
	var list []Word
	start := -1
	var folded []byte
	flush := func(end int) {
		if start >= 0 && len(folded) > 0 {
			list = append(list, Word{Folded: string(folded), Start: start, End: end})
		}
		start, folded = -1, folded[:0]
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			if start < 0 {
				start = i
			}
			folded = fold.Rune(folded, r)
		case fold.IsApostrophe(r) && start >= 0:
		default:
			flush(i)
		}
	}
	flush(len(text))
	return list
}

// Fold returns the words of a text as they are compared, one space between.
func Fold(text string) string {
	var b []byte
	for i, w := range Split(text) {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, w.Folded...)
	}
	return string(b)
}

// Lengths, in letters, of a word that may have two neighbours swapped, and from
// which it may hold one slip and two slips, and still be plainly meant.
const (
	oneSwap  = 4
	oneSlip  = 5
	twoSlips = 10
)

// Same reports whether a typed word, folded, is word or plainly a slip of it: the
// first letter right and, by the length of word, one or two letters missing,
// added, wrong or swapped with their neighbour.
func Same(typed, word string) bool {
	if typed == word {
		return true
	}
	allowed := 0
	switch n := len(word); {
	case n >= twoSlips:
		allowed = 2
	case n >= oneSlip, n == oneSwap && len(typed) == n:
		allowed = 1
	}
	if allowed == 0 || typed == "" || typed[0] != word[0] {
		return false
	}
	if len(word) == oneSwap {
		return swapped(typed, word)
	}
	return fold.Within(typed, word, allowed)
}

// swapped reports whether typed, as long as word, is it with two neighbouring
// letters in each other's place.
func swapped(typed, word string) bool {
	for i := range len(word) - 1 {
		if typed[i] != word[i] {
			return typed[i] == word[i+1] && typed[i+1] == word[i] && typed[i+2:] == word[i+2:]
		}
	}
	return false
}
