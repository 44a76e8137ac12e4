// Package partner knows who may embed the finder: their publishable keys, the
// exact origins they embed it on, their limits and their standing.
//
// A publishable key stands in a public web page and is no secret: it names a
// partner, and the browser's Origin header, matched exactly, proves the page.
// A server proves itself by a secret key, of which the registry has the hash.
// The registry is a JSON file that operators edit; [Watch] takes it up again
// when it changes, and keeps the last good one when the new one is wrong.
package partner

import (
	"crypto/sha256"
	"errors"
	"strings"
	"time"
)

// What an origin or a key may be refused for.
var (
	// ErrUnknownKey says that no partner has the key.
	ErrUnknownKey = errors.New("partner: unknown key")
	// ErrOrigin says that the partner does not list the origin.
	ErrOrigin = errors.New("partner: origin not listed")
	// ErrRevoked says that the key has been revoked.
	ErrRevoked = errors.New("partner: key revoked")
	// ErrExpired says that the key's last day has passed.
	ErrExpired = errors.New("partner: key expired")
)

// Status is the standing of a partner's key.
type Status string

// The standings.
const (
	Active  Status = "active"
	Revoked Status = "revoked"
)

// A Partner is one entry of the registry.
type Partner struct {
	ID           string   `json:"id"`   // lower-case letters, digits and '-'; names the partner in metrics
	Name         string   `json:"name"` // for people
	Key          string   `json:"key"`  // publishable: "pk_" and more
	Origins      []string `json:"origins"`
	EmbedOrigins []string `json:"embed_origins"` // pages that may frame /embed/v1/frame
	Status       Status   `json:"status"`
	ExpiresOn    string   `json:"expires_on"` // last valid day, "2027-06-30", UTC; empty: never
	// SearchesPerMinute limits the partner's whole traffic; 0 is the
	// service's default.
	SearchesPerMinute int `json:"searches_per_minute"`
	// ServerKeys are those of the partner's servers, two at most. A partner with
	// one needs neither Key nor Origins.
	ServerKeys []ServerKey `json:"server_keys"`
	// ServerSearchesPerMinute limits what its servers ask; 0 is the service's
	// default.
	ServerSearchesPerMinute int `json:"server_searches_per_minute"`

	expires time.Time // first moment at which the key no longer holds; zero: never
}

// Admit reports whether a request with the partner's key and this Origin header
// is answered at now. An empty origin is not refused here: a browser always
// sends one across origins, and the caller answers others at a low rate. The
// origin is judged before the standing, so that only the partner's own pages
// learn that a key was revoked.
func (p *Partner) Admit(origin string, now time.Time) error {
	if origin != "" && !contains(p.Origins, origin) {
		return ErrOrigin
	}
	return p.standing(now)
}

// AdmitFrame reports whether the partner may frame the embed page at now.
func (p *Partner) AdmitFrame(now time.Time) error { return p.standing(now) }

func (p *Partner) standing(now time.Time) error {
	switch {
	case p.Status == Revoked:
		return ErrRevoked
	case !p.expires.IsZero() && !now.Before(p.expires):
		return ErrExpired
	}
	return nil
}

func contains(origins []string, origin string) bool {
	for _, o := range origins {
		if o == origin { // exact: scheme, host and port; never a suffix
			return true
		}
	}
	return false
}

// A Registry is a checked set of partners; it does not change.
type Registry struct {
	partners []Partner
	byKey    map[string]*Partner
	bySecret map[[sha256.Size]byte]secret
}

// Find returns the partner of a key; blanks round it, as an attribute of a page
// may have them, do not count. The error is [ErrUnknownKey].
func (r *Registry) Find(key string) (*Partner, error) {
	if r == nil {
		return nil, ErrUnknownKey
	}
	p, ok := r.byKey[strings.TrimSpace(key)]
	if !ok {
		return nil, ErrUnknownKey
	}
	return p, nil
}

// Partners returns all entries in the file's order; they are not to be changed.
func (r *Registry) Partners() []Partner {
	if r == nil {
		return nil
	}
	return r.partners
}
