package partner

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestServerKeys walks through the life of a partner's keys: one, a second beside
// it, the first taken out, the last day, the partner revoked.
func TestServerKeys(t *testing.T) {
	first, keptFirst := NewServerKey()
	second, keptSecond := NewServerKey()
	entry := func(k ServerKey) string { return fmt.Sprintf(`{"sha256":%q,"expires_on":%q}`, k.SHA256, k.ExpiresOn) }
	keptFirst.ExpiresOn = "2026-12-31"
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	registry := func(status string, keys ...string) *Registry {
		file := `{"partners":[{"id":"other","name":"Other","key":"pk_other","status":"active","origins":["https://other.example"]},
			{"id":"a","name":"A","status":"` + status + `","server_keys":[` + strings.Join(keys, ",") + `]}]}`
		if strings.Contains(file, first) || strings.Contains(file, second) {
			t.Fatal("the file holds a key")
		}
		r, err := Parse([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, tt := range []struct {
		name          string
		registry      *Registry
		now           time.Time
		first, second bool
	}{
		{"the first alone", registry("active", entry(keptFirst)), now, true, false},
		{"both, while they rotate", registry("active", entry(keptFirst), entry(keptSecond)), now, true, true},
		{"the last day of the first", registry("active", entry(keptFirst), entry(keptSecond)), time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC), true, true},
		{"the day after", registry("active", entry(keptFirst), entry(keptSecond)), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), false, true},
		{"the first taken out", registry("active", entry(keptSecond)), now, false, true},
		{"the partner revoked", registry("revoked", entry(keptFirst), entry(keptSecond)), now, false, false},
		{"no registry", nil, now, false, false},
	} {
		for key, want := range map[string]bool{first: tt.first, second: tt.second} {
			p, err := tt.registry.Server(key, tt.now)
			if want != (err == nil) || !want && !errors.Is(err, ErrServerKey) || want && p.ID != "a" {
				t.Errorf("%s: %v, %v; want it to hold: %v", tt.name, p, err, want)
			}
		}
	}
	r := registry("active", entry(keptFirst))
	for _, key := range []string{"", "sk_", keptFirst.SHA256, "sk_" + keptFirst.SHA256, first[3:], first + " ", first[:len(first)-1], strings.ToUpper(first), "pk_other", strings.Replace(first, "sk_", "pk_", 1)} {
		if p, err := r.Server(key, now); !errors.Is(err, ErrServerKey) {
			t.Errorf("%q: %v, %v", key, p, err)
		}
	}
	if _, err := r.Find(""); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("a partner without a publishable key is found by none: %v", err)
	}
	if len(first) < 43 || first == second || !strings.HasPrefix(first, "sk_") {
		t.Errorf("%q, %q", first, second)
	}
}
