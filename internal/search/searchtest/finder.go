package searchtest

import (
	"testing"

	"github.com/physicianfinder/finder/internal/search"
)

// Loaded returns a finder over index that has loaded what is live, and that
// follows nothing.
func Loaded(t testing.TB, index search.Index) *search.Finder {
	t.Helper()
	f := search.New(index, search.Options{})
	if err := f.Load(t.Context()); err != nil {
		t.Fatalf("Load: %v", err)
	}
	return f
}
