package searchtest_test

import (
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

func TestMemory(t *testing.T) {
	searchtest.TestIndex(t, func(_ *testing.T, listings []directory.Listing) search.Index {
		return searchtest.NewMemory("first", listings)
	})
}

func TestFinderOverMemory(t *testing.T) {
	searchtest.TestFinder(t, func(_ *testing.T, listings []directory.Listing) search.Index {
		return searchtest.NewMemory("first", listings)
	})
}
