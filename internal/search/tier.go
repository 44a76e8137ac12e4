package search

import (
	"slices"
	"strings"
)

// TierOf says how well the words of a query match the words of a record, both
// folded by [Words], and what [AlsoWords] gives for it: the tier of its worst
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
	longestWord  = 64 // letters; longer words match exactly or as prefixes only
)

// nearMiss says whether q is w, or the beginning of w, but for as many
// insertions, deletions, substitutions and swaps of neighbours as its length
// allows. A wrong first letter counts twice: people seldom miss it.
func nearMiss(q, w string) bool {
	a, b := []rune(q), []rune(w)
	if len(a) < oneTypoFrom || len(a) > longestWord || len(b) > longestWord {
		return false
	}
	allowed := 1
	if len(a) >= twoTyposFrom {
		allowed = 2
	}
	if len(b)+allowed < len(a) {
		return false
	}
	if a[0] != b[0] {
		allowed--
	}
	return prefixDistance(a, b) <= allowed
}

// prefixDistance is the least Damerau-Levenshtein distance (optimal string
// alignment) from a to any beginning of b. Both are at most longestWord long.
func prefixDistance(a, b []rune) int {
	var rows [3][longestWord + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
		}
		before, last, row = last, row, before
	}
	least := last[0]
	for j := 1; j <= len(b); j++ {
		least = min(least, last[j])
	}
	return least
}
