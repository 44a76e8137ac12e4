package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/physicianfinder/finder/internal/cluster"
	"github.com/physicianfinder/finder/internal/directory"
)

// benchLoad sends mixed traffic to a `finder serve` process over loopback: a
// closed loop to find what it answers at most, then an open loop at shares of
// that and beyond, where requests come at their times whatever became of those
// before. The generator runs on the same cores.
func benchLoad(ctx context.Context, s settings) error {
	for _, n := range s.sizes {
		if err := loadAt(ctx, s, n); err != nil {
			return err
		}
	}
	return nil
}

func loadAt(ctx context.Context, s settings, n int) (err error) {
	dir, err := os.MkdirTemp("", "finder-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := filepath.Abs(finderProgram)
	if err != nil {
		return err
	}
	c, err := cluster.Start(ctx, program, dir)
	if err != nil {
		return err
	}
	defer c.Stop()
	all := listings(n)
	if _, err := publish(ctx, c.Meilisearch, all); err != nil {
		return err
	}
	// Straight to Meilisearch: the relay is for faults.
	r, err := c.Serve(ctx, "FINDER_MEILI_URL="+c.Meilisearch.URL(), "FINDER_LOG_LEVEL=warn")
	if err != nil {
		return err
	}
	defer r.Kill()
	fmt.Fprintf(s.out, "\n## Load at %d listings\n\n80 %% place and specialty, 15 %% names, 5 %% profiles; 10 results a page.\n\n", n)
	w := tabwriter.NewWriter(s.out, 0, 0, 1, ' ', 0)
	fmt.Fprintln(w, "| load\t| answered/s\t| p50 ms\t| p99 ms\t| p99.9 ms\t| shed\t| errors\t| not sent\t| resident MB\t|\n|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|")
	traffic := cluster.Load{URLs: []string{r.URL}, Path: mixed(all), For: s.seconds}
	closed := func(name string, workers int) (*cluster.Tally, error) {
		l := traffic
		l.Workers, l.Seed = workers, uint64(workers)
		got := l.Run(ctx)
		return got, row(w, name, got, r)
	}
	traffic.Workers = 2
	traffic.Run(ctx) // Meilisearch reads its files on first use
	if _, err := closed("closed, 1 caller", 1); err != nil {
		return err
	}
	most, err := closed("closed, 32 callers", 32)
	if err != nil {
		return err
	}
	for _, share := range []float64{0.1, 0.5, 1, 2, 10} {
		l := traffic
		l.Rate, l.Workers, l.Seed = share*most.PerSecond(), 1000, uint64(100*share)
		if err := row(w, fmt.Sprintf("open, %.0f/s (%.1f of that)", l.Rate, share), l.Run(ctx), r); err != nil {
			return err
		}
	}
	if s.soak > 0 {
		if err := soak(ctx, s, traffic, most.PerSecond()/4, soakOf{c, r, w, all}); err != nil {
			return err
		}
	}
	return w.Flush()
}

func row(w *tabwriter.Writer, name string, t *cluster.Tally, r *cluster.Replica) error {
	resident, err := r.Resident()
	if err != nil {
		return err
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	_, err = fmt.Fprintf(w, "| %s\t| %.0f\t| %.2f\t| %.2f\t| %.2f\t| %d\t| %d\t| %d\t| %d\t|\n", name, t.PerSecond(),
		ms(t.Latency(0.5)), ms(t.Latency(0.99)), ms(t.Latency(0.999)), t.Shed, t.Failed+t.Lost+t.Refused, t.Unsent, resident>>20)
	return err
}

// A soakOf is what a soak runs on.
type soakOf struct {
	cluster *cluster.Cluster
	replica *cluster.Replica
	table   *tabwriter.Writer
	all     []directory.Listing
}

// soak sends a quarter of what is possible for a long time, and publishes the
// listings anew every minute.
func soak(ctx context.Context, s settings, traffic cluster.Load, rate float64, on soakOf) error {
	published := make(chan error, 1)
	ctx, stop := context.WithTimeout(ctx, s.soak)
	defer stop()
	generations := 0
	go func() {
		for {
			select {
			case <-ctx.Done():
				published <- nil
				return
			case <-time.After(time.Minute):
			}
			if _, err := publish(ctx, on.cluster.Meilisearch, on.all); err != nil && ctx.Err() == nil {
				published <- err
				return
			}
			generations++
		}
	}()
	traffic.Rate, traffic.Workers, traffic.For, traffic.Seed = rate, 1000, s.soak, 7
	got := traffic.Run(ctx)
	err := <-published
	if err != nil {
		return err
	}
	return row(on.table, fmt.Sprintf("open, %.0f/s for %s, %d generations", rate, s.soak, generations), got, on.replica)
}

// mixed draws requests in the shape of real traffic, over all of the country.
func mixed(all []directory.Listing) func(*rand.Rand) string {
	ground := newGround()
	groups := []string{"", "spine-surgery", "neurosurgery", "orthopaedic-surgery"}
	return func(rng *rand.Rand) string {
		town, _ := ground.office(rng)
		near := url.QueryEscape(town.Value)
		switch draw := rng.IntN(100); {
		case draw < 80:
			path := fmt.Sprintf("/v1/physicians?near=%s&radius=%d", near, []int{10, 25, 50}[rng.IntN(3)])
			if g := groups[rng.IntN(len(groups))]; g != "" {
				path += "&specialty=" + g
			}
			return path
		case draw < 95:
			return fmt.Sprintf("/v1/physicians?near=%s&radius=100&q=%s", near, all[rng.IntN(len(all))].Physician.Name.Family)
		default:
			return "/v1/physicians/" + all[rng.IntN(len(all))].Physician.NPI.String()
		}
	}
}
