package referral

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkTenAgents saves cases from ten agents at once and reports the 95th
// percentile of one save, in milliseconds.
func BenchmarkTenAgents(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { tenAgents(b, filepath.Join(b.TempDir(), "store.db")) })
	b.Run("postgres", func(b *testing.B) { tenAgents(b, postgresDSN(b)) })
}

func tenAgents(b *testing.B, dsn string) {
	s, err := Open(b.Context(), dsn, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var next atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				start := time.Now()
				if _, err := s.Make(context.Background(), sampleCase(), fmt.Sprint(n)); err != nil {
					b.Error(err)
					return
				}
				mu.Lock()
				took = append(took, time.Since(start))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100])/1e6, "p95-ms")
}

// BenchmarkYear sums a year of 200,000 cases, as a supervisor's overview does.
func BenchmarkYear(b *testing.B) {
	for name, dsn := range map[string]func() string{
		"sqlite":   func() string { return filepath.Join(b.TempDir(), "store.db") },
		"postgres": func() string { return postgresDSN(b) },
	} {
		b.Run(name, func(b *testing.B) {
			s, err := Open(b.Context(), dsn(), time.Now)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			const n, year = 200_000, 366 * 24 * time.Hour
			fill(b, s, n, year/n)
			now := time.Now()
			for b.Loop() {
				counts, err := s.Count(b.Context(), now.Add(-year), now, time.UTC, 0)
				if err != nil || counts.Cases < n-1 {
					b.Fatal(counts.Cases, err)
				}
			}
		})
	}
}
