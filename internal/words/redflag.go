package words

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/physicianfinder/finder/data"
)

// Bounds of the search for emergency words.
const (
	maxFlagText = 4_000 // bytes of a text that are looked at
	flagWindow  = 8     // words within which the parts of a rule stand
)

// RedFlag says whether a text holds words that may mean cauda equina syndrome,
// in English or Spanish, accents, apostrophes and slips of the finger aside.
// It decides what is shown first and nothing else: it is no diagnosis, and
// that it finds nothing means nothing.
func RedFlag(text string) bool {
	_, _, ok := FindRedFlag(text)
	return ok
}

// FindRedFlag returns the byte offsets of the first such words in a text, from
// the first of them to the end of the last. ok is false when there are none.
func FindRedFlag(text string) (start, end int, ok bool) {
	if len(text) > maxFlagText {
		text = text[:maxFlagText]
	}
	list := Split(text)
	table := redFlags()
	for _, rule := range table.rules {
		if from, to, found := table.match(rule, list); found {
			return list[from].Start, list[to-1].End, true
		}
	}
	return 0, 0, false
}

// RedFlagsReviewed says whether a clinician, and a Spanish medical reviewer,
// have signed the emergency words and texts.
func RedFlagsReviewed() (clinical, spanish bool) {
	t := redFlags()
	return t.clinical, t.spanish
}

// A flagTable is redflags.json, its phrases cut into words.
type flagTable struct {
	rules             [][]string
	sets              map[string][][]string // phrases of both languages
	clinical, spanish bool
}

// match returns the words from..to-1 that hold a phrase of each set of the
// rule within the window.
func (t *flagTable) match(rule []string, list []Word) (from, to int, ok bool) {
	for i := range list {
		window := list[i:min(len(list), i+flagWindow)]
		last := 0
		for _, set := range rule {
			n := t.find(set, window)
			if n == 0 {
				last = 0
				break
			}
			last = max(last, n)
		}
		if last == 0 {
			continue
		}
		// The window starts at the last word from which all parts are ahead,
		// so that what is found is as short as it can be.
		if f, l, better := t.match(rule, list[i+1:min(len(list), i+last)]); better {
			return i + 1 + f, i + 1 + l, true
		}
		return i, i + last, true
	}
	return 0, 0, false
}

// find returns the end of the first phrase of a set in a window, or 0.
func (t *flagTable) find(set string, window []Word) int {
	for i := range window {
		for _, phrase := range t.sets[set] {
			if holds(window[i:], phrase) {
				return i + len(phrase)
			}
		}
	}
	return 0
}

// holds says whether the words begin with the phrase.
func holds(list []Word, phrase []string) bool {
	if len(phrase) > len(list) {
		return false
	}
	for i, word := range phrase {
		if !Same(list[i].Folded, word) {
			return false
		}
	}
	return true
}

var redFlags = sync.OnceValue(func() *flagTable {
	t, err := parseRedFlags(data.RedFlags)
	if err != nil {
		panic(err) // the table is embedded and read by a test
	}
	return t
})

func parseRedFlags(b []byte) (*flagTable, error) {
	var raw struct {
		Reviewed struct{ Clinical, Spanish bool }
		Rules    [][]string
		Sets     map[string]map[Lang][]string
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, fmt.Errorf("words: reading the red flags: %w", err)
	}
	t := &flagTable{
		rules: raw.Rules, sets: make(map[string][][]string),
		clinical: raw.Reviewed.Clinical, spanish: raw.Reviewed.Spanish,
	}
	for name, set := range raw.Sets {
		for _, l := range Langs() {
			for _, phrase := range set[l] {
				t.sets[name] = append(t.sets[name], strings.Fields(Fold(phrase)))
			}
		}
	}
	for _, rule := range t.rules {
		for _, set := range rule {
			if len(t.sets[set]) == 0 {
				return nil, fmt.Errorf("words: reading the red flags: set %q is empty", set)
			}
		}
	}
	return t, nil
}
