package cluster

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// A Failure is a way in which the relay answers instead of Meilisearch. The
// zero value passes everything on.
type Failure struct {
	Status  int           // answered instead, with a body that says nothing
	Garbage bool          // 200 with bytes that are no JSON
	Cut     bool          // the true answer, cut in the middle
	Reset   bool          // the connection is closed without an answer
	Delay   time.Duration // before anything else
}

// A Relay stands between the services and Meilisearch.
type Relay struct {
	failure  atomic.Pointer[Failure]
	proxy    *httputil.ReverseProxy
	server   *http.Server
	listener net.Listener
	closed   chan struct{}
	closing  sync.Once
}

// NewRelay listens on a free loopback port for requests to target.
func NewRelay(target string) (*Relay, error) {
	to, err := url.Parse(target)
	if err != nil {
		return nil, fmt.Errorf("cluster: relay: %w", err)
	}
	r := &Relay{closed: make(chan struct{}), proxy: &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(to); p.Out.Host = to.Host },
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {
			panic(http.ErrAbortHandler) // an upstream that is gone looks gone
		},
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	}}
	r.Heal()
	if r.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("cluster: relay: %w", err)
	}
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: 10 * time.Second}
	go r.server.Serve(r.listener)
	return r, nil
}

// URL is where the relay listens.
func (r *Relay) URL() string { return "http://" + r.listener.Addr().String() }

// Fail makes every answer from the next request on fail by f.
func (r *Relay) Fail(f Failure) { r.failure.Store(&f) }

// Heal passes everything on again.
func (r *Relay) Heal() { r.Fail(Failure{}) }

// Close ends the relay and whatever it holds back.
func (r *Relay) Close() error {
	r.closing.Do(func() { close(r.closed) })
	return r.server.Close()
}

// ServeHTTP passes a request on, or fails it.
func (r *Relay) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	f := r.failure.Load()
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-req.Context().Done():
		case <-r.closed:
		}
	}
	switch {
	case f.Reset:
		panic(http.ErrAbortHandler)
	case f.Status != 0:
		http.Error(w, "{}", f.Status)
	case f.Garbage:
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, "\x00\xff{\"results\":[[[")
	case f.Cut:
		r.proxy.ServeHTTP(&halfWriter{ResponseWriter: w}, req)
	default:
		r.proxy.ServeHTTP(w, req)
	}
}

// A halfWriter sends the first half of what it is given and then breaks the
// connection off.
type halfWriter struct{ http.ResponseWriter }

var errCut = errors.New("cluster: cut")

func (h *halfWriter) Write(p []byte) (int, error) {
	n, err := h.ResponseWriter.Write(p[:len(p)/2])
	if err == nil {
		err = errCut
	}
	return n, err
}
