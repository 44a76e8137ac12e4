package query_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/meili/server"
	"github.com/physicianfinder/finder/internal/search"
)

// TestRelevance_meilisearch asks the same cases of a real Meilisearch.
func TestRelevance_meilisearch(t *testing.T) {
	t.Parallel()
	w := readWorld(t)
	judge(t, w, publish(t, w), "testdata/rank_stats_meilisearch.txt")
}

// publish makes listings live on a Meilisearch of this test's own and returns
// the index. Only without a program, and outside CI, a test may do without one.
func publish(t *testing.T, listings []directory.Listing) search.Index {
	t.Helper()
	ctx := t.Context()
	s, err := server.Start(ctx, server.Options{Dir: filepath.Join(t.TempDir(), "meili")})
	if errors.Is(err, server.ErrNoProgram) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	service, indexer, err := meili.Setup(ctx, s.URL(), s.MasterKey())
	if err != nil {
		t.Fatal(err)
	}
	w, err := meili.NewWriter(ctx, []meili.Config{{URL: s.URL(), Key: indexer}}, meili.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	checks := directory.Checks{Listings: len(listings), Offerings: make(map[directory.Status]int)}
	npis := make(map[directory.NPI]bool)
	for i := range listings {
		npis[listings[i].Physician.NPI] = true
		if o := listings[i].Offering; o != nil {
			checks.Offerings[o.Status]++
		}
	}
	checks.Physicians, checks.DataAsOf = len(npis), today()
	if err := w.Add(ctx, listings); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(ctx, checks); err != nil {
		t.Fatal(err)
	}
	index, err := meili.Open(meili.Config{URL: s.URL(), Key: service})
	if err != nil {
		t.Fatal(err)
	}
	return index
}
