package place

import (
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/fold"
)

// shortest is the least length of a key that may be misspelt: nearly every
// three-letter name is one letter from another.
const shortest = 4

// nearly returns the towns whose name is a near miss of the key, in a state or
// in all (""), most people first.
func (g *Gazetteer) nearly(k, state string) []int32 {
	if len(k) < shortest {
		return nil
	}
	var found []int32
	for i := range g.names {
		n := &g.names[i]
		if (state == "" || g.towns[n.town].state == state) && n.key != k && nearMiss(k, n.key) {
			found = append(found, n.town)
		}
	}
	slices.Sort(found)
	return unique(found)
}

// farMiss is the least length of a key that may hold two slips, as the name of
// a large town may: no other large town is as near ("Indianoplis").
const farMiss = 9

// largely returns the large towns whose name is two slips from the key, the
// first letter being right, in a state or in all (""), most people first.
func (g *Gazetteer) largely(k, state string) []int32 {
	if len(k) < farMiss {
		return nil
	}
	var found []int32
	for _, n := range g.beginning(k[:1]) {
		t := &g.towns[n.town]
		if (state == "" || t.state == state) && t.people >= large && len(n.key) >= farMiss && fold.Within(k, n.key, 2) {
			found = append(found, n.town)
		}
	}
	slices.Sort(found)
	return unique(found)
}

// nearMiss reports whether a and b differ by one slip: a letter too many, too
// few or wrong, two neighbours swapped, or letters doubled that should not be
// ("Cincinatti").
func nearMiss(a, b string) bool {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return false
	}
	i := fold.Common(a, b)
	return fold.Within(a[i:], b[i:], 1) || i > 0 && sameUndoubled(a, b)
}

// sameUndoubled reports whether a and b are the same once doubled letters are
// read as one.
func sameUndoubled(a, b string) bool {
	for len(a) > 0 && len(b) > 0 {
		if a[0] != b[0] {
			return false
		}
		c := a[:1]
		a, b = strings.TrimLeft(a, c), strings.TrimLeft(b, c)
	}
	return len(a) == 0 && len(b) == 0
}

// nearPrefix reports whether some beginning of k is a near miss of typed, the
// first letter being right; strict wants the last letter right too.
func nearPrefix(typed, k string, strict bool) bool {
	i := fold.Common(typed, k)
	if i == len(typed) || i == 0 {
		return i == len(typed)
	}
	t, rest := typed[i:], k[i:]
	if len(t) == 1 {
		return !strict
	}
	if rest == "" {
		return false
	}
	return strings.HasPrefix(rest[1:], t[1:]) || // wrong letter
		strings.HasPrefix(rest, t[1:]) || // one too many
		strings.HasPrefix(rest[1:], t) || // one too few
		len(rest) > 1 && t[0] == rest[1] && t[1] == rest[0] && strings.HasPrefix(rest[2:], t[2:])
}
