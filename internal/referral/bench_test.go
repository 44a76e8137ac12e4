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
