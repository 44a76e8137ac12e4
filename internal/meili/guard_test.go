package meili

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// A fake is a server whose health and whose other answers are decided by the
// test.
type fake struct {
	*httptest.Server
	hung   atomic.Bool // nothing is answered
	asked  atomic.Int64
	answer func(http.ResponseWriter, *http.Request)
	end    chan struct{}
}

func newFake(t *testing.T, answer func(http.ResponseWriter, *http.Request)) *fake {
	f := &fake{answer: answer, end: make(chan struct{})}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.asked.Add(1)
		if f.hung.Load() {
			<-f.end
			return
		}
		if r.URL.Path == "/health" {
			return
		}
		f.answer(w, r)
	}))
	t.Cleanup(func() {
		close(f.end)
		f.Close()
	})
	return f
}

// testPatience is short, to keep tests short, and long enough for a machine
// that is busy with other tests.
const testPatience = 400 * time.Millisecond

func (f *fake) client(t *testing.T) *http.Client {
	t.Helper()
	transport := NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: newGuard(transport, f.URL+"/health", testPatience)}
}

// get makes a request and reads its answer, and says how long both took.
func get(c *http.Client, url string) (time.Duration, error) {
	start := time.Now()
	resp, err := c.Get(url)
	if err != nil {
		return time.Since(start), err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return time.Since(start), err
}

func TestGuardHungServer(t *testing.T) {
	f := newFake(t, func(http.ResponseWriter, *http.Request) {})
	c := f.client(t)
	if _, err := get(c, f.URL); err != nil {
		t.Fatal(err)
	}
	f.hung.Store(true)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if took, err := get(c, f.URL); !errors.Is(err, errDown) || took > testPatience+200*time.Millisecond {
				t.Errorf("hung server: %v after %v, want errDown after %v", err, took, testPatience)
			}
		})
	}
	all.Wait()
	before := f.asked.Load()
	for range 20 { // the first ones may still come before the next probe is due
		if took, err := get(c, f.URL); !errors.Is(err, errDown) || took > 100*time.Millisecond && took < probeTimeout {
			t.Errorf("while it hangs: %v after %v, want errDown at once", err, took)
		}
	}
	if n := f.asked.Load() - before; n > 3 {
		t.Errorf("a hung server was asked %d times by 20 requests", n)
	}
	f.hung.Store(false)
	time.Sleep(probeEvery + 50*time.Millisecond)
	if _, err := get(c, f.URL); err != nil {
		t.Errorf("after it came back: %v", err)
	}
}

func TestGuardBearsSlowServer(t *testing.T) {
	f := newFake(t, func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(2 * testPatience)
		_, _ = io.WriteString(w, "late")
	})
	if took, err := get(f.client(t), f.URL); err != nil || took < 2*testPatience {
		t.Errorf("a slow server that is healthy: %v after %v", err, took)
	}
}

func TestGuardHungBody(t *testing.T) {
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "the beginning")
		w.(http.Flusher).Flush()
		f.hung.Store(true)
		<-f.end
	})
	if took, err := get(f.client(t), f.URL); !errors.Is(err, errDown) || took > 3*testPatience {
		t.Errorf("an answer that stops half-way: %v after %v, want errDown", err, took)
	}
}

func TestGuardRefused(t *testing.T) {
	f := newFake(t, func(http.ResponseWriter, *http.Request) {})
	c := f.client(t)
	addr := f.Listener.Addr().String()
	f.Close()
	for range 5 {
		if took, err := get(c, f.URL); !errors.Is(err, errDown) || took > 200*time.Millisecond {
			t.Errorf("refused connection: %v after %v, want errDown at once", err, took)
		}
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Skip("the port is taken: ", err)
	}
	again := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})}
	go again.Serve(l)
	defer again.Close()
	time.Sleep(probeEvery + 50*time.Millisecond)
	if _, err := get(c, f.URL); err != nil {
		t.Errorf("after it came back: %v", err)
	}
}

func TestGuardLeavesCancellationAlone(t *testing.T) {
	f := newFake(t, func(http.ResponseWriter, *http.Request) { time.Sleep(testPatience) })
	c := f.client(t)
	ctx, cancel := context.WithTimeout(t.Context(), testPatience/8)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Do(req); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errDown) {
		t.Errorf("a caller's own deadline: %v, want DeadlineExceeded", err)
	}
	if _, err := get(c, f.URL); err != nil {
		t.Errorf("after a caller gave up: %v; the server is not away", err)
	}
}

// TestMeilisearchAway suspends and kills the real server under an Index.
func TestMeilisearchAway(t *testing.T) {
	b := startServer(t)
	listings := randomListings(seeded(8), 200)
	b.publish(t, listings)
	x := b.open(t)
	g, err := x.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]func() error{
		"Live":  func() error { _, err := x.Live(t.Context()); return err },
		"Tiles": func() error { _, err := x.Tiles(t.Context(), g, []geo.Cell{g.Tiles[0].Cell}); return err },
		"Match": func() error { _, err := x.Match(t.Context(), g, "ba", search.Narrow{}, 10); return err },
	}
	away := func(how string) {
		for range 3 {
			for name, call := range calls {
				start := time.Now()
				if err := call(); !errors.Is(err, search.ErrUnavailable) {
					t.Errorf("%s, server %s: %v, want ErrUnavailable", name, how, err)
				}
				if took := time.Since(start); took > 1100*time.Millisecond {
					t.Errorf("%s, server %s: answered after %v", name, how, took)
				}
			}
		}
	}
	back := func(how string) {
		for name, call := range calls {
			end := time.Now().Add(10 * time.Second)
			for err = call(); err != nil && time.Now().Before(end); err = call() {
				time.Sleep(20 * time.Millisecond)
			}
			if err != nil {
				t.Errorf("%s, server %s: %v", name, how, err)
			}
		}
	}
	if err := b.Pause(); err != nil {
		t.Fatal(err)
	}
	away("suspended")
	if err := b.Resume(); err != nil {
		t.Fatal(err)
	}
	back("resumed")
	b.Kill()
	away("killed")
	if err := b.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	back("restarted")
}
