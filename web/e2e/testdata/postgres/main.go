// Command postgres serves an empty PostgreSQL database, for the browser tests
// that hold both stores. It prints "ready URL" once it answers.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/physicianfinder/finder/internal/referral/server"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := server.Start(ctx)
	if err != nil {
		return err
	}
	defer s.Stop()
	url, err := s.Create(ctx, "finder")
	if err != nil {
		return err
	}
	fmt.Println("ready", url)
	<-ctx.Done()
	return nil
}
