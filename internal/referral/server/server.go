// Package server runs a real PostgreSQL on loopback, from the programs that
// Debian installs, for tests and benchmarks, where it can be killed and brought
// back. It is never part of a deployment.
package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrMissing says that this machine has no PostgreSQL programs.
var ErrMissing = errors.New("no PostgreSQL under /usr/lib/postgresql: run tools/install postgresql")

// A Server is a running PostgreSQL with a data directory of its own.
type Server struct {
	dir        string
	bin        string
	port       int
	settings   []string
	credential *syscall.Credential
	cmd        *exec.Cmd
}

// Start makes a cluster in a new directory and starts it on a free port of
// 127.0.0.1; settings are added to its command line ("shared_buffers=256MB").
// The error is [ErrMissing] when the programs are not installed.
func Start(ctx context.Context, settings ...string) (*Server, error) {
	bins, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(bins) == 0 {
		return nil, ErrMissing
	}
	slices.Sort(bins)
	s := &Server{bin: bins[len(bins)-1], settings: settings}
	if s.dir, err = os.MkdirTemp("", "finder-postgres"); err != nil {
		return nil, err
	}
	if err := s.start(ctx); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) (err error) {
	if s.credential, err = unprivileged(s.dir); err != nil {
		return err
	}
	if out, err := s.command("initdb", "-D", s.data(), "-U", "postgres", "-A", "trust", "--no-sync").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	if s.port, err = freePort(); err != nil {
		return err
	}
	return s.run(ctx)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// run runs the program on the cluster that initdb made.
func (s *Server) run(ctx context.Context) error {
	args := []string{"-D", s.data(), "-p", strconv.Itoa(s.port), "-k", s.dir, "-c", "listen_addresses=127.0.0.1"}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	s.cmd = s.command("postgres", args...)
	if err := s.cmd.Start(); err != nil {
		return err
	}
	return s.await(ctx)
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(s.Program(name), args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.credential}
	return cmd
}

// await returns when the server answers.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// URL returns the URL of a database of the server.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

// Create makes an empty database and returns its URL.
func (s *Server) Create(ctx context.Context, database string) (string, error) {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{database}.Sanitize()); err != nil {
		return "", err
	}
	return s.URL(database), nil
}

// AddRole adds a role that may do everything, but only with the password
// returned; all others need none.
func (s *Server) AddRole(ctx context.Context, name string) (password string, err error) {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	password = rand.Text()
	if _, err := conn.Exec(ctx, "CREATE ROLE "+pgx.Identifier{name}.Sanitize()+" LOGIN SUPERUSER PASSWORD '"+password+"'"); err != nil {
		return "", err
	}
	access := filepath.Join(s.data(), "pg_hba.conf")
	rest, err := os.ReadFile(access)
	if err != nil {
		return "", err
	}
	// The first line that fits a connection decides.
	if err := os.WriteFile(access, append([]byte("host all "+name+" 127.0.0.1/32 scram-sha-256\n"), rest...), 0o600); err != nil {
		return "", err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_reload_conf()"); err != nil {
		return "", err
	}
	return password, s.awaitGuard(ctx, name)
}

// awaitGuard returns when a role is not let in without a password any more.
func (s *Server) awaitGuard(ctx context.Context, role string) error {
	config, err := pgx.ParseConfig(s.URL("postgres"))
	if err != nil {
		return err
	}
	config.User = role
	for {
		conn, err := pgx.ConnectConfig(ctx, config)
		if err != nil {
			return ctx.Err()
		}
		if err := conn.Close(ctx); err != nil {
			return err
		}
	}
}

// Program returns the path of a program of the same installation, such as
// pg_dump.
func (s *Server) Program(name string) string { return filepath.Join(s.bin, name) }

// Kill ends the server at once, as a crash of the machine would end it: no
// process of it gets to write anything. [Server.Restart] brings it back.
func (s *Server) Kill() {
	s.cmd.Process.Signal(syscall.SIGQUIT) // immediate shutdown, its processes included
	s.cmd.Wait()
	s.cmd = nil
}

// Restart runs the server again after [Server.Kill], on the same port and data.
func (s *Server) Restart(ctx context.Context) error { return s.run(ctx) }

// Stop ends the server and removes its directory.
func (s *Server) Stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		s.cmd.Process.Signal(syscall.SIGINT) // fast shutdown
		s.cmd.Wait()
	}
	os.RemoveAll(s.dir)
}

// unprivileged gives dir to the account that PostgreSQL is to run as: it
// refuses to run as root.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, int(uid), int(gid))
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
