package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

// runHealthcheck asks the service on this machine whether it can answer
// searches: for container engines, in an image without curl.
func runHealthcheck(ctx context.Context, args []string, _, stderr io.Writer) int {
	addr := os.Getenv("FINDER_ADDR")
	if len(args) > 0 {
		addr = args[0]
	}
	if addr == "" {
		addr = defaults().addr
	}
	addr, err := fromHere(addr)
	if err != nil || len(args) > 1 {
		fmt.Fprintln(stderr, "usage: finder healthcheck [ADDR]")
		return exitUsage
	}
	if err := ready(ctx, "http://"+addr+"/readyz"); err != nil {
		fmt.Fprintf(stderr, "finder healthcheck: %v\n", err)
		return exitFailed
	}
	return exitOK
}

// fromHere is where this machine reaches what listens on addr.
func fromHere(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("%q: host:port expected", addr)
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

func ready(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", resp.Status)
	}
	return nil
}
