// Command finder is the physician finder: the service, the demo, the indexer
// and the tools around them, in one binary.
//
// Each subcommand has a file of its own. This package reads settings, wires
// the rooms together, and starts and stops them in order; what they do is
// theirs.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // images without a system of their own have no time zones

	"github.com/gin-gonic/gin"
)

// The exit codes of every subcommand.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// Set by the linker.
var (
	version = "dev"
	commit  = "unknown"
)

func main() {
	gin.SetMode(gin.ReleaseMode)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// A command is one subcommand: its arguments without its name, and its exit
// code. Cancelling ctx asks it to stop.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, stdout, stderr io.Writer) int
}

func commands() []command {
	return []command{
		{"demo", "a working search on sample data, with its own Meilisearch", runDemo},
		{"serve", "the service, on a Meilisearch that the indexer has filled", runServe},
		{"fetch", "the public files, as far as they are new, into a folder", runFetch},
		{"index", "public files and a roster into the search index", runIndex},
		{"roster", "who offers annular closure: import a file, export what holds", runRoster},
		{"geocodes", "addresses out to geocoders, and their answers in", runGeocodes},
		{"sample", "fictional physicians in the real formats, at any size", runSample},
		{"partner", "check a partner registry file; make a key for a partner's server", runPartner},
		{"staff", "call-center accounts: add, list, disable; backup of the store", runStaff},
		{"doctor", "look at a deployment: what is wrong, why it matters, what to do", runDoctor},
		{"keys", "make Meilisearch's keys for the service and the indexer", runKeys},
		{"healthcheck", "ask the service on this machine whether it is ready", runHealthcheck},
		{"version", "print the version", runVersion},
	}
}

// run runs the subcommand that args name and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		usage(stdout)
		return exitOK
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], stdout, stderr)
		}
	}
	fmt.Fprintf(stderr, "finder: unknown command %q\n", args[0])
	usage(stderr)
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: finder COMMAND [flags]; finder COMMAND -h lists the flags")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-12s %s\n", c.name, c.summary)
	}
}
