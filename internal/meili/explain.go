package meili

import (
	"strings"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/search"
)

// maxJoined is how many words of a query may be one word of a record.
const maxJoined = 3

// tier says how well words match a hit, TierNone when nothing in it explains
// them. Meilisearch also finds words that are written as one ("mc donald") or
// as two ("vandyke"), and takes a word of two letters for initials wherever
// they stand: the first two are near misses, and so are initials that are
// somebody's ("rj" is Robert J, but "zz" is not everybody with a Z).
func (h *hit) tier(words []string) search.Tier {
	record := h.words()
	if tier := search.TierOf(words, record, h.Also); tier != search.TierNone {
		return tier
	}
	// explained[i]: the first i words are.
	explained := make([]bool, len(words)+1)
	explained[0] = true
	for i := range words {
		if !explained[i] {
			continue
		}
		for n := 1; n <= min(maxJoined, len(words)-i); n++ {
			joined := strings.Join(words[i:i+n], "")
			if search.TierOf([]string{joined}, record, h.Also) != search.TierNone || n == 1 && h.holdsApart(joined) {
				explained[i+n] = true
			}
		}
	}
	if explained[len(words)] {
		return search.TierTypo
	}
	return search.TierNone
}

// holdsApart reports whether word is two neighbouring words of a field, or the
// first letters of two neighbouring words of a name.
func (h *hit) holdsApart(word string) bool {
	for _, field := range append([]string{h.Practice, h.City}, h.Name...) {
		words := strings.Fields(field)
		for i := 1; i < len(words); i++ {
			if words[i-1]+words[i] == word {
				return true
			}
		}
	}
	first, size := utf8.DecodeRuneInString(word)
	second := word[size:]
	if utf8.RuneCountInString(second) != 1 {
		return false
	}
	for _, name := range h.Name {
		words := strings.Fields(name)
		for i := 1; i < len(words); i++ {
			if strings.HasPrefix(words[i-1], string(first)) && strings.HasPrefix(words[i], second) {
				return true
			}
		}
	}
	return false
}
