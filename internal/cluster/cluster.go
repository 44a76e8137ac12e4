// Package cluster runs the whole program on one machine the way a deployment
// does: a real Meilisearch, the indexer as a job, any number of `finder serve`
// processes, and, between them and Meilisearch, a [Relay] that can be told to
// fail. [Load] sends them traffic and counts what came of it.
//
// It is for tests of faults, of the deployment and of load. It knows the
// program only from outside, by its command line, its environment and HTTP, so
// that what holds here holds for whoever runs the binary.
package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	meiliserver "github.com/physicianfinder/finder/internal/meili/server"
)

// A Cluster is a Meilisearch, the keys to it, and where its parts keep files.
type Cluster struct {
	Program     string // path of the finder binary
	Dir         string
	Meilisearch *meiliserver.Server
	Relay       *Relay // what the services reach Meilisearch through
}

// Build compiles the finder into dir and returns the path of the binary.
func Build(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "finder")
	out, err := exec.CommandContext(ctx, "go", "build", "-tags", "nomsgpack", "-o", path,
		"github.com/physicianfinder/finder/cmd/finder").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("cluster: building the finder: %w\n%s", err, out)
	}
	return path, nil
}

// Start starts Meilisearch under dir, makes its keys, and puts the relay in
// front of it. Nothing is published yet: see [Cluster.Index].
func Start(ctx context.Context, program, dir string) (_ *Cluster, err error) {
	c := &Cluster{Program: program, Dir: dir}
	if c.Meilisearch, err = meiliserver.Start(ctx, meiliserver.Options{Dir: c.path("meilisearch")}); err != nil {
		return nil, err
	}
	if c.Relay, err = NewRelay(c.Meilisearch.URL()); err != nil {
		return nil, errors.Join(err, c.Meilisearch.Stop())
	}
	if err := c.MakeKeys(ctx); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

// Stop ends the relay and Meilisearch; replicas are stopped by who started
// them.
func (c *Cluster) Stop() error {
	return errors.Join(c.Relay.Close(), c.Meilisearch.Stop())
}

func (c *Cluster) path(name string) string { return filepath.Join(c.Dir, name) }

// Secrets is the folder of the key files.
func (c *Cluster) Secrets() string { return c.path("secrets") }

// State is the folder in which the indexer keeps its sources.
func (c *Cluster) State() string { return c.path("state") }

// MakeKeys runs `finder keys`.
func (c *Cluster) MakeKeys(ctx context.Context) error {
	_, err := c.Run(ctx, []string{"FINDER_MEILI_URL=" + c.Meilisearch.URL(), "FINDER_MEILI_MASTER_KEY=" + c.Meilisearch.MasterKey()},
		"keys", "--out", c.Secrets())
	return err
}

// Sample writes count fictional physicians and half as many others' rows to
// the folder name, and returns the arguments by which Index reads them.
func (c *Cluster) Sample(ctx context.Context, name string, count int, seed uint64) ([]string, error) {
	dir := c.path(name)
	_, err := c.Run(ctx, nil, "sample", "--count", fmt.Sprint(count), "--others", fmt.Sprint(count/2), "--seed", fmt.Sprint(seed), "--out", dir)
	return []string{
		"--nppes", filepath.Join(dir, "npidata_pfile.csv"), "--practice-locations", filepath.Join(dir, "pl_pfile.csv"),
		"--roster", filepath.Join(dir, "roster.csv"),
	}, err
}

// Indexer returns `finder index` with the cluster's key and state, not started.
func (c *Cluster) Indexer(ctx context.Context, args ...string) *exec.Cmd {
	return c.Command(ctx, []string{
		"FINDER_MEILI_URL=" + c.Meilisearch.URL(), "FINDER_MEILI_KEY_FILE=" + filepath.Join(c.Secrets(), "meili-indexer-key"),
		"FINDER_STATE=" + c.State(),
	}, append([]string{"index"}, args...)...)
}

// Index runs the indexer to its end; the error holds what it printed.
func (c *Cluster) Index(ctx context.Context, args ...string) (string, error) {
	return output(c.Indexer(ctx, append([]string{"--quiet"}, args...)...))
}

// Rollback makes the generation before the live one live again.
func (c *Cluster) Rollback(ctx context.Context) error {
	_, err := output(c.Indexer(ctx, "--rollback"))
	return err
}

// Run runs a subcommand to its end with env added to a clean environment, and
// returns what it printed; so does the error.
func (c *Cluster) Run(ctx context.Context, env []string, args ...string) (string, error) {
	return output(c.Command(ctx, env, args...))
}

// Command returns a subcommand that has not been started. Of the caller's own
// FINDER_* settings it sees none.
func (c *Cluster) Command(ctx context.Context, env []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.Program, args...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "FINDER_") && !strings.HasPrefix(e, "OTEL_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(cmd.Env, env...)
	cmd.Dir = c.Dir
	return cmd
}

func output(cmd *exec.Cmd) (string, error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args[1:], " "), err, out.String())
	}
	return out.String(), nil
}
