package place

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
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

// fold returns s in lower case without accents; what joins a word (the
// apostrophe of O'Fallon, the okina of Kapa‘a in each of its forms) is dropped and everything else
// but letters, digits and commas becomes a space.
func fold(s string) string {
	if !isASCII(s) {
		s = norm.NFD.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r) + 'a' - 'A')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == ',':
			b.WriteByte(byte(r))
		case r == '\'' || r == '’' || r == '‘' || r == '`' || r == 'ʻ' || r == 'ʼ' || r == '´' || r == '′' || unicode.Is(unicode.Mn, r):
		case r > unicode.MaxASCII && unicode.IsLetter(r):
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
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
