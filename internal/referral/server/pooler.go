package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNoPooler says that this machine has no PgBouncer.
var ErrNoPooler = errors.New("no pgbouncer: run tools/install pgbouncer")

// A Pooler is PgBouncer in transaction mode before a server: the statements of
// one connection reach any of a few of the server's, from one transaction to
// the next.
type Pooler struct {
	port int
	cmd  *exec.Cmd
}

// Pool starts a pooler on a free port of 127.0.0.1. The error is [ErrNoPooler]
// when the program is not installed.
func (s *Server) Pool(ctx context.Context) (*Pooler, error) {
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/pgbouncer"); err != nil {
			return nil, ErrNoPooler
		}
	}
	p := &Pooler{}
	if p.port, err = freePort(); err != nil {
		return nil, err
	}
	settings := fmt.Sprintf(`[databases]
* = host=127.0.0.1 port=%d user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
`, s.port, p.port)
	path := filepath.Join(s.dir, "pgbouncer.ini")
	if err := os.WriteFile(path, []byte(settings), 0o644); err != nil {
		return nil, err
	}
	p.cmd = exec.Command(program, "-q", path)
	p.cmd.Dir = s.dir
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.credential}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	return p, p.await(ctx)
}

// URL returns the URL of a database of the server through the pooler.
func (p *Pooler) URL(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", p.port, database)
}

func (p *Pooler) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, p.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			p.Stop()
			return fmt.Errorf("PgBouncer does not answer: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Stop ends the pooler.
func (p *Pooler) Stop() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}
