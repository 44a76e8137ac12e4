// Command bench asks the same questions of the finder and of what it could be
// built on, in one run on one machine, and prints one table: Meilisearch as it
// comes, Meilisearch tuned, Meilisearch by cells, PostGIS through pgx, an
// R-tree in the process, and a gin handler that writes the same bytes. It also
// times the indexer against grep and against posting ready documents with curl.
//
// The data are made up, the same for the same seed, and crowd where people do.
// Nothing here is a pass or a failure: figures are for docs/performance.md,
// ratios before milliseconds.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"time"
)

type settings struct {
	sizes   []int
	queries int
	parts   string
	seconds time.Duration // of each throughput measurement
	soak    time.Duration // length of the soak of the load; 0: none
	out     io.Writer
}

func main() {
	sizes := flag.String("listings", "60000,300000", "numbers of listings to measure at; 1200000 needs some 8 GB and ten minutes more")
	s := settings{out: os.Stdout}
	flag.IntVar(&s.queries, "queries", 200, "questions of each kind; no origin is asked twice")
	flag.StringVar(&s.parts, "parts", "search,http,grow,load,read,index", "what to measure")
	flag.DurationVar(&s.seconds, "seconds", 5*time.Second, "length of each throughput measurement")
	flag.DurationVar(&s.soak, "soak", 0, "length of a soak under load with new generations, such as 20m")
	flag.Parse()
	for size := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(size))
		if err != nil || n < 1000 {
			fmt.Fprintln(os.Stderr, "bench: -listings wants whole numbers from 1,000, separated by commas")
			os.Exit(2)
		}
		s.sizes = append(s.sizes, n)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) error {
	fmt.Fprintf(s.out, "%s, %d cores, %s\n", time.Now().UTC().Format(time.DateOnly), runtime.NumCPU(), runtime.Version())
	for _, part := range []struct {
		name string
		run  func(context.Context, settings) error
	}{{"search", benchSearch}, {"http", benchHTTP}, {"grow", benchGrow}, {"load", benchLoad}, {"read", benchRead}, {"index", benchIndex}} {
		if !strings.Contains(s.parts, part.name) {
			continue
		}
		if err := part.run(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}
