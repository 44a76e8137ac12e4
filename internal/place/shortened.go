package place

import "strings"

// leastShort is how many letters of a town's name must be typed so that
// shortened words are read as its words.
const leastShort = 4

// shortened returns the towns of the state that text ends with whose words the
// words of text are short for: "Colo Springs CO", "S San Fran CA". Those that
// hold most of the words whole go before the others.
func (g *Gazetteer) shortened(text string) []int32 {
	all := words(text)
	for n := min(longestState, len(all)-1); n > 0; n-- {
		state := g.states[key(all[len(all)-n:], false)]
		if state == "" {
			continue
		}
		var found []int32
		best := -1
		for i := range g.towns {
			if g.towns[i].state != state {
				continue
			}
			whole := wholeWords(all[:len(all)-n], words(g.towns[i].name))
			if whole > best {
				best, found = whole, nil
			}
			if whole >= 0 && whole == best {
				found = append(found, int32(i))
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// wholeWords returns how many of the words typed are words of the name, the
// others being short for one each; -1 when they are not, or say too little.
func wholeWords(typed, name []string) int {
	if len(typed) != len(name) || len(key(typed, false)) < leastShort {
		return -1
	}
	whole := 0
	for i, w := range typed {
		switch full := name[i]; {
		case long(w) == long(full):
			whole++
		case !shortFor(w, full):
			return -1
		}
	}
	return whole
}

// shortFor reports whether w may be short for a word: it begins it, or holds
// letters of it in order, the first among them ("bch", "wrth").
func shortFor(w, full string) bool {
	if len(w) < 2 || len(w) >= len(full) || w[0] != full[0] {
		return false
	}
	rest := full
	for i := range len(w) {
		at := strings.IndexByte(rest, w[i])
		if at < 0 {
			return false
		}
		rest = rest[at+1:]
	}
	return true
}
