package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/api"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// httpRounds is how often the runs of benchHTTP take turns, so that what else
// the machine does meets all of them.
const httpRounds = 3

// benchHTTP floods the interface with warm searches, ten cards an answer, and
// a bare gin handler that writes the bytes of one such answer, over the same
// loopback and by the same client.
func benchHTTP(ctx context.Context, s settings) error {
	for _, n := range s.sizes {
		if err := httpAt(ctx, s, n); err != nil {
			return err
		}
	}
	return nil
}

// A httpRun is one of the things that are flooded, and what came of it.
type httpRun struct {
	name    string
	address string
	paths   []string
	again   bool // ask for the same paths in every round

	rates []float64
	times []time.Duration
	cpu   time.Duration // of this process: both ends
}

func httpAt(ctx context.Context, s settings, n int) error {
	f, paths, err := loaded(ctx, n)
	if err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	today := func() directory.Date { return directory.DateOf(time.Now()) }
	d, err := door.New(door.Options{Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Now: time.Now, Phone: "844-288-7474"})
	if err != nil {
		return err
	}
	a, err := api.New(api.Options{
		Door: d, Finder: f, Parser: query.New(query.Options{Gazetteer: place.Default(), Today: today}), Gazetteer: place.Default(),
		Cards: &cards.Presenter{Now: time.Now}, Now: time.Now, Version: "bench",
	})
	if err != nil {
		return err
	}
	stop, address, err := listen(d.Engine(nil, a))
	if err != nil {
		return err
	}
	defer stop()
	body, err := medianAnswer(ctx, address, paths[:51])
	if err != nil {
		return err
	}
	bare := gin.New()
	bare.GET("/v1/physicians", func(c *gin.Context) { c.Data(http.StatusOK, "application/json; charset=utf-8", body) })
	stopBare, bareAddress, err := listen(bare)
	if err != nil {
		return err
	}
	defer stopBare()
	runs := []*httpRun{
		{name: "a gin handler that writes the same bytes", address: bareAddress, paths: paths[:1000], again: true},
		{name: "finder, no place asked twice", address: address, paths: paths[51:]},
	}
	for round := range httpRounds + 1 {
		for _, r := range runs {
			if round == 1 { // the first warms up
				r.rates, r.times, r.cpu = nil, nil, 0
			}
			if err := r.flood(ctx, s.seconds/2); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(s.out, "\nHTTP at %d listings, ten cards, %d kB an answer, eight connections, median of %d:\n", n, len(body)>>10, httpRounds)
	for _, r := range runs {
		r.print(s.out, runs[0])
	}
	return nil
}

// loaded returns a finder over n listings, and questions about them.
func loaded(ctx context.Context, n int) (*search.Finder, []string, error) {
	all := listings(n)
	index := searchtest.NewMemory("http", all)
	f := search.New(index, search.Options{})
	err := f.Load(ctx)
	index.Drop("http") // a real index is another process, whose memory is not ours to collect
	return f, httpPaths(all), err
}

func (r *httpRun) flood(ctx context.Context, length time.Duration) error {
	runtime.GC()
	before := ownTime()
	times, err := flood(ctx, r.address, r.paths, length)
	if err != nil {
		return err
	}
	r.cpu += ownTime() - before
	r.rates = append(r.rates, float64(len(times))/length.Seconds())
	r.times = append(r.times, times...)
	if !r.again {
		if len(times) >= len(r.paths) {
			return fmt.Errorf("%s: all %d paths were asked", r.name, len(r.paths))
		}
		r.paths = r.paths[len(times):]
	}
	return nil
}

func (r *httpRun) print(out io.Writer, base *httpRun) {
	slices.Sort(r.times)
	each := func(r *httpRun) float64 { return float64(r.cpu.Microseconds()) / float64(len(r.times)) }
	rate := func(r *httpRun) float64 { return slices.Sorted(slices.Values(r.rates))[len(r.rates)/2] }
	fmt.Fprintf(out, "%s: %.0f a second (%.2fx), %.0f us of processor (%.1fx), p50 %.2f ms, p99 %.2f ms\n", r.name,
		rate(r), rate(r)/rate(base), each(r), each(r)/each(base), millis(r.times, 50), millis(r.times, 99))
}

// ownTime is what this process has used of all processors.
func ownTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// httpPaths are searches whose place comes once each.
func httpPaths(all []directory.Listing) []string {
	shape := question{miles: 50, specialty: directory.OrthopaedicSurgery}
	paths := make([]string, 0, 200_000)
	for _, q := range questions(all, shape, cap(paths), 42) {
		paths = append(paths, fmt.Sprintf("/v1/physicians?near=%s&radius=50&specialty=orthopaedic-surgery", coordinates(q.origin)))
	}
	return paths
}

func listen(h http.Handler) (stop func(), address string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(l)
	return func() { server.Close() }, l.Addr().String(), nil
}

// medianAnswer returns the answer of middle length.
func medianAnswer(ctx context.Context, address string, paths []string) ([]byte, error) {
	var answers [][]byte
	for _, path := range paths {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
		if err != nil {
			return nil, err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("answered %d, %w", resp.StatusCode, err)
		}
		answers = append(answers, body)
	}
	slices.SortFunc(answers, func(a, b []byte) int { return len(a) - len(b) })
	return answers[len(answers)/2], nil
}

// flood asks for paths in turn over eight kept connections for the given time,
// with a client that does as little as it can.
func flood(ctx context.Context, address string, paths []string, length time.Duration) (times []time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var next atomic.Int64
	var mu sync.Mutex
	var failed error
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			own, err := askAll(ctx, address, paths, &next)
			mu.Lock()
			defer mu.Unlock()
			times = append(times, own...)
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	return times, failed
}

func askAll(ctx context.Context, address string, paths []string, next *atomic.Int64) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	var times []time.Duration
	for ctx.Err() == nil {
		start := time.Now()
		if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: bench\r\n\r\n", paths[int(next.Add(1))%len(paths)]); err != nil {
			return nil, err
		}
		if err := skipAnswer(in); err != nil {
			return nil, err
		}
		times = append(times, time.Since(start))
	}
	return times, nil
}

// skipAnswer reads past one answer with a Content-Length.
func skipAnswer(in *bufio.Reader) error {
	length := -1
	for first := true; ; first = false {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		if first && !strings.Contains(line, " 200 ") {
			return fmt.Errorf("answered %q", line)
		}
		if line == "\r\n" {
			break
		}
		if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			if _, err := fmt.Sscan(value, &length); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return fmt.Errorf("an answer without Content-Length")
	}
	_, err := in.Discard(length)
	return err
}
