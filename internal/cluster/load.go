package cluster

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A Load is traffic for a bounded time, on loopback. With a Rate it is an open
// loop: requests are due at their times whatever became of those before, and
// an answer's latency counts from when its request was due. Without one it is
// a closed loop: each worker asks again when it has been answered.
type Load struct {
	URLs    []string                    // base addresses, asked in turn
	Path    func(rng *rand.Rand) string // what to ask next
	Rate    float64                     // requests a second; 0: closed loop
	Workers int                         // closed loop: how many ask; open loop: how many requests may be out
	For     time.Duration
	Seed    uint64
	Client  *http.Client // nil: one with as many connections as workers
}

// A Tally is what came of a load.
type Tally struct {
	Answered int // 2xx and 3xx
	Shed     int // 503 or 429 with Retry-After: refused on purpose
	Refused  int // other 4xx
	Failed   int // other 5xx
	Lost     int // no whole answer
	Unsent   int // open loop: due while too many were out
	Took     time.Duration
	answers  []time.Duration // latencies of Answered, sorted
	sheds    []time.Duration
	example  string // of what failed or was lost
}

// Sent is how many requests went out.
func (t *Tally) Sent() int { return t.Answered + t.Shed + t.Refused + t.Failed + t.Lost }

// PerSecond is how many requests were answered a second.
func (t *Tally) PerSecond() float64 { return float64(t.Answered) / t.Took.Seconds() }

// Latency returns the latency that the share of answered requests, such as
// 0.99, kept.
func (t *Tally) Latency(share float64) time.Duration { return quantile(t.answers, share) }

// ShedLatency is the same of the requests that were shed.
func (t *Tally) ShedLatency(share float64) time.Duration { return quantile(t.sheds, share) }

// Example says what one of the failed or lost requests came to.
func (t *Tally) Example() string { return t.example }

func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// Run sends the load until its time is over or ctx ends.
func (l Load) Run(ctx context.Context) *Tally {
	if l.Client == nil {
		t := &http.Transport{MaxIdleConns: 0, MaxIdleConnsPerHost: l.Workers, DisableCompression: true}
		defer t.CloseIdleConnections()
		l.Client = &http.Client{Transport: t, Timeout: 20 * time.Second}
	}
	due := make(chan request)
	tallies := make([]Tally, l.Workers)
	var wg sync.WaitGroup
	for i := range tallies {
		wg.Go(func() {
			for r := range due {
				tallies[i].ask(l.Client, r)
			}
		})
	}
	start := time.Now()
	unsent := l.feed(ctx, due)
	close(due)
	wg.Wait()
	whole := &Tally{Unsent: unsent, Took: time.Since(start)}
	for i := range tallies {
		whole.add(&tallies[i])
	}
	slices.Sort(whole.answers)
	slices.Sort(whole.sheds)
	return whole
}

type request struct {
	url string
	due time.Time
}

// feed hands out requests; a worker that takes one is free.
func (l Load) feed(ctx context.Context, out chan<- request) (unsent int) {
	rng := rand.New(rand.NewPCG(l.Seed, 1))
	ctx, cancel := context.WithTimeout(ctx, l.For)
	defer cancel()
	start := time.Now()
	for n := 0; ctx.Err() == nil; n++ {
		r := request{url: l.URLs[n%len(l.URLs)] + l.Path(rng)}
		if l.Rate == 0 {
			select {
			case out <- r:
			case <-ctx.Done():
			}
			continue
		}
		r.due = start.Add(time.Duration(float64(n) / l.Rate * float64(time.Second)))
		if wait := time.Until(r.due); wait > 0 {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return unsent
			}
		}
		select {
		case out <- r:
		default:
			unsent++
		}
	}
	return unsent
}

func (t *Tally) ask(client *http.Client, r request) {
	if r.due.IsZero() {
		r.due = time.Now()
	}
	res, err := client.Get(r.url)
	if err == nil {
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
	took := time.Since(r.due)
	switch {
	case err != nil:
		t.Lost++
		t.example = err.Error()
	case res.StatusCode < 400:
		t.Answered++
		t.answers = append(t.answers, took)
	case res.Header.Get("Retry-After") != "" && (res.StatusCode == http.StatusServiceUnavailable || res.StatusCode == http.StatusTooManyRequests):
		t.Shed++
		t.sheds = append(t.sheds, took)
	case res.StatusCode < 500:
		t.Refused++
		t.example = res.Status
	default:
		t.Failed++
		t.example = res.Status
	}
}

func (t *Tally) add(o *Tally) {
	t.Answered += o.Answered
	t.Shed += o.Shed
	t.Refused += o.Refused
	t.Failed += o.Failed
	t.Lost += o.Lost
	t.answers = append(t.answers, o.answers...)
	t.sheds = append(t.sheds, o.sheds...)
	if o.example != "" {
		t.example = o.example
	}
}
