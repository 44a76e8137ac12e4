package place

import "strings"

// What sounds alike is suggested, never taken: from so many people on, a town
// is meant rather than a stranger's name, with its state and without.
const (
	heardInState = 10_000
	heardAlone   = 100_000
)

// leastSound is the least length of a [sound] that says enough to suggest a
// town by it.
const leastSound = 3

// A SuggestionError says that a place is unknown, and which towns sound like
// it, most people first. It wraps [ErrUnknown].
type SuggestionError struct{ Candidates []Place }

func (e *SuggestionError) Error() string { return "place: unknown, but some towns sound like it" }

// Unwrap makes a SuggestionError an ErrUnknown.
func (e *SuggestionError) Unwrap() error { return ErrUnknown }

// heard returns the towns that one of the readings sounds like, at most
// MaxCandidates. Readings that name a state go first.
func (g *Gazetteer) heard(readings []reading) []Place {
	for _, r := range readings[:min(len(readings), mended)] {
		s := sound(r.key)
		if len(s) < leastSound || r.partial {
			continue
		}
		if found := g.sounding(s, r.key[0], r.state); len(found) > 0 {
			return g.ambiguous(found).Candidates
		}
	}
	return nil
}

// sounding returns the towns of a state, or of all (""), with a sound and, for
// a name that begins with a vowel, its first letter.
func (g *Gazetteer) sounding(s string, first byte, state string) []int32 {
	least := int32(heardInState)
	if state == "" {
		least = heardAlone
	}
	var found []int32
	for _, i := range g.sounds()[s] {
		t := &g.towns[i]
		if t.people >= least && (state == "" || t.state == state) && isVowel(first) == isVowel(nameKey(t.name)[0]) {
			found = append(found, i)
		}
	}
	return found
}

// bySound returns the towns that may be heard, by sound, most people first.
func (g *Gazetteer) bySound() map[string][]int32 {
	heard := map[string][]int32{}
	for i := range g.towns {
		t := &g.towns[i]
		if t.people < heardInState {
			break
		}
		s := sound(nameKey(t.name))
		heard[s] = append(heard[s], int32(i))
	}
	return heard
}

// spelled are letters together that make one sound; the longest stand first.
var spelled = strings.NewReplacer(
	"sch", "x", "sh", "x", "ch", "x", "ph", "f", "gh", "g", "ck", "k", "qu", "k", "kn", "n", "wr", "r", "dg", "j",
	"sce", "s", "sci", "s", "scy", "s", "ce", "s", "ci", "s", "cy", "s", "ge", "j", "gi", "j", "gy", "j",
	"c", "k", "q", "k", "x", "ks", "z", "s", "v", "f",
)

// sound returns the consonants of a folded name as they are heard in English:
// "phoenix" and "foenix" are both "fnks". Doubled sounds count once.
func sound(k string) string {
	var b []byte
	for _, c := range []byte(spelled.Replace(k)) {
		if isVowel(c) || c == 'h' && len(b) > 0 || c == 'w' && len(b) > 0 || len(b) > 0 && b[len(b)-1] == c {
			continue
		}
		b = append(b, c)
	}
	return string(b)
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }
