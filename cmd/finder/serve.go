package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/physicianfinder/finder/internal/partner"
)

// gcPercent is what garbage may add to the memory of a service before it is
// collected. Nearly all that a service holds is text in a few large pieces,
// which costs little to collect; so half of it is enough where Go takes as
// much again. GOGC in the environment decides otherwise.
const gcPercent = 50

// runServe runs the service until ctx ends.
func runServe(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := defaults()
	getenv, keyFile := withoutKey(os.Getenv)
	c.meiliKeyFile = keyFile
	if err := c.load(getenv); err != nil {
		fmt.Fprintf(stderr, "finder serve: %v\n", err)
		return exitUsage
	}
	flags := flag.NewFlagSet("finder serve", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&c.addr, "addr", c.addr, "address to listen on (FINDER_ADDR)")
	if err := flags.Parse(args); err != nil {
		return usageCode(err)
	}
	if flags.NArg() > 0 || c.meiliURL == "" || c.meiliKey == "" && keyFile == "" {
		fmt.Fprintln(stderr, "finder serve: FINDER_MEILI_URL and FINDER_MEILI_KEY (or FINDER_MEILI_KEY_FILE) are needed, and no arguments")
		return exitUsage
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	log := newLogger(stderr, c.logLevel)
	c.log(log)
	err := serve(ctx, c, log, func(addr string) { fmt.Fprintf(stdout, "ready http://%s\n", addr) })
	if err != nil {
		log.Error("serve", "error", err)
		return exitFailed
	}
	return exitOK
}

// serve runs the service with the partners of its registry file.
func serve(ctx context.Context, c *config, log *slog.Logger, ready func(addr string)) error {
	listener, err := listen(c.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	var partners *partner.Watch
	if c.partners != "" {
		if partners, err = partner.Open(c.partners, log); err != nil {
			return err
		}
	}
	store, err := serveStore(ctx, c, log)
	if err != nil {
		return err
	}
	s, err := newService(ctx, c, log, partners, store)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	return s.run(ctx, listener, ready)
}

// newLogger writes JSON lines.
func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}

// usageCode is the exit code of arguments that could not be parsed: asking
// for help is no fault.
func usageCode(err error) int {
	if errors.Is(err, flag.ErrHelp) {
		return exitOK
	}
	return exitUsage
}
