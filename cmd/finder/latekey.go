package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
)

// A lateKey carries requests to Meilisearch with the key that a file holds when
// they are made: a service may be started before `finder keys` has written it,
// and takes up another without a restart. Without a key Meilisearch counts as
// away.
type lateKey struct {
	path string
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (k *lateKey) RoundTrip(r *http.Request) (*http.Response, error) {
	key, err := k.key()
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+key)
	return k.next.RoundTrip(r)
}

// key reads the key; the error says what is waited for.
func (k *lateKey) key() (string, error) {
	b, err := os.ReadFile(k.path)
	key := strings.TrimSpace(string(b))
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && key == "":
		return "", fmt.Errorf("the service's key is not there yet: FINDER_MEILI_KEY_FILE names %s, which `finder keys` writes", k.path)
	case err != nil:
		return "", fmt.Errorf("the service's key cannot be read: FINDER_MEILI_KEY_FILE: %w", err)
	}
	return key, nil
}

// withoutKey hides the file of the key from what reads the settings, and
// returns its path, when that file is where the key comes from.
func withoutKey(getenv func(string) string) (rest func(string) string, path string) {
	const inFile = "FINDER_MEILI_KEY_FILE"
	if getenv("FINDER_MEILI_KEY") == "" {
		path = getenv(inFile)
	}
	return func(name string) string {
		if name == inFile {
			return ""
		}
		return getenv(name)
	}, path
}
