package words

import (
	"slices"
	"strings"
)

// An Urgency says how soon a person must get help, as far as what they typed
// shows. It decides what is shown first and nothing else: it is no diagnosis,
// and that nothing was found means nothing.
type Urgency string

// The urgencies, the least first.
const (
	NotUrgent Urgency = ""
	Urgent    Urgency = "urgent"    // the surgeon or a doctor, today
	Emergency Urgency = "emergency" // 911, now
)

// Or returns the more urgent of two.
func (u Urgency) Or(other Urgency) Urgency {
	if u == Emergency || other == NotUrgent {
		return u
	}
	return other
}

// An Alarm is a piece of a text that calls for help: its byte offsets, from the
// first of the words to the end of the last.
type Alarm struct {
	Start, End int
	Urgency    Urgency
}

// Bounds of the search for alarms.
const (
	maxFlagText = 4_000 // bytes of a text that are looked at
	flagWindow  = 8     // words within which the parts of a rule stand, unless it says otherwise
)

// UrgencyOf returns the greatest urgency of the alarms of a text.
func UrgencyOf(text string) Urgency {
	if all := Alarms(text); len(all) > 0 {
		return all[0].Urgency
	}
	return NotUrgent
}

// Alarms returns where a text, English or Spanish, holds words that may mean an
// emergency, and then where it holds words that are urgent; accents,
// apostrophes and slips of the finger aside. Each is as short as makes a rule
// of data/redflags.json hold. Alarms of different urgency may overlap.
func Alarms(text string) []Alarm {
	if len(text) > maxFlagText {
		text = text[:maxFlagText]
	}
	list := Split(text)
	table := redFlags()
	found := table.find(text, list)
	if len(found) == 0 {
		return nil
	}
	var all []Alarm
	for _, urgency := range []Urgency{Emergency, Urgent} {
		for from := 0; ; {
			best := span{}
			for _, rule := range table.rules {
				if rule.urgency != urgency {
					continue
				}
				if s := rule.shortest(found, from); s.to > 0 && (best.to == 0 || s.from < best.from) {
					best = s
				}
			}
			if best.to == 0 {
				break
			}
			all = append(all, Alarm{list[best.from].Start, list[best.to-1].End, urgency})
			from = best.to
		}
	}
	return all
}

// RedFlagsReviewed reports whether a clinician, and a Spanish medical reviewer,
// have signed the words that alarm, and their texts.
func RedFlagsReviewed() (clinical, spanish bool) {
	t := redFlags()
	return t.clinical, t.spanish
}

// A span is the words from..to-1 of a text.
type span struct{ from, to int }

// find returns where the phrases of each set stand, those aside that are part
// of a name or denied.
func (t *flagTable) find(text string, list []Word) map[string][]span {
	named := make([]bool, len(list))
	for i := range list {
		for _, name := range t.names {
			if name.begins(list[i:]) {
				for j := range name {
					named[i+j] = true
				}
			}
		}
	}
	found := make(map[string][]span)
	denied := make([]bool, len(list)) // words of phrases that were denied
	for i, w := range list {
		no := t.denies(text, list, denied, i)
		for _, p := range t.phrases[w.Folded[0]] {
			if !p.begins(list[i:]) || slices.Contains(named[i:i+len(p.phrase)], true) {
				continue
			}
			if no && t.deniable[p.set] {
				for j := range p.phrase {
					denied[i+j] = true
				}
				continue
			}
			found[p.set] = append(found[p.set], span{i, i + len(p.phrase)})
		}
	}
	return found
}

// denies reports whether what begins at word i is denied: "no fever", "without
// new weakness", and behind them "or chills".
func (t *flagTable) denies(text string, list []Word, denied []bool, i int) bool {
	joined := func(j int) bool { // words j-1 and j, nothing but blanks between
		return j > 0 && strings.TrimSpace(text[list[j-1].End:list[j].Start]) == ""
	}
	if !joined(i) {
		return false
	}
	if i > 1 && slices.Contains([]string{"or", "nor", "o", "ni"}, list[i-1].Folded) && joined(i-1) {
		return denied[i-2]
	}
	if slices.Contains([]string{"any", "new", "more"}, list[i-1].Folded) && joined(i-1) {
		i--
	}
	for _, d := range t.denials {
		if from := i - len(d); from >= 0 && d.begins(list[from:]) {
			return true
		}
	}
	return false
}

// shortest returns the shortest span, from word start on, that holds a phrase of
// each set of the rule within its window, the first of several; zero when there
// is none.
func (r *flagRule) shortest(found map[string][]span, start int) span {
	var best span
	for _, set := range r.sets {
		for _, first := range found[set] { // the phrase that the span starts with
			if first.from < start {
				continue
			}
			s := first
			for _, other := range r.sets {
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
			if n := s.to - s.from; n > 0 && n <= r.within && (best.to == 0 || n < best.to-best.from) {
				best = s
			}
		}
	}
	return best
}
