// Package server finds the Meilisearch program and runs it as a child on a
// loopback port, for the demo and for tests.
//
// The child keeps its data, its log and its random master key in one
// directory, which a lock file guards: two servers never share a database.
// It runs in production mode without analytics, and it dies with its parent,
// even when the parent is killed. The package speaks to the child only to see
// that it is healthy; everything else is internal/meili's business.
//
// It is not a way to run Meilisearch in production: there an operator runs it,
// with backups and limits of their own.
package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// How long the child may take to become healthy, and to end when asked to.
const (
	startTimeout = 60 * time.Second
	stopTimeout  = 10 * time.Second
)

// portTries is how often another free port is tried when the one that was
// free a moment ago has been taken by somebody else.
const portTries = 5

// Options say where and how the child runs.
type Options struct {
	Dir       string       // data, log, key and lock; created when missing
	MasterKey string       // at least 16 bytes; empty: a random one, kept in Dir
	Addr      string       // loopback host:port; empty: a free port of 127.0.0.1
	Program   string       // path of the Meilisearch program; empty: [Find]
	Log       *slog.Logger // nil: silent
}

// A Server is a running child. Its methods are safe for concurrent use.
type Server struct {
	dir, program, addr, key string
	log                     *slog.Logger
	lock                    *os.File

	mu    sync.Mutex
	child *child
}

// Start runs the program and returns once it answers with its master key.
// While another process holds o.Dir the error wraps [ErrHeld]; when no program
// can be found it wraps [ErrNoProgram]. ctx bounds the start, not the child.
func Start(ctx context.Context, o Options) (_ *Server, err error) {
	s := &Server{program: o.Program, addr: o.Addr, key: o.MasterKey, log: o.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.dir, err = filepath.Abs(o.Dir); err != nil {
		return nil, fmt.Errorf("server: directory: %w", err)
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("server: directory: %w", err)
	}
	if s.lock, err = lockDir(s.dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.lock.Close()
		}
	}()
	if s.program == "" {
		if s.program, err = Find(s.dir); err != nil {
			return nil, err
		}
	}
	if s.key == "" {
		if s.key, err = masterKey(s.dir); err != nil {
			return nil, err
		}
	}
	if err := s.start(ctx, o.Addr == ""); err != nil {
		return nil, err
	}
	return s, nil
}

// start runs the child, on another port when anyPort is set and somebody else
// has taken the one that was free.
func (s *Server) start(ctx context.Context, anyPort bool) (err error) {
	for range portTries {
		if anyPort {
			if s.addr, err = freePort(); err != nil {
				return err
			}
		}
		if err = s.run(ctx); err == nil || !anyPort || !errors.Is(err, errEnded) {
			return err
		}
	}
	return err
}

// run runs the child on s.addr and waits until it is healthy.
func (s *Server) run(ctx context.Context) error {
	c, err := startChild(s.program, s.dir, s.addr, s.key)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := s.await(ctx, c); err != nil {
		c.signal(syscall.SIGKILL)
		<-c.done
		return err
	}
	s.mu.Lock()
	s.child = c
	s.mu.Unlock()
	s.log.Info("meilisearch is up", "addr", s.addr, "pid", c.pid)
	return nil
}

// await asks until the child answers to its own master key, so that a
// stranger on the same port is not taken for it.
func (s *Server) await(ctx context.Context, c *child) error {
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	client := &http.Client{Transport: transport, Timeout: time.Second}
	for {
		if s.answers(ctx, client) {
			return nil
		}
		select {
		case <-c.done:
			return fmt.Errorf("server: meilisearch %w (%v): %s", errEnded, c.err, lastLine(s.logPath()))
		case <-ctx.Done():
			return fmt.Errorf("server: waiting for meilisearch on %s: %w", s.addr, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *Server) answers(ctx context.Context, client *http.Client) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+"/version", nil)
	if err != nil {
		return false
	}
	req.Header.Set("Authorization", "Bearer "+s.key)
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err == nil && resp.StatusCode == http.StatusOK
}

// URL is where the child answers: "http://127.0.0.1:PORT".
func (s *Server) URL() string { return "http://" + s.addr }

// MasterKey is the key that may do everything; it makes narrower ones.
func (s *Server) MasterKey() string { return s.key }

// PID is the process id of the child, 0 when none is running.
func (s *Server) PID() int {
	if c := s.current(); c != nil {
		return c.pid
	}
	return 0
}

// Done is closed when the running child ends, asked to or not. Without a
// running child it is closed.
func (s *Server) Done() <-chan struct{} {
	if c := s.current(); c != nil {
		return c.done
	}
	ended := make(chan struct{})
	close(ended)
	return ended
}

// Stop ends the child, gently first and by force after ten seconds, and gives
// up the directory. Stopping twice is harmless.
func (s *Server) Stop() error {
	s.end(syscall.SIGTERM)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock == nil {
		return nil
	}
	err := s.lock.Close()
	s.lock = nil
	return err
}

// Kill ends the child at once, as a crash would. [Server.Restart] brings it
// back.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

// Pause suspends the child and returns once it stands still: it holds its
// connections and answers nothing.
func (s *Server) Pause() error {
	c := s.current()
	if err := c.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	for !c.still() {
		time.Sleep(time.Millisecond) // on a busy machine its threads stop one by one
	}
	return nil
}

// Resume lets a paused child go on.
func (s *Server) Resume() error { return s.current().signal(syscall.SIGCONT) }

// Restart ends the child if it runs, and runs it again on the same port with
// the same key and data.
func (s *Server) Restart(ctx context.Context) error {
	s.end(syscall.SIGTERM)
	return s.run(ctx)
}

func (s *Server) current() *child {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.child
}

// end sends sig and waits until the child is gone.
func (s *Server) end(sig syscall.Signal) {
	s.mu.Lock()
	c := s.child
	s.child = nil
	s.mu.Unlock()
	if c == nil {
		return
	}
	c.signal(syscall.SIGCONT) // a paused child would not hear the next one
	c.signal(sig)
	select {
	case <-c.done:
	case <-time.After(stopTimeout):
		c.signal(syscall.SIGKILL)
		<-c.done
	}
}

func (s *Server) logPath() string { return filepath.Join(s.dir, logName) }

// freePort asks the system for a loopback port that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("server: a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().String(), nil
}
