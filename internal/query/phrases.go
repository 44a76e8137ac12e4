package query

import (
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	"github.com/physicianfinder/finder/data"
	"github.com/physicianfinder/finder/internal/words"
)

// Parameters of the phrase table that are no filters.
const (
	asPractice  = "practice"  // a specialty, unless it is part of a practice's name
	asInsurance = "insurance" // left out, and said that it is not checked
	asTitle     = "title"     // left out; says that a name is near
	asFiller    = "filler"    // left out
	asParticle  = "particle"  // left out unless a word to match follows
)

// aloneLetters is the least length of a word that is a phrase by itself and
// may hold a slip: shorter ones are too near to names (Spiner is a surname).
const aloneLetters = 8

// A phrase is a row of data/synonyms.csv: what some words mean.
type phrase struct {
	words   [][]string // alternatives, folded, word by word
	meaning []meaning
}

// A meaning is one filter that a phrase becomes.
type meaning struct{ parameter, value string }

// A phraseTable holds the phrases by the first letter of their first word, so
// that few are tried at each word of a text.
type phraseTable map[byte][]phrase

var phrases = sync.OnceValue(func() phraseTable {
	t, err := parsePhrases(data.Synonyms)
	if err != nil {
		panic(err) // the table is embedded and read by a test
	}
	return t
})

// longest returns the longest phrase that the words begin with, and how many
// of them it takes; 0 when there is none. Of two as long, the one spelled
// right goes first, then the one that stands first in the table.
func (t phraseTable) longest(list []words.Word) (found *phrase, n int) {
	if len(list) == 0 || list[0].Folded == "" {
		return nil, 0
	}
	exact := false
	candidates := t[list[0].Folded[0]]
	for i := range candidates {
		p := &candidates[i]
		if len(p.words) < n || len(p.words) > len(list) {
			continue
		}
		same, meant := p.fits(list)
		if !meant || len(p.words) == n && (exact || !same) {
			continue
		}
		found, n, exact = p, len(p.words), same
	}
	return found, n
}

// fits reports whether the words begin with the phrase, letter by letter (same)
// or with slips of the finger at most (meant).
func (p *phrase) fits(list []words.Word) (same, meant bool) {
	same = true
	for i, alternatives := range p.words {
		exact, near := false, false
		for _, word := range alternatives {
			exact = exact || list[i].Folded == word
			if len(p.words) > 1 || len(word) >= aloneLetters {
				near = near || words.Same(list[i].Folded, word)
			}
		}
		if !exact && !near {
			return false, false
		}
		same = same && exact
	}
	return same, true
}

// parsePhrases reads the table. Rows of one phrase become one phrase with
// several meanings. A phrase whose first word has alternatives is kept under
// the first letter of each.
func parsePhrases(text string) (phraseTable, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment, r.FieldsPerRecord = '#', 3
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("query: reading the phrases: %w", err)
	}
	meanings := make(map[string][]meaning)
	for _, row := range rows[1:] {
		meanings[row[0]] = append(meanings[row[0]], meaning{parameter: row[1], value: row[2]})
	}
	t := make(phraseTable)
	for _, row := range rows[1:] {
		m, ok := meanings[row[0]]
		if !ok {
			continue
		}
		delete(meanings, row[0])
		p := phrase{meaning: m}
		for _, alternatives := range strings.Fields(row[0]) {
			p.words = append(p.words, strings.Split(alternatives, "|"))
		}
		letters := make(map[byte]bool)
		for _, word := range p.words[0] {
			if word == "" || word != words.Fold(word) {
				return nil, fmt.Errorf("query: reading the phrases: %q is not in folded words", row[0])
			}
			letters[word[0]] = true
		}
		for letter := range letters {
			t[letter] = append(t[letter], p)
		}
	}
	return t, nil
}
