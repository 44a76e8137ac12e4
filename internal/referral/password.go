package referral

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// params are the costs of argon2id.
type params struct {
	memory  uint32 // kibibytes
	time    uint32 // passes
	threads uint8
}

// defaultParams are OWASP's second choice for argon2id: 19 MiB, two passes.
var defaultParams = params{memory: 19 * 1024, time: 2, threads: 1}

const (
	saltLength  = 16
	hashLength  = 32
	minPassword = 12 // bytes
	maxPassword = 256
)

var encoding = base64.RawStdEncoding

// hash returns the PHC string of a password: "$argon2id$v=19$m=…$salt$hash".
func (p params) hash(password string) string {
	salt := make([]byte, saltLength)
	rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, p.time, p.memory, p.threads, hashLength)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.threads,
		encoding.EncodeToString(salt), encoding.EncodeToString(key))
}

// verify reports whether password has the PHC string; it takes the same time for
// every wrong one.
func verify(phc, password string) (bool, error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errors.New("referral: password hash of an unknown form")
	}
	var p params
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads); err != nil {
		return false, fmt.Errorf("referral: password hash: %w", err)
	}
	salt, err := encoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("referral: password hash: %w", err)
	}
	want, err := encoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("referral: password hash: %w", err)
	}
	got := argon2.IDKey([]byte(password), salt, p.time, p.memory, p.threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// checkPassword holds a password to be set to its bounds.
func checkPassword(password string) error {
	if len(password) < minPassword || len(password) > maxPassword {
		return fmt.Errorf("%w: a password has %d to %d bytes", ErrInvalid, minPassword, maxPassword)
	}
	return nil
}
