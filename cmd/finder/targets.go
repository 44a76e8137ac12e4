package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

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

// goBack runs `finder index --rollback` on every server, one after the other.
func (j *indexJob) goBack(ctx context.Context, log *slog.Logger, stdout, stderr io.Writer) int {
	servers, err := j.servers()
	if err != nil {
		fmt.Fprintf(stderr, "finder index: %v\n", err)
		return exitFailed
	}
	code := exitOK
	for _, server := range servers {
		on := ""
		if len(servers) > 1 {
			on = " on " + server.URL
		}
		generation, err := meili.Rollback(ctx, server, meili.WriterOptions{Log: log})
		if err != nil {
			fmt.Fprintf(stderr, "finder index: %v\n", err)
			if !errors.Is(err, meili.ErrUnsettled) {
				fmt.Fprintf(stderr, "The live generation%s is as it was.\n", on)
			}
			code = exitFailed
			continue
		}
		fmt.Fprintf(stdout, "live\tgeneration %s%s\n", generation, on)
	}
	return code
}
