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
// the first of them to the end of the last, as few as make a rule hold. ok is
// false when there are none.
func FindRedFlag(text string) (start, end int, ok bool) {
	if len(text) > maxFlagText {
		text = text[:maxFlagText]
	}
	list := Split(text)
	table := redFlags()
	found := table.find(list)
	best := span{}
	for _, rule := range table.rules {
		if s := shortest(rule, found); s.to > 0 && (best.to == 0 || s.from < best.from) {
			best = s
		}
	}
	if best.to == 0 {
		return 0, 0, false
	}
	return list[best.from].Start, list[best.to-1].End, true
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
	phrases           map[byte][]flagPhrase // of both languages, by first letter
	clinical, spanish bool
}

// A flagPhrase is one phrase of a set.
type flagPhrase struct {
	set   string
	words []string
}

// A span is the words from..to-1 of a text.
type span struct{ from, to int }

// find returns where the phrases of each set stand.
func (t *flagTable) find(list []Word) map[string][]span {
	var found map[string][]span
	for i, w := range list {
		for _, p := range t.phrases[w.Folded[0]] {
			if !holds(list[i:], p.words) {
				continue
			}
			if found == nil {
				found = make(map[string][]span)
			}
			found[p.set] = append(found[p.set], span{i, i + len(p.words)})
		}
	}
	return found
}

// shortest returns the shortest span that holds a phrase of each set of the
// rule within the window, the first of several; zero when there is none.
func shortest(rule []string, found map[string][]span) span {
	var best span
	for _, set := range rule {
		for _, first := range found[set] { // the phrase that the span starts with
			s := first
			for _, other := range rule {
				end := 0
				for _, o := range found[other] {
					if o.from >= first.from && (end == 0 || o.to < end) {
						end = o.to
					}
				}
				if end == 0 {
					s = span{}
					break
				}
				s.to = max(s.to, end)
			}
			if n := s.to - s.from; n > 0 && n <= flagWindow && (best.to == 0 || n < best.to-best.from) {
				best = s
			}
		}
	}
	return best
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
		rules: raw.Rules, phrases: make(map[byte][]flagPhrase),
		clinical: raw.Reviewed.Clinical, spanish: raw.Reviewed.Spanish,
	}
	for name, set := range raw.Sets {
		for _, l := range Langs() {
			for _, phrase := range set[l] {
				cut := strings.Fields(Fold(phrase))
				if len(cut) == 0 {
					return nil, fmt.Errorf("words: reading the red flags: set %q: a phrase without words", name)
				}
				t.phrases[cut[0][0]] = append(t.phrases[cut[0][0]], flagPhrase{set: name, words: cut})
			}
		}
	}
	for _, rule := range t.rules {
		for _, set := range rule {
			if len(raw.Sets[set]) == 0 {
				return nil, fmt.Errorf("words: reading the red flags: set %q is empty", set)
			}
		}
	}
	return t, nil
}
