package main

import (
	"bytes"
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/referral/server"
)

// TestServe_wrongPassword boots the service with a wrong password for its store:
// it ends at once, and what it says names host, port and reason, never the
// password.
func TestServe_wrongPassword(t *testing.T) {
	postgres, err := server.Start(t.Context())
	switch {
	case errors.Is(err, server.ErrMissing) && os.Getenv("CI") != "true":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(postgres.Stop)
	if _, err := postgres.AddRole(t.Context(), "guarded"); err != nil {
		t.Fatal(err)
	}
	dsn, err := url.Parse(postgres.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	const wrong = "hunter2-is-wrong"
	dsn.User = url.UserPassword("guarded", wrong)
	host, port, err := net.SplitHostPort(dsn.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("FINDER_MEILI_URL", "http://127.0.0.1:1") // the store is opened first
	t.Setenv("FINDER_MEILI_KEY", "none")
	t.Setenv("FINDER_LOG_LEVEL", "debug")
	for _, store := range []string{
		dsn.String(),
		"host=" + host + " port=" + port + " user=guarded password=" + wrong + " dbname=postgres sslmode=disable",
	} {
		t.Setenv("FINDER_STORE", store)
		var stdout, stderr bytes.Buffer
		if code := runServe(t.Context(), []string{"--addr", "127.0.0.1:0"}, &stdout, &stderr); code != exitFailed {
			t.Errorf("exit code %d, want %d", code, exitFailed)
		}
		if said := stderr.String(); !strings.Contains(said, "PostgreSQL at "+dsn.Host+": user or password refused") {
			t.Errorf("the log does not say what is wrong: %s", said)
		}
		if strings.Contains(stdout.String()+stderr.String(), wrong) {
			t.Error("the log holds the password")
		}
	}
}
