package server

import (
	"errors"
	"os"
	"path/filepath"
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
		{"linux", "arm64", "/v1.21.0/meilisearch-linux-aarch64\n  chmod +x meilisearch\n", "npm ci"},
		{"darwin", "arm64", "/v1.21.0/meilisearch-macos-apple-silicon\n", "npm ci"},
		{"darwin", "amd64", "/v1.21.0/meilisearch-macos-amd64\n", "npm ci"},
		{"freebsd", "amd64", "build Meilisearch 1.21.0 from its source", "curl"},
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

// TestVersionIsThatOfEverybody holds the version that people are told to get to
// the one that npm brings. What production is told to run is held by
// internal/meili, to the newest that was tried.
func TestVersionIsThatOfEverybody(t *testing.T) {
	for name, want := range map[string]string{
		"package.json": "-" + Version + `"`, "README.md": "/v" + Version + ")",
	} {
		text, err := os.ReadFile(filepath.Join("../../..", name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s does not name %q: %v", name, want, err)
		}
	}
}
