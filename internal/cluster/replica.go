package cluster

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// How long a replica may take to be ready, and to end when asked to.
const (
	readyTimeout = 60 * time.Second
	endTimeout   = 30 * time.Second
)

// A Replica is one `finder serve` process.
type Replica struct {
	URL string // "http://127.0.0.1:PORT", known once it is ready

	cmd   *exec.Cmd
	log   *tail
	ready chan string
	done  chan struct{}
	err   error // of the process; set before done is closed
}

// Serve starts a replica with env over the cluster's own settings and waits
// until it is ready.
func (c *Cluster) Serve(ctx context.Context, env ...string) (*Replica, error) {
	r, err := c.Launch(ctx, env...)
	if err != nil {
		return nil, err
	}
	if err := r.AwaitReady(readyTimeout); err != nil {
		r.Kill()
		return nil, err
	}
	return r, nil
}

// Launch starts a replica and does not wait for it. It listens on a free
// loopback port unless env says where; it reaches Meilisearch through the
// relay, has no rate limit and a short drain.
func (c *Cluster) Launch(ctx context.Context, env ...string) (*Replica, error) {
	settings := append([]string{
		"FINDER_ADDR=127.0.0.1:0", "FINDER_MEILI_URL=" + c.Relay.URL(),
		"FINDER_MEILI_KEY_FILE=" + filepath.Join(c.Secrets(), "meili-service-key"),
		"FINDER_DIR=" + c.path("service"), "FINDER_RATE=0", "FINDER_DRAIN=200ms",
	}, env...)
	return launch(c.Command(context.WithoutCancel(ctx), settings, "serve"))
}

// launch starts cmd, which is or becomes a `finder serve`.
func launch(cmd *exec.Cmd) (*Replica, error) {
	r := &Replica{cmd: cmd, log: &tail{}, ready: make(chan string, 1), done: make(chan struct{})}
	r.cmd.Stderr = r.log
	stdout, err := r.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	r.cmd.SysProcAttr = withParent()
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // whose end would end the process
		defer runtime.UnlockOSThread()
		err := r.cmd.Start()
		if started <- err; err != nil {
			return
		}
		line, _ := bufio.NewReader(stdout).ReadString('\n')
		if url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready "); ok {
			r.ready <- url
		}
		r.err = r.cmd.Wait()
		close(r.done)
	}()
	return r, <-started
}

// AwaitReady waits for the ready line, up to d.
func (r *Replica) AwaitReady(d time.Duration) error {
	select {
	case r.URL = <-r.ready:
		return nil
	case <-r.done:
		return fmt.Errorf("cluster: the replica ended: %w\n%s", r.err, r.Log())
	case <-time.After(d):
		return fmt.Errorf("cluster: the replica is not ready after %s\n%s", d, r.Log())
	}
}

// Stop asks the replica to end and waits for it; the error is that of a
// process that did not end well.
func (r *Replica) Stop() error {
	if err := r.cmd.Process.Signal(syscall.SIGTERM); errors.Is(err, os.ErrProcessDone) {
		return r.err
	}
	select {
	case <-r.done:
		return r.err
	case <-time.After(endTimeout):
		r.Kill()
		return errors.New("cluster: the replica did not end in time")
	}
}

// Kill ends the replica at once, as a crash would.
func (r *Replica) Kill() {
	_ = r.cmd.Process.Kill() // it may have ended by itself
	<-r.done
}

// PID is the process id.
func (r *Replica) PID() int { return r.cmd.Process.Pid }

// Log returns what the replica has logged, the last megabyte of it.
func (r *Replica) Log() string { return r.log.String() }

// Resident returns the bytes of the replica's memory that are resident.
func (r *Replica) Resident() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.PID()))
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if !found || len(fields) == 0 {
		return 0, errors.New("cluster: no resident size in /proc")
	}
	kilobytes, err := strconv.ParseInt(fields[0], 10, 64)
	return kilobytes << 10, err
}

// A tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text bytes.Buffer
}

const tailBytes = 1 << 20

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text.Write(p)
	if over := t.text.Len() - tailBytes; over > 0 {
		t.text.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}
