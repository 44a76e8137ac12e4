package place

import (
	"strings"
	"unicode"

	"github.com/physicianfinder/finder/internal/fold"
)

// abbreviated maps words that people and tables shorten to their long form.
var abbreviated = map[string]string{
	"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain",
	"n": "north", "s": "south", "e": "east", "w": "west", "so": "south", "no": "north",
	"hts": "heights", "spgs": "springs", "spg": "spring", "jct": "junction", "bch": "beach",
	"pk": "park", "ctr": "center", "twp": "township", "vlg": "village", "lk": "lake",
	// of the Postal Service's Publication 28, as far as towns are called so
	"pt": "point", "gdns": "gardens", "gdn": "garden", "grv": "grove", "vly": "valley", "hbr": "harbor", "rpds": "rapids", "rpd": "rapid", "fls": "falls",
	"blf": "bluff", "blfs": "bluffs", "byu": "bayou", "cyn": "canyon", "crk": "creek", "cv": "cove", "ests": "estates", "fld": "field", "flds": "fields",
	"frst": "forest", "frk": "fork", "frks": "forks", "gln": "glen", "hl": "hill", "hls": "hills", "hvn": "haven", "isl": "island", "lks": "lakes",
	"lndg": "landing", "mdw": "meadow", "mdws": "meadows", "mls": "mills", "mnr": "manor", "mtns": "mountains", "orch": "orchard", "pln": "plain", "plns": "plains",
	"prt": "port", "rdg": "ridge", "riv": "river", "rnch": "ranch", "shr": "shore", "shrs": "shores", "smt": "summit", "univ": "university", "vw": "view", "wls": "wells",
}

// folded returns s as its words are compared, everything but letters, digits
// and commas a space.
func folded(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r == ',' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || fold.IsApostrophe(r):
			b = fold.Rune(b, r)
		default:
			b = append(b, ' ')
		}
	}
	return string(b)
}

// key joins folded words into what all spellings of a name have in common;
// expand writes abbreviations out ("St. Paul" and "Saint Paul" are
// "saintpaul"). Spaces do not count, so that "De Soto" and "DeSoto" are one.
func key(words []string, expand bool) string {
	var b strings.Builder
	for _, word := range words {
		if expand {
			word = long(word)
		}
		b.WriteString(word)
	}
	return b.String()
}

// long writes a folded word out if it is an abbreviation.
func long(word string) string {
	if full, ok := abbreviated[word]; ok {
		return full
	}
	return word
}

// nameKey is the key of a whole name as a table spells it.
func nameKey(name string) string { return key(words(name), true) }
