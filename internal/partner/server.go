package partner

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"
)

// ErrServerKey says that a server's key is unknown, revoked or expired.
var ErrServerKey = errors.New("partner: server key not valid")

// serverPrefix is what the secret keys of servers begin with.
const serverPrefix = "sk_"

// maxServerKeys is how many keys of a partner's servers hold at a time: the one
// in use and the one that takes its place.
const maxServerKeys = 2

// A ServerKey is what the file keeps of a secret key by which a partner's
// servers ask. The key itself is random, 256 bits of it, and kept nowhere.
type ServerKey struct {
	SHA256    string `json:"sha256"`     // of the whole key, in hexadecimal digits
	ExpiresOn string `json:"expires_on"` // last valid day, UTC; empty: never

	expires time.Time
}

// NewServerKey makes a key and what the file keeps of it.
func NewServerKey() (key string, kept ServerKey) {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	key = serverPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	sum := sha256.Sum256([]byte(key))
	return key, ServerKey{SHA256: hex.EncodeToString(sum[:])}
}

// Server returns the partner whose servers have a key that holds at now. The
// error is [ErrServerKey].
func (r *Registry) Server(key string, now time.Time) (*Partner, error) {
	if r == nil || !strings.HasPrefix(key, serverPrefix) {
		return nil, ErrServerKey
	}
	of, ok := r.bySecret[sha256.Sum256([]byte(key))]
	if !ok || of.partner.standing(now) != nil || !of.key.expires.IsZero() && !now.Before(of.key.expires) {
		return nil, ErrServerKey
	}
	return of.partner, nil
}

// A secret is a server's key with its partner.
type secret struct {
	partner *Partner
	key     *ServerKey
}

// sum reads the hash of a key; ok is false for what is none.
func (k *ServerKey) sum() (sum [sha256.Size]byte, ok bool) {
	b, err := hex.DecodeString(k.SHA256)
	if err != nil || len(b) != len(sum) || strings.ToLower(k.SHA256) != k.SHA256 {
		return sum, false
	}
	return [sha256.Size]byte(b), true
}

// lastDay reads the last valid day of a key and returns the first moment at
// which it no longer holds; zero: never.
func lastDay(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return time.Time{}, errors.New("expires_on: a date such as 2027-06-30 expected")
	}
	return day.AddDate(0, 0, 1), nil
}
