package referral

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// cluster is a real PostgreSQL that the tests of this package share.
type cluster struct {
	dir  string
	port int
	cmd  *exec.Cmd
}

var (
	shared     *cluster
	sharedErr  error
	sharedOnce sync.Once
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "referral-server" { // the process that crash tests kill
		serveForCrash()
		return
	}
	code := m.Run()
	if shared != nil {
		shared.stop()
	}
	os.Exit(code)
}

// postgresDSN returns the URL of an empty database of a real server. Without
// the server's program the test fails on CI, and skips elsewhere.
func postgresDSN(t testing.TB) string {
	t.Helper()
	sharedOnce.Do(func() { shared, sharedErr = startPostgres() })
	if sharedErr != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(sharedErr)
		}
		t.Skip(sharedErr)
	}
	name := "t" + strconv.FormatInt(time.Now().UnixNano(), 36)
	if out, err := exec.Command("psql", shared.url("postgres"), "-c", "CREATE DATABASE "+name).CombinedOutput(); err != nil {
		t.Fatalf("create database: %v: %s", err, out)
	}
	return shared.url(name)
}

func (c *cluster) url(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", c.port, database)
}

func startPostgres() (*cluster, error) {
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(bins) == 0 {
		return nil, fmt.Errorf("no PostgreSQL under /usr/lib/postgresql: run tools/install postgresql")
	}
	slices.Sort(bins)
	bin := bins[len(bins)-1]
	dir, err := os.MkdirTemp("", "referral-pg")
	if err != nil {
		return nil, err
	}
	credential, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir}
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir = dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
		return cmd
	}
	data := filepath.Join(dir, "data")
	if out, err := run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if c.port, err = freePort(); err != nil {
		return nil, err
	}
	c.cmd = run("postgres", "-D", data, "-p", strconv.Itoa(c.port), "-k", dir, "-c", "listen_addresses=127.0.0.1")
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		s, err := Open(ctx, c.url("postgres"), time.Now)
		cancel()
		if err == nil {
			s.Close()
			return c, nil
		}
		if time.Now().After(deadline) {
			c.stop()
			return nil, fmt.Errorf("PostgreSQL does not answer: %w", err)
		}
	}
}

// unprivileged returns the account that PostgreSQL runs as: it refuses root.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(account.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (c *cluster) stop() {
	c.cmd.Process.Signal(syscall.SIGINT) // fast shutdown
	c.cmd.Wait()
	os.RemoveAll(c.dir)
}
