package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/meili/server"
)

// built is the program as people run it, built once for all tests.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "finder-test")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "finder")
	out, err := exec.Command("go", "build", "-tags", "nomsgpack", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := built(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// needMeilisearch fails without the program where CI is set, and skips
// elsewhere.
func needMeilisearch(t testing.TB) {
	t.Helper()
	if _, err := server.Find(t.TempDir()); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// A program is a running `finder demo`.
type program struct {
	cmd    *exec.Cmd
	url    string
	stderr *bytes.Buffer
	done   chan error
}

// startDemo runs the demo on a free port and waits for its ready line.
func startDemo(t testing.TB, dir string) *program {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	d := &program{cmd: exec.Command(path, "demo", "--addr", "127.0.0.1:0", "--dir", dir), stderr: &bytes.Buffer{}, done: make(chan error, 1)}
	d.cmd.Stderr = d.stderr
	t.Cleanup(func() {
		if _, err := os.Stat(defaults().dir); err == nil {
			t.Errorf("the demo writes into %s and not only into its own folder", defaults().dir)
		}
	})
	stdout, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	go func() { d.done <- d.cmd.Wait() }()
	t.Cleanup(func() { _ = d.cmd.Process.Kill() })
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		t.Fatalf("no ready line but %q: %v\n%s", line, err, d.stderr)
	}
	d.url = url
	return d
}

// stop ends the demo and checks that it ended well and took its child along.
func (d *program) stop(t testing.TB, sig syscall.Signal) {
	t.Helper()
	children := childrenOf(t, d.cmd.Process.Pid)
	if len(children) == 0 {
		t.Error("the demo runs no Meilisearch")
	}
	if err := d.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-d.done:
		if err != nil {
			t.Errorf("after %s: %v\n%s", sig, err, d.stderr)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("does not end after %s", sig)
	}
	for _, pid := range children {
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("child %d is left: %v", pid, err)
		}
	}
}

// childrenOf lists the processes whose parent is pid.
func childrenOf(t testing.TB, pid int) []int {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var children []int
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			continue // it ended meanwhile
		}
		var id, parent int
		var state string
		_, rest, _ := bytes.Cut(b, []byte(") "))
		if _, err := fmt.Sscan(string(b), &id); err != nil {
			continue
		}
		if _, err := fmt.Sscan(string(rest), &state, &parent); err == nil && parent == pid {
			children = append(children, id)
		}
	}
	return children
}

func (d *program) get(t testing.TB, path string) (int, []byte) {
	t.Helper()
	res, err := http.Get(d.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, body
}

// TestDemo boots the whole program on a real Meilisearch, asks it, and ends
// it, twice on the same directory.
func TestDemo(t *testing.T) {
	needMeilisearch(t)
	dir := t.TempDir()
	d := startDemo(t, dir)
	t.Run("search", func(t *testing.T) { searches(t, d) })
	t.Run("pages", func(t *testing.T) { pages(t, d) })
	t.Run("packed", func(t *testing.T) { packed(t, d) })
	t.Run("examples", func(t *testing.T) { examples(t, d) })
	t.Run("geojson", func(t *testing.T) { validGeoJSON(t, d) })
	t.Run("held", func(t *testing.T) { held(t, dir) })
	t.Run("slow clients", func(t *testing.T) { slowClients(t, d) })
	d.stop(t, syscall.SIGTERM)
	again := startDemo(t, dir)
	searches(t, again)
	again.stop(t, syscall.SIGINT)
}

// searches holds an answer to what it promises: order, phones, evidence.
func searches(t *testing.T, d *program) {
	status, body := d.get(t, "/v1/physicians?near=55401&radius=300&annular_closure=offered")
	var a struct {
		Data []struct {
			Closure struct {
				Status     string
				VerifiedOn string `json:"verified_on"`
			} `json:"annular_closure"`
			Location struct{ Phone string }
			Distance struct{ Meters int }
		}
		Meta struct{ Total int }
	}
	if err := json.Unmarshal(body, &a); err != nil || status != http.StatusOK {
		t.Fatalf("answered %d: %v\n%s", status, err, body)
	}
	if a.Meta.Total == 0 || len(a.Data) == 0 {
		t.Fatal("nobody found")
	}
	last := 0
	for i, c := range a.Data {
		if c.Distance.Meters < last {
			t.Errorf("card %d is nearer than the one before it", i)
		}
		last = c.Distance.Meters
		if c.Closure.Status == "" || c.Closure.VerifiedOn == "" || c.Location.Phone == "" {
			t.Errorf("card %d lacks phone or dated evidence: %+v", i, c)
		}
	}
}

func pages(t *testing.T, d *program) {
	for _, path := range []string{"/", "/find?near=60601", "/docs", "/problems/busy", "/openapi.yaml", "/healthz", "/readyz"} {
		if status, body := d.get(t, path); status != http.StatusOK || len(body) == 0 {
			t.Errorf("%s answered %d, %d bytes", path, status, len(body))
		}
	}
	if status, _ := d.get(t, "/metrics"); status != http.StatusNotFound {
		t.Errorf("metrics on the public address: answered %d", status)
	}
	if status, _ := d.get(t, "/debug/pprof/"); status != http.StatusNotFound {
		t.Errorf("profiles on the public address: answered %d", status)
	}
}

// held holds a second demo on the same directory to say who has it.
func held(t *testing.T, dir string) {
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), []string{"demo", "--addr", "127.0.0.1:0", "--dir", dir}, &stdout, &stderr)
	if code != exitFailed || !strings.Contains(stderr.String(), "stop that one first") || stdout.Len() > 0 {
		t.Errorf("code %d, stdout %q, stderr %s", code, stdout.String(), stderr.String())
	}
}

// validGeoJSON opens a GeoJSON answer in an independent validator.
func validGeoJSON(t *testing.T, d *program) {
	const library = "../../node_modules/@placemarkio/check-geojson"
	if _, err := os.Stat(library); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("node_modules is not installed")
	}
	req, err := http.NewRequest(http.MethodGet, d.url+"/v1/physicians?near=60601&radius=300&page_size=100", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/geo+json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	check := exec.Command("node", "--input-type=module", "-e", `
		import { check } from "@placemarkio/check-geojson";
		import { readFileSync } from "node:fs";
		console.log(check(readFileSync(0, "utf8")).features.length);`)
	check.Dir = "../.."
	check.Stdin = res.Body
	out, err := check.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) == "0" {
		t.Errorf("%v: %s", err, out)
	}
}

// slowClients opens 1,000 connections that never finish their request: others
// are served before the slow ones are cut, and cut they are.
func slowClients(t *testing.T, d *program) {
	const connections = 1_000
	address := strings.TrimPrefix(d.url, "http://")
	conns := make([]net.Conn, 0, connections)
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	for range connections {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatalf("after %d connections: %v", len(conns), err)
		}
		conns = append(conns, c)
	}
	request := "GET /v1/physicians?near=60601 HTTP/1.1\r\nHost: slow\r\n"
	for n := range 3 {
		for _, c := range conns {
			_, _ = c.Write([]byte{request[n]}) // one that is cut already has been slow enough
		}
		last, err := net.Dial("tcp", address) // whoever waits for the slow ones waits for it
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, last)
		cut := make(chan struct{})
		go func() { _, _ = io.Copy(io.Discard, last); close(cut) }()
		if status, _ := d.get(t, "/v1/physicians?near=60601&radius=100"); status != http.StatusOK {
			t.Errorf("others are answered %d", status)
		}
		select {
		case <-cut:
			t.Error("others wait until the slow ones are cut")
		default:
		}
	}
	if err := conns[0].SetReadDeadline(time.Now().Add(2 * headerTimeout)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, conns[0]); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("a slow connection is not cut")
	}
	if files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", d.cmd.Process.Pid)); err == nil {
		t.Logf("%d slow connections; %d files open after the cut", connections, len(files))
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		code int
	}{
		{"nothing", nil, exitUsage},
		{"unknown command", []string{"dance"}, exitUsage},
		{"help", []string{"help"}, exitOK},
		{"version", []string{"version"}, exitOK},
		{"version with arguments", []string{"version", "now"}, exitUsage},
		{"demo with an unknown flag", []string{"demo", "--nope"}, exitUsage},
		{"demo with arguments", []string{"demo", "here"}, exitUsage},
		{"serve without settings", []string{"serve"}, exitUsage},
		{"help of serve", []string{"serve", "-h"}, exitOK},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("FINDER_MEILI_URL", "")
			t.Setenv("FINDER_MEILI_KEY", "")
			var stdout, stderr bytes.Buffer
			if got := run(context.Background(), c.args, &stdout, &stderr); got != c.code {
				t.Errorf("code %d, want %d\n%s%s", got, c.code, stdout.String(), stderr.String())
			}
		})
	}
}
