package referral

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A Reference names a case over a telephone: six characters, the last of them
// a check character, written "K4T-9XM".
//
// The alphabet leaves out letters that look like a digit or another letter
// (B G I L O S U Z); what is typed in their place is read as what they look
// like. The check character is the weighted sum modulo 29, a prime above the
// alphabet's 28 characters, with a different weight at every place: so one
// misheard character, or two that changed places, never make another valid
// reference.
type Reference string

const (
	alphabet    = "0123456789ACDEFHJKMNPQRTVWXY"
	modulus     = 29
	refLength   = 6 // with the check character
	groupLength = 3
)

var lookalikes = strings.NewReplacer("O", "0", "I", "1", "L", "1", "S", "5", "B", "8", "G", "6", "Z", "2", "U", "V")

// ErrReference says that a text is not a reference: a character is missing,
// or one was misheard. It wraps [ErrInvalid].
var ErrReference = fmt.Errorf("%w reference", ErrInvalid)

// NewReference draws a reference at random.
func NewReference() Reference {
	for {
		random := make([]byte, 2*refLength)
		rand.Read(random) // never fails
		var payload []byte
		for _, b := range random {
			// 252 is the largest multiple of 28 in a byte: beyond it, some
			// characters would come more often than others.
			if b < 252 && len(payload) < refLength-1 {
				payload = append(payload, alphabet[int(b)%len(alphabet)])
			}
		}
		if len(payload) < refLength-1 {
			continue
		}
		if check, ok := checkCharacter(string(payload)); ok {
			return Reference(string(payload) + string(check))
		}
	}
}

// checkCharacter returns the character that completes payload; payloads whose
// check would be the 29th value have none and are not used.
func checkCharacter(payload string) (byte, bool) {
	sum := 0
	for i := range len(payload) {
		sum += (i + 2) * strings.IndexByte(alphabet, payload[i])
	}
	if sum %= modulus; sum < len(alphabet) {
		return alphabet[sum], true
	}
	return 0, false
}

// ParseReference reads a reference as people type it: any case, blanks and
// dashes of any kind anywhere, look-alikes for what they look like, words of the
// telephone alphabet for what they stand for. The error is
// [ErrReference].
func ParseReference(s string) (Reference, error) {
	if len(s) > 64 {
		return "", ErrReference
	}
	clean := characters(s)
	if !valid(clean) {
		return "", ErrReference
	}
	return Reference(clean), nil
}

// characters returns what s holds of the alphabet, or "" when it holds anything
// else than that, blanks and dashes.
func characters(s string) string {
	var clean []byte
	for _, r := range lookalikes.Replace(strings.ToUpper(heard(s))) {
		switch {
		case r == '.' || r == ',' || unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Cf, r):
		case strings.ContainsRune(alphabet, r):
			clean = append(clean, byte(r))
		default:
			return ""
		}
	}
	return string(clean)
}

// valid reports whether the last of the characters is the check of the others.
func valid(clean string) bool {
	if len(clean) != refLength {
		return false
	}
	check, ok := checkCharacter(clean[:refLength-1])
	return ok && check == clean[refLength-1]
}

// spoken are the words by which people say characters over a telephone.
var spoken = func() map[string]string {
	said := map[string]string{"xray": "X", "alfa": "A", "juliet": "J", "whisky": "W", "niner": "9", "oh": "0"}
	for _, words := range []string{
		"alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey yankee zulu",
	} {
		for word := range strings.FieldsSeq(words) {
			said[word] = word[:1]
		}
	}
	for _, digits := range []string{"zero one two three four five six seven eight nine", "cero uno dos tres cuatro cinco seis siete ocho nueve"} {
		for i, word := range strings.Fields(digits) {
			said[word] = string('0' + rune(i))
		}
	}
	return said
}()

// heard writes characters for the words by which they are said: "kilo four
// tango nine x-ray mike". A single word is a name or a town.
func heard(s string) string {
	words := strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(s), "x-ray", "xray"), func(r rune) bool {
		return r == ',' || r == '.' || unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
	})
	if len(words) < 2 {
		return s
	}
	for i, word := range words {
		if c, ok := spoken[word]; ok {
			words[i] = c
		}
	}
	return strings.Join(words, " ")
}

// Misheard returns the references that s may have been meant as: what differs
// from it in one character, or in two neighbours that changed places. It is
// empty for what has not the form of a reference.
func Misheard(s string) []Reference {
	clean := characters(s)
	if len(s) > 64 || len(clean) != refLength {
		return nil
	}
	var near []Reference
	try := func(c []byte) {
		if t := string(c); t != clean && valid(t) && !slices.Contains(near, Reference(t)) {
			near = append(near, Reference(t))
		}
	}
	for i := range clean {
		c := []byte(clean)
		for _, other := range []byte(alphabet) {
			c[i] = other
			try(c)
		}
		if c = []byte(clean); i > 0 {
			c[i-1], c[i] = c[i], c[i-1]
			try(c)
		}
	}
	return near
}

// String returns the form for reading: "K4T-9XM".
func (r Reference) String() string {
	if len(r) != refLength {
		return string(r)
	}
	return string(r[:groupLength] + "-" + r[groupLength:])
}
