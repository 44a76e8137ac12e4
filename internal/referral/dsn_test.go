package referral

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDialectOf(t *testing.T) {
	t.Parallel()
	for dsn, want := range map[string]dialect{
		"postgres://u:hunter2@db/finder":                     postgres,
		"POSTGRES://u:hunter2@db/finder":                     postgres,
		"  postgresql://u:hunter2@db/finder\n":               postgres,
		"host=db user=finder password=hunter2 dbname=finder": postgres,
		" dbname = finder host=/run/postgresql":              postgres,
		"password=hunter2 service=x":                         postgres,
		"/var/lib/finder/referrals.db":                       sqlite,
		" referrals.db":                                      sqlite,
		"a=b/referrals.db":                                   sqlite,
		"mysql://u:hunter2@db/finder":                        "",
		"sqlite:///tmp/hunter2":                              "",
		"file:hunter2?mode=ro":                               "",
		"postgres:u:hunter2@db":                              "",
		" ":                                                  "",
	} {
		got, _, err := dialectOf(dsn)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("dialectOf(%q) = %q, %v", dsn, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("dialectOf(%q): the error holds the password", dsn)
		}
	}
}

// TestOpen_wrongPassword opens a real PostgreSQL that wants a password with a
// wrong one: the error names host, port and reason, and no error in its chain
// the password.
func TestOpen_wrongPassword(t *testing.T) {
	const wrong = "hunter2-is-wrong"
	dsn, err := url.Parse(postgresDSN(t))
	if err != nil {
		t.Fatal(err)
	}
	right, err := shared.AddRole(t.Context(), "guarded")
	if err != nil {
		t.Fatal(err)
	}
	dsn.User = url.UserPassword("guarded", right)
	s, err := Open(t.Context(), dsn.String(), time.Now)
	if err != nil {
		t.Fatalf("with the right password: %v", err)
	}
	s.Close()
	for _, name := range []string{
		strings.Replace(dsn.String(), right, wrong, 1),
		"host=" + dsn.Hostname() + " port=" + dsn.Port() + " user=guarded password=" + wrong + " dbname=" + dsn.Path[1:] + " sslmode=disable",
	} {
		_, err := Open(t.Context(), name, time.Now)
		if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), dsn.Host+": user or password refused (28P01)") {
			t.Errorf("Open: %v", err)
		}
		for all := []error{err}; len(all) > 0; all = all[1:] {
			if text := fmt.Sprintf("%v %#v", all[0], all[0]); strings.Contains(text, wrong) {
				t.Errorf("an error holds the password: %T", all[0])
			}
			switch e := all[0].(type) {
			case interface{ Unwrap() error }:
				all = append(all, e.Unwrap())
			case interface{ Unwrap() []error }:
				all = append(all, e.Unwrap()...)
			}
		}
	}
}

// TestOpen_unreached opens stores that cannot be: the error names the host and
// the reason, never the password, and no file is made.
func TestOpen_unreached(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_, port, _ := net.SplitHostPort(addr)
	l.Close() // nothing listens
	cases := map[string]string{
		"postgres://u:hunter2@" + addr + "/finder":                               addr + ": nothing listens there",
		"host=127.0.0.1 port=" + port + " user=u password=hunter2 dbname=finder": addr + ": nothing listens there",
		"postgres://u:hunter2@db.invalid/finder?port=1":                          "db.invalid:1: no such host",
		"postgres://u:hunter2@[::1/finder":                                       "do not parse",
		"mysql://u:hunter2@" + addr:                                              "neither",
	}
	if real, err := url.Parse(postgresDSN(t)); err == nil {
		real.Path = "/nosuchdatabase"
		cases[real.String()] = "no such database"
	}
	for dsn, want := range cases {
		_, err := Open(t.Context(), dsn, time.Now)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Open: %v, want %q", err, want)
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(e.Error(), "hunter2") {
				t.Errorf("an error holds the password: %v", e)
			}
		}
	}
	if made, _ := filepath.Glob("*"); len(made) > 0 {
		t.Errorf("files were made: %v", made)
	}
}
