package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/meili/server"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/sample"
)

// demoPartners is the registry of the demo: one key for one local page.
const demoPartners = `{"partners":[{"id":"demo","name":"Demo partner","key":"pk_demo","status":"active",
	"origins":["http://127.0.0.1:8090"],"embed_origins":["http://127.0.0.1:8090"]}]}`

// runDemo runs the service on sample data with a Meilisearch of its own until
// ctx ends.
func runDemo(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := defaults()
	c.rate, c.drain, c.drafts = 0, 0, true
	flags := flag.NewFlagSet("finder demo", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&c.addr, "addr", c.addr, "address to listen on")
	flags.StringVar(&c.dir, "dir", c.dir, "directory of the demo's data")
	if err := flags.Parse(args); err != nil {
		return usageCode(err)
	}
	if flags.NArg() > 0 {
		fmt.Fprintln(stderr, "usage: finder demo [--addr 127.0.0.1:8080] [--dir .finder]")
		return exitUsage
	}
	log := newLogger(stderr, slog.LevelInfo)
	err := demo(ctx, c, log, func(addr string) { fmt.Fprintf(stdout, "ready http://%s\n", addr) })
	switch {
	case errors.Is(err, server.ErrHeld):
		fmt.Fprintf(stderr, "finder demo: %v; stop that one first, or give another --dir\n", err)
		return exitFailed
	case ctx.Err() != nil && errors.Is(err, context.Canceled): // stopped before it was ready
		return exitOK
	case err != nil:
		fmt.Fprintf(stderr, "finder demo: %v\n", err)
		return exitFailed
	}
	return exitOK
}

// demo starts Meilisearch in the folder of c, fills it with the sample, and serves.
func demo(ctx context.Context, c *config, log *slog.Logger, ready func(addr string)) (err error) {
	listener, err := listen(c.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	child, err := server.Start(ctx, server.Options{Dir: filepath.Join(c.dir, "meilisearch"), Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, child.Stop()) }()
	c.meiliURL = child.URL()
	var indexerKey string
	if c.meiliKey, indexerKey, err = meili.Setup(ctx, c.meiliURL, child.MasterKey()); err != nil {
		return err
	}
	if err := indexSample(ctx, meili.Config{URL: c.meiliURL, Key: indexerKey}, c.dir, log); err != nil {
		return err
	}
	registry, err := partner.Parse([]byte(demoPartners))
	if err != nil {
		return err
	}
	store, err := openStore(ctx, c.store, c.dir)
	if err != nil {
		return err
	}
	if err := addDemoAgent(ctx, store, c.dir); err != nil {
		return errors.Join(err, store.Close())
	}
	s, err := newService(ctx, c, log, partner.Fixed(registry), store)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	if err := s.workRoster(ctx); err != nil {
		return errors.Join(err, store.Close())
	}
	return s.run(ctx, listener, ready)
}

// indexSample brings the sample into the index by the indexer that real files
// go through. The sample's dates are counted from today, so the work is left
// out only when this build has done it today.
func indexSample(ctx context.Context, m meili.Config, dir string, log *slog.Logger) error {
	mark, done := filepath.Join(dir, "meilisearch", "indexed"), fmt.Sprintf("%s %s %s\n", version, commit, today())
	if b, err := os.ReadFile(mark); err == nil && string(b) == done && version != "dev" {
		return nil
	}
	files, err := sample.Demo(filepath.Join(dir, "sample"), today())
	if err != nil {
		return err
	}
	// The server is a child of ours: nobody else builds there.
	w, err := meili.NewWriter(ctx, []meili.Config{m}, meili.WriterOptions{Log: log, TakeOver: true})
	if err != nil {
		return err
	}
	report, err := indexer.Run(ctx, indexer.Options{
		NPPES: files.Registry, Practices: files.Practices, Roster: files.Roster,
		Now: time.Now,
	}, w)
	if err != nil {
		return err
	}
	log.Info("sample indexed", "listings", report.Listings, "generation", report.Generation, "seconds", report.Seconds)
	return os.WriteFile(mark, []byte(done), 0o600)
}
