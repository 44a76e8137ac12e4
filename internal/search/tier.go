package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/fold"
)

// TierOf says how well the words of a query match the words of a record, both
// folded by [fold.Words], and what [AlsoWords] gives for it: the tier of its worst
// word, each word taken at its best. TierNone means that a word matches nothing
// of the record even as a near miss, or that there is no word.
func TierOf(query, record, also []string) Tier {
	worst := TierNone
	for _, q := range query {
		best := TierNone
		for _, w := range record {
			if t := wordTier(q, w); t != TierNone && (best == TierNone || t < best) {
				best = t
				if t == TierExact {
					break
				}
			}
		}
		if best != TierExact && slices.Contains(also, q) {
			best = TierAlso
		}
		if best == TierNone {
			return TierNone
		}
		worst = max(worst, best)
	}
	return worst
}

func wordTier(q, w string) Tier {
	switch {
	case q == w:
		return TierExact
	case isNumber(q):
		return TierNone // a digit off is another number
	case strings.HasPrefix(w, q):
		return TierPrefix
	case nearMiss(q, w):
		return TierTypo
	}
	return TierNone
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Words from these lengths on, in letters, may differ by one and two typos.
const (
	oneTypoFrom  = 5
	twoTyposFrom = 9
)

// nearMiss reports whether q is w, or the beginning of w, but for as many slips
// as its length allows. A wrong first letter counts twice: people seldom miss
// it.
func nearMiss(q, w string) bool {
	n := utf8.RuneCountInString(q)
	if n < oneTypoFrom {
		return false
	}
	allowed := 1
	if n >= twoTyposFrom {
		allowed = 2
	}
	if first, _ := utf8.DecodeRuneInString(q); !strings.HasPrefix(w, string(first)) {
		allowed--
	}
	return fold.PrefixWithin(q, w, allowed)
}
