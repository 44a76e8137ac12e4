package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// An engine is a Docker daemon with a folder and a network of its own, so that
// nothing of it reaches the machine's containers, ports or firewall.
type engine struct {
	dir    string // all that the daemon keeps, removed with the test
	space  string // its network namespace
	bin    string // a folder for the PATH: docker, and curl within the namespace
	daemon *exec.Cmd
}

// startEngine starts a daemon, or skips the test and says why none can be had.
func startEngine(t *testing.T) *engine {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("no Docker daemon can be had: it needs root")
	}
	for _, name := range []string{"dockerd", "docker", "ip", "nsenter"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip("no Docker daemon can be had:", err, "- run tools/install docker")
		}
	}
	dir, err := os.MkdirTemp("", "finder-engine")
	if err != nil {
		t.Fatal(err)
	}
	e := &engine{dir: dir, space: fmt.Sprint("pfd", os.Getpid()), bin: filepath.Join(dir, "bin")}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if out, err := exec.CommandContext(t.Context(), "ip", "netns", "add", e.space).CombinedOutput(); err != nil {
		t.Skipf("no Docker daemon can be had: no network namespace: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("ip", "netns", "del", e.space).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	})
	t.Cleanup(func() { e.stop(t) })
	if out, err := exec.CommandContext(t.Context(), "ip", "-n", e.space, "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	e.wrap(t)
	if err := e.start(t); err != nil {
		text, _ := os.ReadFile(filepath.Join(dir, "log"))
		t.Skipf("no Docker daemon can be had: %v\n%s", err, text[max(0, len(text)-2000):])
	}
	return e
}

// wrap makes the folder of commands: docker, whose `compose` is docker-compose
// where the plugin is not installed.
func (e *engine) wrap(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll(e.bin, 0o700); err != nil {
		t.Fatal(err)
	}
	docker, err := exec.LookPath("docker")
	if err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nexec " + docker + ` "$@"` + "\n"
	if exec.CommandContext(t.Context(), docker, "compose", "version").Run() != nil {
		compose, err := exec.LookPath("docker-compose")
		if err != nil {
			t.Fatal(err)
		}
		script = "#!/bin/sh\n[ \"$1\" != compose ] || { shift; exec " + compose + ` "$@"; }` + "\n" + strings.TrimPrefix(script, "#!/bin/sh\n")
		t.Logf("`docker compose` is %s", compose)
	}
	if err := os.WriteFile(filepath.Join(e.bin, "docker"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
}

// start starts the daemon and waits until it answers.
func (e *engine) start(t *testing.T) error {
	t.Helper()
	log, err := os.OpenFile(filepath.Join(e.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	e.daemon = exec.Command("nsenter", "--net=/run/netns/"+e.space, "dockerd",
		"--data-root", filepath.Join(e.dir, "data"), "--exec-root", filepath.Join(e.dir, "exec"),
		"--pidfile", filepath.Join(e.dir, "pid"), "-H", "unix://"+e.socket())
	e.daemon.Stdout, e.daemon.Stderr = log, log
	// Not the daemon's containers: they are to outlive it, as on a machine.
	e.daemon.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := e.daemon.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- e.daemon.Wait() }()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); {
		if _, err := e.docker(t.Context(), "version"); err == nil {
			return nil
		}
		select {
		case err := <-ended:
			return fmt.Errorf("dockerd ended: %w", err)
		case <-time.After(100 * time.Millisecond):
		}
	}
	return fmt.Errorf("dockerd does not answer")
}

// stop ends the daemon as a machine does that is shut down.
func (e *engine) stop(t *testing.T) {
	t.Helper()
	if e.daemon == nil || e.daemon.Process == nil {
		return
	}
	_ = e.daemon.Process.Signal(syscall.SIGTERM) // it may have ended
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if syscall.Kill(e.daemon.Process.Pid, 0) != nil {
			return
		}
		if time.Now().After(deadline) {
			t.Error("dockerd does not end")
			_ = e.daemon.Process.Kill()
			return
		}
	}
}

func (e *engine) socket() string { return filepath.Join(e.dir, "socket") }

// docker runs one command against the daemon.
func (e *engine) docker(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(e.bin, "docker"), args...)
	cmd.Env = append(os.Environ(), "DOCKER_HOST=unix://"+e.socket())
	var out, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &wrong
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("docker %s: %w: %s", strings.Join(args, " "), err, wrong.String())
	}
	return out.String(), nil
}

// mustDocker is docker for what must not fail.
func (e *engine) mustDocker(t *testing.T, args ...string) string {
	t.Helper()
	out, err := e.docker(t.Context(), args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out)
}

// within runs do on a thread that is in the daemon's network; sockets made there
// stay there.
func (e *engine) within(do func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with the goroutine
		f, err := os.Open("/run/netns/" + e.space)
		if err == nil {
			err = unix.Setns(int(f.Fd()), unix.CLONE_NEWNET)
			f.Close()
		}
		if err == nil {
			err = do()
		}
		done <- err
	}()
	return <-done
}

// dial connects to an address as a program of the daemon's machine would.
func (e *engine) dial(ctx context.Context, network, address string) (conn net.Conn, err error) {
	err = e.within(func() error {
		conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
		return err
	})
	return conn, err
}

// serve listens on the daemon's machine, where containers reach it as the
// gateway of their networks; it returns the port.
func (e *engine) serve(t *testing.T, handler http.Handler) int {
	t.Helper()
	var listener net.Listener
	err := e.within(func() (err error) {
		listener, err = net.Listen("tcp4", ":0")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go s.Serve(listener)
	t.Cleanup(func() { s.Close() })
	return listener.Addr().(*net.TCPAddr).Port
}
