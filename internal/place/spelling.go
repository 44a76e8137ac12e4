package place

import (
	"slices"
	"strings"
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

// nearMiss says whether a and b differ by one slip: a letter too many, too
// few or wrong, two neighbours swapped, or letters doubled that should not be
// ("Cincinatti").
func nearMiss(a, b string) bool {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return false
	}
	i := common(a, b)
	return oneSlip(a[i:], b[i:]) || i > 0 && sameUndoubled(a, b)
}

// common returns how many leading bytes a and b share.
func common(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// oneSlip says whether a and b, which differ in their first byte or of which
// one is empty, are one slip apart.
func oneSlip(a, b string) bool {
	switch {
	case len(a) == 0 || len(b) == 0:
		return len(a)+len(b) <= 1
	case len(a) == len(b):
		return a[1:] == b[1:] || len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
	case len(a) == len(b)+1:
		return a[1:] == b
	case len(b) == len(a)+1:
		return b[1:] == a
	}
	return false
}

// sameUndoubled says whether a and b are the same once doubled letters are
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

// nearPrefix says whether some beginning of k is a near miss of typed, the
// first letter being right; strict wants the last letter right too.
func nearPrefix(typed, k string, strict bool) bool {
	i := common(typed, k)
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
