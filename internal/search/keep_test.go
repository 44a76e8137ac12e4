package search_test

import (
	"errors"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestKept starts a finder without its index out of what another has kept.
func TestKept(t *testing.T) {
	dir := t.TempDir()
	m := searchtest.NewMemory("one", searchtest.Listings(rand.New(rand.NewPCG(3, 2)), 300))
	first := search.New(m, search.Options{Dir: dir})
	if err := first.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := search1(t, first, from(minneapolis, 200))
	m.SetDown(true)
	start := func() *search.Finder {
		f := search.New(m, search.Options{Dir: dir})
		if err := f.Load(t.Context()); !errors.Is(err, search.ErrUnavailable) {
			t.Errorf("Load: %v; want ErrUnavailable", err)
		}
		return f
	}
	f := start()
	got := search1(t, f, from(minneapolis, 200))
	if !got.Degraded {
		t.Error("not degraded")
	}
	got.Degraded = false
	if diff := cmp.Diff(want, got); diff != "" || want.Total == 0 {
		t.Errorf("%d found (-first +kept):\n%.2000s", want.Total, diff)
	}
	m.SetDown(false)
	m.Publish("two", []directory.Listing{one(2, minneapolis)})
	if err := f.Load(t.Context()); err != nil || f.Status().Generation.ID != "two" {
		t.Errorf("Load: %v, generation %s", err, f.Status().Generation.ID)
	}
	m.SetDown(true)
	name := filepath.Join(dir, "snapshot")
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), whole...)
	flipped[len(flipped)/2] ^= 1
	for what, spoilt := range map[string][]byte{"cut": whole[:len(whole)-20], "empty": {}, "flipped": flipped} {
		if err := os.WriteFile(name, spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		f := search.New(m, search.Options{Dir: dir, Log: slog.New(slog.NewTextHandler(&log, nil))})
		for range 3 {
			if err := f.Load(t.Context()); !errors.Is(err, search.ErrUnavailable) || f.Status().Ready {
				t.Errorf("%s: %v, ready %v", what, err, f.Status().Ready)
			}
		}
		if n := strings.Count(log.String(), "that was kept"); n != 1 {
			t.Errorf("%s: said %d times, want once", what, n)
		}
	}
	if err := os.WriteFile(name, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if f := start(); !f.Status().Ready || f.Status().Generation.ID != "two" {
		t.Errorf("whole again: %+v", f.Status())
	}
}

// TestKeptByMany has replicas keep the same generations in one folder at the
// same time: none complains, and what is kept is whole.
func TestKeptByMany(t *testing.T) {
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(3, 3))
	m := searchtest.NewMemory("0", searchtest.Listings(rng, 200))
	var log strings.Builder
	var replicas []*search.Finder
	for range 4 {
		replicas = append(replicas, search.New(m, search.Options{Dir: dir, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))}))
	}
	for n := range 10 {
		m.Publish(string(rune('a'+n)), searchtest.Listings(rng, 200))
		var all sync.WaitGroup
		for _, f := range replicas {
			all.Go(func() {
				if err := f.Load(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		m.SetDown(true)
		f := search.New(m, search.Options{Dir: dir})
		if err := f.Load(t.Context()); !errors.Is(err, search.ErrUnavailable) || !f.Status().Ready {
			t.Errorf("a start after generation %d: %v, ready %v", n, err, f.Status().Ready)
		}
		m.SetDown(false)
	}
	if log.Len() > 0 {
		t.Error(log.String())
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("left in the folder: %v, %v", files, err)
	}
}

// TestKeepWhileAnotherWrites: what a replica has half written, it or its
// leftover, is neither cut off nor read.
func TestKeepWhileAnotherWrites(t *testing.T) {
	dir := t.TempDir()
	m := searchtest.NewMemory("g", searchtest.Listings(rand.New(rand.NewPCG(4, 4)), 200))
	half, err := os.Create(filepath.Join(dir, "snapshot.next-g"))
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	if _, err := half.WriteString(strings.Repeat("x", 100)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "snapshot.next-f"), []byte("of one that was ended"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := search.New(m, search.Options{Dir: dir})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.SetDown(true)
	again := search.New(m, search.Options{Dir: dir})
	if err := again.Load(t.Context()); !errors.Is(err, search.ErrUnavailable) || !again.Status().Ready {
		t.Errorf("a start from what was kept: %v, ready %v", err, again.Status().Ready)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("left in the folder: %v, %v", files, err)
	}
}
