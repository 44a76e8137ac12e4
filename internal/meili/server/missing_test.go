package server

import (
	"errors"
	"strings"
	"testing"
)

// TestMissingTellsWhatToDo holds the advice to the machine: npm brings the
// program for one platform alone, and elsewhere running npm again is no help.
func TestMissingTellsWhatToDo(t *testing.T) {
	for _, c := range []struct{ os, arch, want, not string }{
		{"linux", "amd64", "npm ci", ""},
		{"linux", "arm64", "MEILISEARCH_BIN=", "npm ci"},
		{"darwin", "arm64", "MEILISEARCH_BIN=", "npm ci"},
		{"darwin", "amd64", "MEILISEARCH_BIN=", "npm ci"},
	} {
		err := missing(c.os, c.arch)
		if !errors.Is(err, ErrNoProgram) {
			t.Errorf("%s/%s: %v is not ErrNoProgram", c.os, c.arch, err)
		}
		text := err.Error()
		if !strings.Contains(text, c.want) || !strings.Contains(text, "MEILISEARCH_BIN") {
			t.Errorf("%s/%s: %q does not say %q", c.os, c.arch, text, c.want)
		}
		if c.not != "" && (strings.Contains(text, c.not) || !strings.Contains(text, "1.21") || !strings.Contains(text, c.os+"/"+c.arch)) {
			t.Errorf("%s/%s: %q says %q, or no version or platform", c.os, c.arch, text, c.not)
		}
	}
}
