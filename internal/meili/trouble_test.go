package meili

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/meili/server"
	"github.com/physicianfinder/finder/internal/search"
)

// TestMeilisearchDiesDuringBuild kills the server at each step of a build.
func TestMeilisearchDiesDuringBuild(t *testing.T) {
	b := startServer(t)
	live := randomListings(seeded(40), 100)
	id := b.publish(t, live)
	next := randomListings(seeded(41), 200)
	for name, step := range map[string]func(*Writer) error{
		"before the first batch": func(w *Writer) error {
			b.Kill()
			return w.Add(t.Context(), next)
		},
		"between batches": func(w *Writer) error {
			err := errors.Join(w.Add(t.Context(), next[:100]), w.flush(t.Context()))
			b.Kill()
			return errors.Join(err, w.Add(t.Context(), next[100:]))
		},
		"before publication": func(w *Writer) error {
			err := errors.Join(w.Add(t.Context(), next), w.finish(t.Context()))
			b.Kill()
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := b.writer(t, WriterOptions{})
			if err := step(w); err != nil && !errors.Is(err, search.ErrUnavailable) {
				t.Errorf("Add = %v, want ErrUnavailable", err)
			}
			if _, err := w.Publish(t.Context(), checksOf(next)); !errors.Is(err, search.ErrUnavailable) {
				t.Errorf("Publish = %v, want ErrUnavailable", err)
			}
			if err := w.Discard(t.Context()); !errors.Is(err, search.ErrUnavailable) {
				t.Errorf("Discard = %v, want ErrUnavailable", err)
			}
			if err := b.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			// The lock could not be given up, and has not ended yet.
			if err := b.master(t).dropIndex(t.Context(), w.targets[0].lock.uid); err != nil {
				t.Fatal(err)
			}
			x := b.open(t)
			g, err := x.Live(t.Context())
			if err != nil || g.ID != id || len(all(t, x, g)) != len(live) {
				t.Errorf("live after the restart: %v, %v; want %s whole", g, err, id)
			}
		})
	}
	b.publish(t, next)
}

// TestMeilisearchFull limits the size of the files that the server may write.
func TestMeilisearchFull(t *testing.T) {
	dir := t.TempDir()
	program, err := server.Find(dir)
	if errors.Is(err, server.ErrNoProgram) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	// In units of 512 bytes; the ignored signal makes it an error of writing.
	script := fmt.Sprintf("#!/bin/sh\ntrap '' XFSZ\nulimit -f %d\nexec '%s' \"$@\"\n", 3<<20/512, program)
	limited := filepath.Join(dir, "limited")
	if err := os.WriteFile(limited, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := server.Start(t.Context(), server.Options{Dir: filepath.Join(dir, "data"), Program: limited})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	_, key, err := Setup(t.Context(), s.URL(), s.MasterKey())
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{Server: s, service: Config{URL: s.URL(), Key: s.MasterKey()}, indexer: Config{URL: s.URL(), Key: key}}
	live := randomListings(seeded(42), 100)
	id := b.publish(t, live)

	next := randomListings(seeded(43), 16_000)
	for name, c := range map[string]struct {
		step int      // listings of a batch
		want []string // any of these
	}{
		// An answer that comes before the batch has been read may be lost with
		// the connection.
		"receiving": {len(next), []string{"File too large", errDropped.Error()}},
		"indexing":  {800, []string{"no space left on device"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := b.writer(t, WriterOptions{})
			var err error
			for some := range slices.Chunk(next, c.step) {
				if err = errors.Join(w.Add(t.Context(), some), w.flush(t.Context())); err != nil {
					break
				}
			}
			if err == nil {
				_, err = w.Publish(t.Context(), checksOf(next))
			}
			if err == nil || !slices.ContainsFunc(c.want, func(part string) bool { return strings.Contains(err.Error(), part) }) {
				t.Errorf("a full disk: %v, want one of %q", err, c.want)
			}
			if err := w.Discard(t.Context()); err != nil {
				t.Errorf("Discard on a full disk: %v", err)
			}
			b.mustBeLive(t, id, len(live))
		})
	}
}
