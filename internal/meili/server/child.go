package server

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

const logName = "meilisearch.log"

// indexingMemory bounds what a batch of documents may use. Meilisearch takes
// two thirds of the machine by default and prepares it anew for every batch,
// which makes the smallest write last seconds on a large machine.
const indexingMemory = "1GiB"

// errEnded says that the child ended before it was healthy.
var errEnded = errors.New("ended at once")

// A child is one run of the program. err is set before done is closed.
type child struct {
	pid  int
	proc *os.Process
	done chan struct{}
	err  error
}

// startChild runs program on addr with its data in dir. The goroutine that
// starts it keeps its thread until the child ends, because the kernel sends
// the parent-death signal when the starting thread ends, not the process.
func startChild(program, dir, addr, key string) (*child, error) {
	log, err := os.OpenFile(filepath.Join(dir, logName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("server: log: %w", err)
	}
	cmd := exec.Command(program,
		"--db-path", filepath.Join(dir, "data.ms"),
		"--dump-dir", filepath.Join(dir, "dumps"),
		"--snapshot-dir", filepath.Join(dir, "snapshots"),
		"--http-addr", addr,
		"--env", "production",
		"--log-level", "ERROR", // warnings quote filters, and so the place of a search
		"--max-indexing-memory", indexingMemory,
		"--no-analytics",
	)
	cmd.Dir = dir
	cmd.Env = append(quietEnv(os.Environ()), "MEILI_MASTER_KEY="+key) // not an argument: ps would show it
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = childAttr()

	c := &child{done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer log.Close()
		if err := cmd.Start(); err != nil {
			started <- fmt.Errorf("server: running %s: %w", filepath.Base(program), err)
			return
		}
		c.pid, c.proc = cmd.Process.Pid, cmd.Process
		started <- nil
		c.err = cmd.Wait()
		close(c.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return c, nil
}

// signal sends sig; a child that is gone, or none at all, is an error.
func (c *child) signal(sig syscall.Signal) error {
	if c == nil {
		return os.ErrProcessDone
	}
	return c.proc.Signal(sig)
}

// quietEnv drops settings of other Meilisearch servers from the environment.
func quietEnv(env []string) []string {
	kept := make([]string, 0, len(env)+1)
	for _, e := range env {
		if !strings.HasPrefix(e, "MEILI_") {
			kept = append(kept, e)
		}
	}
	return kept
}

// lastLine returns the last line of the log that says something, shortened.
func lastLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "no log"
	}
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	last := lines[len(lines)-1]
	return string(last[:min(len(last), 300)])
}
