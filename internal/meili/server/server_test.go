package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// parentEnv makes the test binary a parent that starts a server in the named
// directory, prints the child's pid and waits to be killed.
const parentEnv = "FINDER_TEST_SERVER_PARENT"

func TestMain(m *testing.M) {
	if dir := os.Getenv(parentEnv); dir != "" {
		s, err := Start(context.Background(), Options{Dir: dir})
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println(s.PID())
		select {}
	}
	os.Exit(m.Run())
}

// mustStart starts a server in dir, and stops it with the test.
func mustStart(t *testing.T, dir string) *Server {
	t.Helper()
	if _, err := Find(t.TempDir()); errors.Is(err, ErrNoProgram) && os.Getenv("CI") != "true" {
		t.Skip("no Meilisearch program: ", err)
	}
	s, err := Start(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

func healthy(s *Server, patience time.Duration) bool {
	client := http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(s.URL() + "/health")
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

func gone(pid int, patience time.Duration) bool {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") { // a zombie waits for its reaper only
			return true
		}
	}
	return false
}

func TestServer(t *testing.T) {
	dir := t.TempDir()
	s := mustStart(t, dir)
	pid := s.PID()
	if !healthy(s, time.Second) {
		t.Fatal("not healthy after Start")
	}
	if !strings.HasPrefix(s.URL(), "http://127.0.0.1:") {
		t.Errorf("URL() = %s, want loopback", s.URL())
	}
	cmdline, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(cmdline), s.MasterKey()) {
		t.Error("the master key is visible in the process list")
	}
	if resp, err := http.Get(s.URL() + "/indexes"); err != nil || resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("indexes without a key: %v, %v; want 401", resp, err)
	}
	for _, name := range []string{"master-key", "lock", "meilisearch.log"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o, want 600", name, info.Mode().Perm())
		}
	}

	if _, err := Start(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrHeld) || !strings.Contains(err.Error(), strconv.Itoa(os.Getpid())) {
		t.Errorf("second Start = %v, want ErrHeld with the pid %d", err, os.Getpid())
	}

	if err := s.Pause(); err != nil {
		t.Fatal(err)
	}
	if healthy(s, 200*time.Millisecond) {
		t.Error("a paused server answers")
	}
	if err := s.Resume(); err != nil {
		t.Fatal(err)
	}
	if !healthy(s, 5*time.Second) {
		t.Error("a resumed server does not answer")
	}

	url, key := s.URL(), s.MasterKey()
	s.Kill()
	if !gone(pid, time.Second) || healthy(s, time.Second) {
		t.Error("alive after Kill")
	}
	if err := s.Pause(); err == nil {
		t.Error("Pause of a killed server gives no error")
	}
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.URL() != url || s.MasterKey() != key || !healthy(s, time.Second) {
		t.Error("Restart gave another server")
	}

	pid, done := s.PID(), s.Done()
	if err := errors.Join(s.Pause(), s.Stop(), s.Stop()); err != nil { // a paused child stops too
		t.Error(err)
	}
	<-done
	if !gone(pid, time.Second) {
		t.Error("alive after Stop")
	}
	again, err := Start(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal("Start after Stop: ", err)
	}
	defer again.Stop()
	if again.MasterKey() != key {
		t.Error("the master key did not stay")
	}
}

// TestServerDiesWithParent kills a parent as kill -9 does.
func TestServerDiesWithParent(t *testing.T) {
	if _, err := Find(t.TempDir()); errors.Is(err, ErrNoProgram) && os.Getenv("CI") != "true" {
		t.Skip("no Meilisearch program: ", err)
	}
	dir := t.TempDir()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), parentEnv+"="+dir)
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		_ = parent.Process.Kill()
		t.Fatalf("parent said %q", line)
	}
	time.Sleep(300 * time.Millisecond) // outlive threads that the runtime may retire
	if gone(pid, 50*time.Millisecond) {
		t.Fatal("the child is gone before the parent")
	}
	if err := parent.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	if !gone(pid, 2*time.Second) {
		t.Errorf("child %d outlived its parent", pid)
	}
	mustStart(t, dir) // the lock went with the parent
}

func TestStartFails(t *testing.T) {
	script := filepath.Join(t.TempDir(), "meilisearch")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho the disk is made of cheese\nexit 3\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	_, err := Start(t.Context(), Options{Dir: dir, Program: script})
	if err == nil || !strings.Contains(err.Error(), "made of cheese") {
		t.Errorf("Start = %v, want the program's last words", err)
	}
	if _, err := Start(t.Context(), Options{Dir: dir, Program: filepath.Join(dir, "missing")}); err == nil || errors.Is(err, ErrHeld) {
		t.Errorf("Start of a missing program = %v; the lock must be free again", err)
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b")
	program := filepath.Join(root, packaged)
	for _, dir := range []string{deep, filepath.Dir(program)} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir())
	t.Setenv("MEILISEARCH_BIN", "")
	t.Chdir(deep)

	got, err := Find(t.TempDir())
	if err != nil || got != program {
		t.Fatalf("Find = %q, %v, want the package above", got, err)
	}
	if info, err := os.Stat(got); err != nil || info.Mode()&0o100 == 0 {
		t.Errorf("no run bit: %v, %v", info, err)
	}
	t.Setenv("PATH", filepath.Dir(program))
	if err := os.WriteFile(filepath.Join(deep, "other"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MEILISEARCH_BIN", filepath.Join(deep, "other"))
	if got, err := Find(t.TempDir()); err != nil || got != filepath.Join(deep, "other") {
		t.Errorf("Find = %q, %v, want MEILISEARCH_BIN", got, err)
	}
	t.Setenv("MEILISEARCH_BIN", filepath.Join(deep, "missing"))
	if _, err := Find(t.TempDir()); !errors.Is(err, ErrNoProgram) {
		t.Errorf("Find = %v, want ErrNoProgram", err)
	}
}

func TestCopyProgram(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	if err := os.WriteFile(from, []byte("program"), 0o444); err != nil {
		t.Fatal(err)
	}
	if err := copyProgram(to, from); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode()&0o100 == 0 || info.Size() != 7 {
		t.Errorf("copy: %v, %v", info, err)
	}
}
