package search

import (
	"maps"
	"slices"
	"strings"
)

// languageSets are the sets of languages that the listings of a snapshot name.
// Set 0 is empty: none known.
type languageSets struct {
	// all holds of each set the tags and what they begin with ("es-MX", "es"),
	// once each: the values of a filter that keep the set.
	all   [][]string
	byKey map[string]uint32
}

func newLanguageSets() languageSets {
	return languageSets{all: [][]string{nil}, byKey: map[string]uint32{"": 0}}
}

// clone returns sets to which others can be added.
func (s *languageSets) clone() languageSets {
	return languageSets{slices.Clone(s.all), maps.Clone(s.byKey)}
}

// number returns the number of a set, which it adds if need be.
func (s *languageSets) number(languages []string) uint32 {
	key := strings.Join(languages, ",")
	n, ok := s.byKey[key]
	if !ok {
		var all []string
		for tag := range strings.SplitSeq(strings.Clone(key), ",") {
			for i := 0; i <= len(tag); i++ {
				if (i == len(tag) || tag[i] == '-') && i > 0 && !slices.Contains(all, tag[:i]) {
					all = append(all, tag[:i])
				}
			}
		}
		n = uint32(len(s.all))
		s.byKey[strings.Clone(key)] = n
		s.all = append(s.all, all)
	}
	return n
}
