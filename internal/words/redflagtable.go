package words

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/physicianfinder/finder/data"
)

// A flagTable is data/redflags.json, its phrases cut into words.
type flagTable struct {
	rules             []flagRule
	phrases           map[byte][]flagPhrase // of both languages, by first letter
	deniable          map[string]bool       // sets whose phrases a denial takes away
	denials           []flagWords
	names             []flagWords // of towns, and turns of speech, that hold such words by chance
	clinical, spanish bool
}

// A flagRule is an alarm where a phrase of each of its sets stands within so
// many words.
type flagRule struct {
	urgency Urgency
	sets    []string
	within  int
}

// A flagPhrase is one phrase of a set.
type flagPhrase struct {
	set    string
	phrase []flagWord
}

// A flagWord is a word of a phrase, and whether no slip of it counts: "legs"
// are two, "leg" is one.
type flagWord struct {
	folded string
	exact  bool
}

// begins reports whether the words begin with the phrase, slips aside.
func (p *flagPhrase) begins(list []Word) bool {
	if len(p.phrase) > len(list) {
		return false
	}
	for i, w := range p.phrase {
		if w.folded != list[i].Folded && (w.exact || !Same(list[i].Folded, w.folded)) {
			return false
		}
	}
	return true
}

// flagWords are words that count only letter by letter.
type flagWords []string

// begins reports whether the words begin with these.
func (f flagWords) begins(list []Word) bool {
	if len(f) > len(list) {
		return false
	}
	for i, w := range f {
		if list[i].Folded != w {
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
		Rules    []struct {
			Tier   Urgency
			All    []string
			Within int
		}
		Deniable []string
		Denials  map[Lang][]string
		Names    []string
		Sets     map[string]map[Lang][]string
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, fmt.Errorf("words: reading the red flags: %w", err)
	}
	t := &flagTable{
		phrases: make(map[byte][]flagPhrase), deniable: make(map[string]bool),
		clinical: raw.Reviewed.Clinical, spanish: raw.Reviewed.Spanish,
	}
	for name, set := range raw.Sets {
		for _, l := range Langs() {
			for _, phrase := range set[l] {
				cut := flagWordsOf(phrase)
				if len(cut) == 0 {
					return nil, fmt.Errorf("words: reading the red flags: set %q: a phrase without words", name)
				}
				first := cut[0].folded[0]
				t.phrases[first] = append(t.phrases[first], flagPhrase{set: name, phrase: cut})
			}
		}
	}
	for _, r := range raw.Rules {
		if r.Tier != Urgent && r.Tier != Emergency {
			return nil, fmt.Errorf("words: reading the red flags: a rule of tier %q", r.Tier)
		}
		if r.Within == 0 {
			r.Within = flagWindow
		}
		for _, set := range r.All {
			if len(raw.Sets[set]) == 0 {
				return nil, fmt.Errorf("words: reading the red flags: set %q is empty", set)
			}
		}
		t.rules = append(t.rules, flagRule{urgency: r.Tier, sets: r.All, within: r.Within})
	}
	for _, name := range raw.Deniable {
		t.deniable[name] = true
	}
	for _, l := range Langs() {
		for _, d := range raw.Denials[l] {
			t.denials = append(t.denials, strings.Fields(Fold(d)))
		}
	}
	for _, n := range raw.Names {
		t.names = append(t.names, strings.Fields(Fold(n)))
	}
	return t, nil
}

// flagWordsOf cuts a phrase of the table into its words; "=" before one says
// that no slip of it counts.
func flagWordsOf(phrase string) []flagWord {
	var cut []flagWord
	for field := range strings.FieldsSeq(phrase) {
		exact := strings.HasPrefix(field, "=")
		for folded := range strings.FieldsSeq(Fold(field)) {
			cut = append(cut, flagWord{folded, exact})
		}
	}
	return cut
}
