package searchtest

import (
	"math/rand/v2"
	"strings"
)

// NastyText returns words that are dear to search for: single letters and
// digits, beginnings, common and absent names, repeated and many.
func NastyText(rng *rand.Rand) string {
	kinds := []func() string{
		func() string { return string(rune('a' + rng.IntN(26))) },
		func() string { return string(rune('0' + rng.IntN(10))) },
		func() string {
			return []string{"jo", "chris", "mar", "de", "la", "san", "st", "spine", "ortho"}[rng.IntN(9)]
		},
		func() string {
			return []string{"smith", "nguyen", "kowalski", "zimmerlin", "qwertyville", "xq", "minneapolis"}[rng.IntN(7)]
		},
		func() string { return string(rune('a'+rng.IntN(26))) + string(rune('a'+rng.IntN(26))) },
	}
	words := make([]string, 1+rng.IntN(14))
	same := rng.IntN(len(kinds) + 2)
	for i := range words {
		kind := same
		if same >= len(kinds) {
			kind = rng.IntN(len(kinds))
		}
		words[i] = kinds[kind]()
	}
	text := strings.Join(words, []string{" ", ",", ", "}[rng.IntN(3)])
	return text[:min(len(text), 100)] // what a query may hold
}
