package place

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ErrAbroad says that a place is in Canada or Mexico, which the gazetteer does
// not cover. It wraps [ErrUnknown].
var ErrAbroad = fmt.Errorf("outside the United States: %w", ErrUnknown)

// canadian finds a postal code of Canada at the end of a text. Its letters
// leave out those that look like digits.
var canadian = regexp.MustCompile(`(?i)(?:^|[\s,])([ABCEGHJ-NPRSTVXY])\d([ABCEGHJ-NPRSTV-Z])([ -]?)\d([ABCEGHJ-NPRSTV-Z])\d$`)

// CanadianCode returns the Canadian postal code that text ends with ("M5V
// 3L9"), or "". Levels of the spine written in one piece are none ("L4L5S1").
func CanadianCode(text string) string {
	m := canadian.FindStringSubmatch(text)
	if m == nil || m[3] == "" && strings.Trim(strings.ToUpper(m[1]+m[2]+m[4]), "CTLS") == "" {
		return ""
	}
	return strings.TrimLeft(m[0], " \t\r\n,")
}

// abroadAfter are names of what lies abroad, by [key], that stand after a town.
var abroadAfter = []string{
	"canada", "mexico",
	"ab", "bc", "mb", "nb", "nl", "ns", "nt", "nu", "on", "pe", "pei", "qc", "sk", "yt",
	"alberta", "britishcolumbia", "manitoba", "newbrunswick", "newfoundland", "northwestterritories", "novascotia", "nunavut",
	"ontario", "princeedwardisland", "quebec", "saskatchewan", "yukon",
}

// abroadAlone are cities abroad, by [key], whose name no town of the United
// States with ten thousand people has.
var abroadAlone = []string{
	"toronto", "montreal", "quebeccity", "calgary", "edmonton", "winnipeg", "mississauga", "saskatoon",
	"mexicocity", "ciudaddemexico", "tijuana", "mexicali", "ciudadjuarez", "juarezmexico", "guadalajara", "nuevolaredo", "matamoros",
}

// abroad reports whether text names a place in Canada or Mexico and none of ours.
func (g *Gazetteer) abroad(text string) bool {
	if CanadianCode(text) != "" {
		return true
	}
	all := words(text)
	if slices.Contains(abroadAlone, key(all, false)) {
		return true
	}
	for n := 1; n <= min(3, len(all)-1); n++ {
		if !slices.Contains(abroadAfter, key(all[len(all)-n:], false)) {
			continue
		}
		for m := n; m <= len(all); m++ { // "New Mexico"
			if g.states[key(all[len(all)-m:], false)] != "" {
				return false
			}
		}
		head := all[:len(all)-n]
		// "La Cañada", and "Port Ontario", which is a town of ours
		return key(head, false) != "la" && len(g.called(key(all, true))) == 0
	}
	return false
}
