package query_test

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/meili/server"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestRelevance_meilisearch asks the same cases of a real Meilisearch.
func TestRelevance_meilisearch(t *testing.T) {
	t.Parallel()
	w := readWorld(t)
	judge(t, w, publish(t, w, nil), "testdata/rank_stats_meilisearch.txt")
}

// publish makes listings live on a Meilisearch of this test's own and returns
// the index, which is asked over transport, or nil for the usual one. Only without a program, and outside CI, a test may do without one.
func publish(t *testing.T, listings []directory.Listing, transport http.RoundTripper) search.Index {
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
	index, err := meili.Open(meili.Config{URL: s.URL(), Key: service, Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// A counter counts the searches that go to Meilisearch.
type counter struct {
	http.RoundTripper
	searches atomic.Int64
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/search") {
		c.searches.Add(1)
	}
	return c.RoundTripper.RoundTrip(r)
}

// TestCalls_meilisearch asks what people and others may type, with and without
// a place and filters, and counts whom it finds without the filters, as a page
// does: no question may ask Meilisearch more than twenty times.
func TestCalls_meilisearch(t *testing.T) {
	t.Parallel()
	asked := &counter{RoundTripper: meili.NewTransport()}
	f := searchtest.Loaded(t, publish(t, readWorld(t), asked))
	p := newParser(false)
	rounds := 25
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 5_000
	}
	rng := rand.New(rand.NewPCG(3, 20))
	texts := []string{"1,2,3,4", strings.TrimSpace(strings.Repeat("1 ", 50)), "a b c d e f g h i j", "0 1 2 3 4 5 6 7 8 9", "jo jo jo smith chris lee"}
	most, worst, tried := int64(0), "", 0
	for n := range rounds {
		text := searchtest.NastyText(rng)
		if n < len(texts) {
			text = texts[n]
		}
		for _, more := range []url.Values{
			{}, {"near": {"60601"}}, {"near": {"60601"}, "radius": {"5"}, "language": {"es"}, "unknown": {"apart"}, "annular_closure": {"offered"}},
		} {
			more.Set("q", text)
			req, err := p.Parse(more)
			if err != nil {
				continue // refused before anybody is asked
			}
			tried++
			asked.searches.Store(0)
			ctx := search.Bounded(t.Context())
			res, err := f.Search(ctx, req.Search)
			if err != nil {
				t.Fatalf("%v: %v", more, err)
			}
			p.Others(ctx, f, more, req, res)
			if n := asked.searches.Load(); n > most {
				most, worst = n, more.Encode()
			}
		}
	}
	t.Logf("%d questions, %d calls at most (%s)", tried, most, worst)
	if most > 20 || most < 10 || tried < rounds {
		t.Errorf("%d calls at most, of %d questions", most, tried)
	}
}
