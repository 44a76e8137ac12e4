package meili

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// errDown says that the server is away: it refuses connections, or it says
// nothing to requests that wait.
var errDown = errors.New("no answer")

// probeEvery is how often a server that is away is tried again; probeTimeout
// is how long such a try may take, and so what it may cost its request.
const (
	probeEvery   = 250 * time.Millisecond
	probeTimeout = 300 * time.Millisecond
)

// A guard is a transport that notices when the server is away. It then fails
// requests at once, and lets one every probeEvery find out whether the server
// is back.
//
// A slow answer and a hung server look alike to one request. So the guard
// listens to all of them: when nothing was heard for half the patience it asks
// for /health, and only when that stays unanswered too, the server is away.
type guard struct {
	base     http.RoundTripper
	health   string
	patience time.Duration
	start    time.Time

	heard  atomic.Int64 // when the server last said anything, since start
	asking atomic.Bool  // a health request is under way

	mu       sync.Mutex
	down     bool
	probing  bool
	lastTrip time.Time // when down was last confirmed
}

func newGuard(base http.RoundTripper, health string, patience time.Duration) *guard {
	return &guard{base: base, health: health, patience: patience, start: time.Now()}
}

// RoundTrip implements http.RoundTripper. Failures to reach the server wrap
// errDown.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if !g.admit(req.Context()) {
		if req.Body != nil {
			req.Body.Close()
		}
		return nil, errDown
	}
	w := g.watch(req.Context())
	resp, err := g.base.RoundTrip(req.WithContext(w.ctx))
	if err != nil {
		defer w.stop()
		return nil, g.failed(req.Context(), w, err)
	}
	g.hear()
	resp.Body = &heardBody{resp.Body, g, w}
	return resp, nil
}

// admit says whether a request may go out. While the server is down, one
// caller at a time finds out whether it is back.
func (g *guard) admit(ctx context.Context) bool {
	g.mu.Lock()
	if !g.down {
		g.mu.Unlock()
		return true
	}
	if g.probing || time.Since(g.lastTrip) < probeEvery {
		g.mu.Unlock()
		return false
	}
	g.probing = true
	g.mu.Unlock()

	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	up := g.ask(ctx)

	g.mu.Lock()
	defer g.mu.Unlock()
	g.probing, g.down, g.lastTrip = false, !up, time.Now()
	return up
}

// failed tells a server that is away from a request that went wrong.
func (g *guard) failed(ctx context.Context, w *watch, err error) error {
	var op *net.OpError
	silent := errors.Is(context.Cause(w.ctx), errDown)
	if ctx.Err() == nil && (silent || errors.As(err, &op) && op.Op == "dial") {
		g.trip()
		return errDown
	}
	return err
}

func (g *guard) trip() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.down, g.lastTrip = true, time.Now()
}

// ask says whether /health answers.
func (g *guard) ask(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.health, nil)
	if err != nil {
		return false
	}
	resp, err := g.base.RoundTrip(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<10))
	if err == nil {
		g.hear()
	}
	return err == nil && resp.StatusCode == http.StatusOK
}

func (g *guard) hear() { g.heard.Store(int64(time.Since(g.start))) }

// A watch ends one request when the server has been silent for too long.
type watch struct {
	g      *guard
	ctx    context.Context
	cancel context.CancelCauseFunc
	begun  time.Duration
	timer  atomic.Pointer[time.Timer]
}

func (g *guard) watch(ctx context.Context) *watch {
	w := &watch{g: g, begun: time.Since(g.start)}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	w.timer.Store(time.AfterFunc(g.patience/2, w.check))
	return w
}

// check runs when the silence may have lasted for half the patience.
func (w *watch) check() {
	if w.ctx.Err() != nil {
		return
	}
	since := max(w.begun, time.Duration(w.g.heard.Load()))
	silence := time.Since(w.g.start) - since
	half := w.g.patience / 2
	switch {
	case silence >= w.g.patience:
		w.cancel(errDown)
		return
	case silence >= half:
		if w.g.asking.CompareAndSwap(false, true) {
			go w.ask()
		}
		w.timer.Store(time.AfterFunc(w.g.patience-silence, w.check))
	default:
		w.timer.Store(time.AfterFunc(half-silence, w.check))
	}
}

func (w *watch) ask() {
	defer w.g.asking.Store(false)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), w.g.patience)
	defer cancel()
	w.g.ask(ctx)
}

func (w *watch) stop() {
	w.cancel(nil)
	w.timer.Load().Stop()
}

// A heardBody tells the guard of every piece of an answer that arrives.
type heardBody struct {
	io.ReadCloser
	g *guard
	w *watch
}

// Read implements io.Reader.
func (b *heardBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.g.hear()
	}
	if err != nil && err != io.EOF && errors.Is(context.Cause(b.w.ctx), errDown) {
		b.g.trip()
		err = errDown
	}
	return n, err
}

// Close implements io.Closer.
func (b *heardBody) Close() error {
	defer b.w.stop()
	return b.ReadCloser.Close()
}
