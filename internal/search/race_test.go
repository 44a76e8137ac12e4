package search_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestManyClients has 64 clients search while generations change and
// the index comes and goes; with -race it looks for races. What
// each answer must hold is checked: one generation, no physician twice, order.
func TestManyClients(t *testing.T) {
	lasting := 400 * time.Millisecond
	if os.Getenv("FINDER_VERIFY") == "1" {
		lasting = 30 * time.Second
	}
	listings := searchtest.Listings(rand.New(rand.NewPCG(13, 2)), 800)
	m := searchtest.NewMemory("0", listings)
	f := search.New(m, search.Options{Poll: time.Millisecond})
	running(t, f)
	ctx, cancel := context.WithTimeout(t.Context(), lasting)
	defer cancel()
	var clients, disturber sync.WaitGroup
	var answered, refused atomic.Int64
	for n := range 64 {
		clients.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(n), 14))
			for ctx.Err() == nil {
				at := listings[rng.IntN(len(listings))].Location.Position.Point
				q := from(at, 1+rng.Float64()*499)
				q.Page = 1 + rng.IntN(2)
				if rng.IntN(4) == 0 {
					q.Text = "brackwell"
				}
				if rng.IntN(4) == 0 {
					q.Filter.Closure = search.ClosureOffered
				}
				r, err := f.Search(context.Background(), q)
				switch {
				case errors.Is(err, search.ErrUnavailable):
					refused.Add(1)
				case err != nil:
					t.Errorf("Search: %v", err)
					return
				default:
					answered.Add(1)
					checkAnswer(t, q, r)
				}
				_ = f.Status()
			}
		})
	}
	disturber.Go(func() { disturb(ctx, m) })
	clients.Wait()
	disturber.Wait()
	t.Logf("%d answers, %d refused while the index was away", answered.Load(), refused.Load())
	if answered.Load() == 0 {
		t.Error("no search was answered")
	}
}

// disturb publishes, drops and takes the index down until ctx ends.
func disturb(ctx context.Context, m *searchtest.Memory) {
	rng := rand.New(rand.NewPCG(15, 2))
	defer m.SetDown(false)
	for n := 1; ctx.Err() == nil; n++ {
		m.Publish(fmt.Sprint(n), searchtest.Listings(rng, 300))
		m.Drop(fmt.Sprint(n - 2))
		time.Sleep(10 * time.Millisecond)
		m.SetDown(n%4 == 0)
	}
}

func checkAnswer(t *testing.T, q search.Query, r *search.Result) {
	seen := map[string]bool{}
	last := -1
	for i := range r.Cards {
		c := &r.Cards[i]
		if npi := c.Listing.Physician.NPI.String(); seen[npi] {
			t.Errorf("%s appears twice", npi)
		} else {
			seen[npi] = true
		}
		if d := q.Origin.Point.Distance(c.Listing.Location.Position.Point); d-c.Meters > 1e-3 || c.Meters-d > 1e-3 || d > q.Radius+1e-3 {
			t.Errorf("a card at %f m says %f m", d, c.Meters)
		}
		if q.Text == "" && c.WholeMeters() < last {
			t.Error("cards are out of order")
		}
		last = c.WholeMeters()
	}
	for i := range r.Beyond {
		if seen[r.Beyond[i].Listing.Physician.NPI.String()] {
			t.Error("a physician of the page is beyond it too")
		}
	}
	if r.Generation == nil || len(r.Cards) > r.Total || r.Total < 3 && q.Page == 1 && len(r.Beyond) > 3-r.Total {
		t.Errorf("generation %v, %d cards, total %d, %d beyond", r.Generation, len(r.Cards), r.Total, len(r.Beyond))
	}
}
