package meili

import (
	"errors"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/search"
)

// TestMeilisearchAway suspends and kills the real server under an Index: every
// call ends, and says that the index is unavailable.
func TestMeilisearchAway(t *testing.T) {
	b := startServer(t)
	b.publish(t, randomListings(seeded(8), 200))
	c, err := newClient(b.service, 200*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	x := &Index{c: c}
	g, err := b.open(t).Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]func() error{
		"Live":  func() error { _, err := x.Live(t.Context()); return err },
		"Match": func() error { _, err := x.Match(t.Context(), g, "ba", search.Narrow{}, 10); return err },
		"Records": func() (err error) {
			for _, err = range x.Records(t.Context(), g) {
			}
			return err
		},
	}
	away := func(how string) {
		for name, call := range calls {
			if err := call(); !errors.Is(err, search.ErrUnavailable) {
				t.Errorf("%s, server %s: %v, want ErrUnavailable", name, how, err)
			}
		}
	}
	if err := b.Pause(); err != nil {
		t.Fatal(err)
	}
	away("suspended")
	if err := b.Resume(); err != nil {
		t.Fatal(err)
	}
	b.Kill()
	away("killed")
	if err := b.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.c = b.open(t).c
	for name, call := range calls {
		if err := call(); err != nil {
			t.Errorf("%s, server back: %v", name, err)
		}
	}
}
