package referral

import (
	"crypto/rand"
	"fmt"
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
// dashes of any kind anywhere, look-alikes for what they look like. The error is
// [ErrReference].
func ParseReference(s string) (Reference, error) {
	if len(s) > 64 {
		return "", ErrReference
	}
	var clean []byte
	for _, r := range lookalikes.Replace(strings.ToUpper(s)) {
		switch {
		case r == '.' || unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Cf, r):
		case strings.ContainsRune(alphabet, r):
			clean = append(clean, byte(r))
		default:
			return "", ErrReference
		}
	}
	if len(clean) != refLength {
		return "", ErrReference
	}
	check, ok := checkCharacter(string(clean[:refLength-1]))
	if !ok || check != clean[refLength-1] {
		return "", ErrReference
	}
	return Reference(clean), nil
}

// String returns the form for reading: "K4T-9XM".
func (r Reference) String() string {
	if len(r) != refLength {
		return string(r)
	}
	return string(r[:groupLength] + "-" + r[groupLength:])
}
