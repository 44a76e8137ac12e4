package directory

import (
	"errors"
	"fmt"
	"strconv"
)

// ErrNPI says that a text is not a National Provider Identifier.
var ErrNPI = errors.New("not an NPI")

// An NPI is a National Provider Identifier: ten digits, the first 1 or 2, the
// last a Luhn check digit over "80840" and the nine before. It fits 32 bits,
// and numeric order is the order of its text.
type NPI uint32

// ParseNPI reads ten digits. The error wraps [ErrNPI] and says which rule
// fails.
func ParseNPI(s string) (NPI, error) {
	if len(s) != 10 {
		return 0, fmt.Errorf("%w: ten digits expected", ErrNPI)
	}
	var n uint64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, fmt.Errorf("%w: digits only", ErrNPI)
		}
		n = n*10 + uint64(s[i]-'0')
	}
	if s[0] != '1' && s[0] != '2' {
		return 0, fmt.Errorf("%w: the first digit is 1 or 2", ErrNPI)
	}
	if CheckDigit(s[:9]) != s[9] {
		return 0, fmt.Errorf("%w: the check digit does not fit", ErrNPI)
	}
	return NPI(n), nil
}

// CheckDigit returns the tenth digit of an NPI from its first nine, by the
// Luhn formula over "80840" + nine digits. The prefix adds a constant 24.
func CheckDigit(nine string) byte {
	sum := 24
	for i := range len(nine) {
		d := int(nine[len(nine)-1-i] - '0')
		if i%2 == 0 { // every second digit, from the one beside the check digit
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

// String returns the ten digits.
func (n NPI) String() string {
	digits := strconv.FormatUint(uint64(n), 10)
	return "0000000000"[len(digits):] + digits
}

// MarshalText writes the ten digits.
func (n NPI) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads ten digits; the error wraps [ErrNPI].
func (n *NPI) UnmarshalText(b []byte) (err error) {
	*n, err = ParseNPI(string(b))
	return err
}
