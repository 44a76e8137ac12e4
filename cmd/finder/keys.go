package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/physicianfinder/finder/internal/meili"
)

// The names of the key files that `finder keys` writes.
const (
	serviceKeyFile = "meili-service-key"
	indexerKeyFile = "meili-indexer-key"
)

// runKeys makes the two least-privilege keys of Meilisearch, that of the
// service and that of the indexer, and writes each to a file of its own.
func runKeys(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("finder keys", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("out", "", "`folder` that the key files are written to")
	if err := flags.Parse(args); err != nil {
		return usageCode(err)
	}
	url, master, err := masterAccess()
	if err != nil || *out == "" || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "finder keys: --out, FINDER_MEILI_URL and FINDER_MEILI_MASTER_KEY (or FINDER_MEILI_MASTER_KEY_FILE) are needed")
		return exitUsage
	}
	if err := writeKeys(ctx, url, master, *out); err != nil {
		fmt.Fprintf(stderr, "finder keys: %v\n", err)
		return exitFailed
	}
	fmt.Fprintf(stdout, "wrote %s and %s to %s\n", serviceKeyFile, indexerKeyFile, *out)
	return exitOK
}

func masterAccess() (url, master string, err error) {
	url, master = os.Getenv("FINDER_MEILI_URL"), os.Getenv("FINDER_MEILI_MASTER_KEY")
	if path := os.Getenv("FINDER_MEILI_MASTER_KEY_FILE"); master == "" && path != "" {
		b, err := os.ReadFile(path)
		if err != nil {
			return "", "", err
		}
		master = strings.TrimSpace(string(b))
	}
	if url == "" || master == "" {
		return "", "", errors.New("not set")
	}
	return url, master, nil
}

func writeKeys(ctx context.Context, url, master, dir string) error {
	service, indexer, err := meili.Setup(ctx, url, master)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for name, key := range map[string]string{serviceKeyFile: service, indexerKeyFile: indexer} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(key+"\n"), 0o600); err != nil {
			return err
		}
	}
	return nil
}
