package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/physicianfinder/finder/internal/sample"
)

// TestNationalRefusedOnMeilisearch takes a release of the national directory,
// and then ones that are cut off, a web page, or of renamed keys: what is live
// and the state stay as they were.
func TestNationalRefusedOnMeilisearch(t *testing.T) {
	live := realMeilisearch(t)
	files, _, err := sample.Write(t.TempDir(), sample.Options{Count: 200, Others: 50, Roles: 800, Seed: 17})
	if err != nil {
		t.Fatal(err)
	}
	first := indexed(t, "--nppes", files.Registry, "--practice-locations", files.Practices, "--no-roster", "--npd", files.National)
	if first.Positions.By["npd"]["street"] == 0 {
		t.Fatalf("no position of the national directory: %+v", first.Positions)
	}
	agree(t, live, first)
	state := filepath.Join(os.Getenv("FINDER_STATE"), "state.db")
	before, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	const roles, places = "07-PractitionerRole.ndjson.zst", "02-Location.ndjson.zst"
	for name, change := range map[string]func(file string, text []byte) []byte{
		"cut off":                  func(file string, b []byte) []byte { return b[:len(b)*2/3] },
		"a web page":               func(string, []byte) []byte { return []byte("<!doctype html><title>Maintenance</title>") },
		"renamed URIs of people":   renamed(t, "Practitioner/Practitioner-", "Practitioner/NPI-"),
		"renamed key of positions": renamed(t, `"position"`, `"where"`),
		"renamed key of ZIP codes": renamed(t, `"postalCode"`, `"zip"`),
	} {
		file := roles
		if strings.Contains(name, "key of") {
			file = places
		}
		dir := t.TempDir()
		for _, f := range []string{roles, places} {
			text, err := os.ReadFile(filepath.Join(files.National, f))
			if err == nil && f == file {
				text = change(f, text)
			}
			if err = errors.Join(err, os.WriteFile(filepath.Join(dir, f), text, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		code, _, stderr := runFinder(t, "index", "--quiet", "--npd", dir)
		if code != exitFailed || !strings.Contains(stderr, file) || !strings.Contains(stderr, "The live generation is as it was.") {
			t.Errorf("%s: exit %d: %s", name, code, stderr)
		}
		if after, err := os.ReadFile(state); err != nil || !bytes.Equal(after, before) {
			t.Errorf("%s: the state has changed: %v", name, err)
		}
		agree(t, live, first)
	}
}

// renamed changes a text all through a packed file.
func renamed(t *testing.T, from, to string) func(string, []byte) []byte {
	return func(file string, packed []byte) []byte {
		r, err := zstd.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		text, err := io.ReadAll(r)
		if err != nil || !bytes.Contains(text, []byte(from)) {
			t.Fatalf("%s has no %s: %v", file, from, err)
		}
		w, err := zstd.NewWriter(nil)
		if err != nil {
			t.Fatal(err)
		}
		return w.EncodeAll(bytes.ReplaceAll(text, []byte(from), []byte(to)), nil)
	}
}
