package api

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// BenchmarkHTTP sends searches over loopback, ten cards an answer and no
// origin twice, and beside it the same bytes from a gin handler that does
// nothing else. The last is what the others are measured against.
func BenchmarkHTTP(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	r := newRig(b, searchtest.Listings(rng, 20_000), func(o *settings) { o.Log = slog.New(slog.NewJSONHandler(io.Discard, nil)) })
	targets := make([]string, 100_000)
	for i := range targets {
		targets[i] = fmt.Sprintf("/v1/physicians?near=%.4f,%.4f&radius=100&specialty=spine-surgery", 30+rng.Float64()*15, -120+rng.Float64()*45)
	}
	body := r.get(b, targets[0]).body
	for i := 1; len(body) < 7_000 && i < len(targets); i++ {
		body = r.get(b, targets[i]).body // an answer of usual size
	}
	b.Run("search", func(b *testing.B) { flood(b, r.engine, targets) })
	b.Run("bare", func(b *testing.B) {
		engine := gin.New()
		engine.GET("/v1/physicians", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", body) })
		flood(b, engine, targets)
	})
}

// flood asks for targets over two kept connections by the least of clients,
// so that the server is what is measured.
func flood(b *testing.B, h http.Handler, targets []string) {
	server := httptest.NewServer(h)
	defer server.Close()
	address := strings.TrimPrefix(server.URL, "http://")
	var next, bytes atomic.Int64
	before := processorTime(b)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			b.Error(err)
			return
		}
		defer conn.Close()
		in := bufio.NewReaderSize(conn, 64<<10)
		for pb.Next() {
			target := targets[int(next.Add(1))%len(targets)]
			fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: bench\r\n\r\n", target)
			n, err := readAnswer(in)
			if err != nil {
				b.Error(err)
				return
			}
			bytes.Add(int64(n))
		}
	})
	// What both ends used of the processors, which a busy machine changes less
	// than the time on the wall.
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N), "cpu-us/op")
	b.ReportMetric(float64(bytes.Load())/float64(b.N), "bytes/answer")
}

// readAnswer reads one answer by its Content-Length and returns the length.
func readAnswer(in *bufio.Reader) (int, error) {
	length := 0
	for line := 0; ; line++ {
		s, err := in.ReadString('\n')
		if err != nil {
			return 0, err
		}
		if line == 0 && !strings.Contains(s, " 200 ") {
			return 0, fmt.Errorf("answered %q", s)
		}
		if s == "\r\n" {
			break
		}
		if v, ok := strings.CutPrefix(s, "Content-Length: "); ok {
			if _, err := fmt.Sscan(v, &length); err != nil {
				return 0, err
			}
		}
	}
	return in.Discard(length)
}

// processorTime is what this process has used of all processors.
func processorTime(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
