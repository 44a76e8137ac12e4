package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/internal/meili"
)

// addTarget takes one --target.
func (j *indexJob) addTarget(value string) error {
	server, _, _ := strings.Cut(value, ",")
	if err := checkURL(server); err != nil {
		return err
	}
	for _, other := range j.targets {
		if before, _, _ := strings.Cut(other, ","); before == server {
			return errors.New("given twice")
		}
	}
	j.targets = append(j.targets, value)
	return nil
}

// servers returns the Meilisearches to feed, each with the indexer's key, which
// is not the service's: those of --target, else that of the environment.
func (j *indexJob) servers() ([]meili.Config, error) {
	c := defaults()
	if err := c.load(os.Getenv); err != nil {
		return nil, err
	}
	if len(j.targets) == 0 {
		if c.meiliURL == "" {
			return nil, errors.New("FINDER_MEILI_URL is not set: it says where the index is (finder index --check needs none)")
		}
		return []meili.Config{{URL: c.meiliURL, Key: c.meiliKey}}, nil
	}
	var servers []meili.Config
	for _, target := range j.targets {
		url, file, own := strings.Cut(target, ",")
		key := c.meiliKey
		if own {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, fmt.Errorf("--target: the key of %s: %w", url, err)
			}
			key = strings.TrimSpace(string(text))
		}
		servers = append(servers, meili.Config{URL: url, Key: key})
	}
	return servers, nil
}

// live returns which generation each server serves; "" where that is none.
func live(ctx context.Context, servers []meili.Config) ([]string, error) {
	var all []string
	for _, server := range servers {
		generation, err := meili.Live(ctx, server)
		if err != nil {
			return nil, err
		}
		all = append(all, generation)
	}
	return all, nil
}

// goBack runs `finder index --rollback` on every server, one after the other,
// and lets the state follow, so that the next run goes on from there.
func (j *indexJob) goBack(ctx context.Context, log *slog.Logger, stdout, stderr io.Writer) int {
	servers, err := j.servers()
	if err != nil {
		fmt.Fprintf(stderr, "finder index: %v\n", err)
		return exitFailed
	}
	held, noState := indexer.HoldState(j.options.State)
	if errors.Is(noState, indexer.ErrBusy) {
		fmt.Fprintf(stderr, "finder index: %v\nThe live generation is as it was.\n", noState)
		return exitFailed
	}
	if held != nil {
		defer held.Close()
	}
	code, live := exitOK, map[string]bool{}
	for _, server := range servers {
		on := ""
		if len(servers) > 1 {
			on = " on " + server.URL
		}
		generation, err := meili.Rollback(ctx, server, meili.WriterOptions{Log: log, TakeOver: j.takeOver})
		if err != nil {
			fmt.Fprintf(stderr, "finder index: %v\n", err)
			if !errors.Is(err, meili.ErrUnsettled) {
				fmt.Fprintf(stderr, "The live generation%s is as it was.\n", on)
			}
			code = exitFailed
			continue
		}
		live[generation] = true
		fmt.Fprintf(stdout, "live\tgeneration %s%s\n", generation, on)
	}
	switch {
	case len(live) == 0:
		return code
	case errors.Is(noState, fs.ErrNotExist):
		fmt.Fprintf(stdout, "state\tnone in %s\n", j.options.State)
		return code
	case noState == nil && code == exitOK && len(live) == 1:
		for generation := range live {
			if noState = held.Follow(generation); noState == nil {
				fmt.Fprintf(stdout, "state\tof generation %s: the next run goes on from there\n", generation)
				return code
			}
		}
	case noState == nil:
		noState = errors.New("not every server went back to one generation")
	}
	fmt.Fprintf(stderr, "finder index: %v\nThe state did not follow: the next run would publish what was taken back. Read the full files again, with an empty --state, before that.\n", noState)
	return exitFailed
}
