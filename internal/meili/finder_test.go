package meili

import (
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

func TestFinderOverMeilisearch(t *testing.T) {
	searchtest.TestFinder(t, func(t *testing.T, listings []directory.Listing) search.Index {
		b := startServer(t)
		b.publish(t, listings)
		return &turning{Index: b.open(t), b: b, t: t}
	})
}
