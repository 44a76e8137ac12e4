package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/physicianfinder/finder/internal/meili"
	meiliserver "github.com/physicianfinder/finder/internal/meili/server"
)

// indexRounds is how often the indexer and curl run, one after the other; the
// median of the ratios of these pairs is quoted.
const indexRounds = 5

// An indexing is what filling an empty Meilisearch took.
type indexing struct {
	spent               // by the program that filled it; wall: until all was done
	server, first, last time.Duration
	// server is the processor time of Meilisearch, first and last are when it
	// began with the first documents and had done the last, after the start.
}

// benchIndex builds an index of some 100,000 listings from files, end to end,
// against curl posting the same documents ready-made. Each fills a Meilisearch
// that has just been started. Who goes first in a pair changes, because a
// machine that others use is slower at one time than at another.
func benchIndex(ctx context.Context, s settings) error {
	dir, err := os.MkdirTemp("", "finder-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if _, err := spend(ctx, nil, finderProgram, "sample", "--count", "45000", "--out", dir); err != nil {
		return err
	}
	documents := 0
	indexer := func(ctx context.Context, ms *meiliserver.Server, key string) (spent, error) {
		return runIndexer(ctx, ms, key, dir)
	}
	// The first run brings everything into memory, and makes curl's documents.
	_, err = fill(ctx, indexer, func(ms *meiliserver.Server) error {
		documents, err = export(ctx, ms, dir)
		return err
	})
	if err != nil {
		return err
	}
	curl := func(ctx context.Context, ms *meiliserver.Server, _ string) (spent, error) {
		return runCurl(ctx, ms, dir)
	}
	var finders, curls []indexing
	var ratios []float64
	for round := range indexRounds {
		var pair [2]indexing // finder, curl
		for i := range pair {
			who := (i + round) % len(pair)
			if pair[who], err = fill(ctx, []filler{indexer, curl}[who], nil); err != nil {
				return err
			}
		}
		finders, curls = append(finders, pair[0]), append(curls, pair[1])
		ratios = append(ratios, pair[0].wall.Seconds()/pair[1].wall.Seconds())
	}
	fmt.Fprintf(s.out, "\nindexing %d listings, %d pairs by turns\n\n", documents, indexRounds)
	fmt.Fprint(s.out, "| medians in seconds | all | its processor | Meilisearch's | before the first documents | after the last |\n|---|---|---|---|---|---|\n")
	indexRow(s.out, "finder, files to live", finders)
	indexRow(s.out, "curl, the same documents ready", curls)
	fmt.Fprintf(s.out, "\nratio %.2f (%.2f)\n", median(ratios, func(r float64) float64 { return r }), ratios)
	return nil
}

func indexRow(out io.Writer, name string, all []indexing) {
	of := func(what func(indexing) time.Duration) float64 {
		return median(all, func(x indexing) float64 { return what(x).Seconds() })
	}
	fmt.Fprintf(out, "| %s | %.2f | %.2f | %.2f | %.2f | %.2f |\n", name,
		of(func(x indexing) time.Duration { return x.wall }), of(func(x indexing) time.Duration { return x.cpu }),
		of(func(x indexing) time.Duration { return x.server }), of(func(x indexing) time.Duration { return x.first }),
		of(func(x indexing) time.Duration { return x.wall - x.last }))
}

// A filler fills a Meilisearch; key is the indexer's.
type filler func(ctx context.Context, ms *meiliserver.Server, key string) (spent, error)

// fill runs f on a Meilisearch of its own, and after on what it has filled.
func fill(ctx context.Context, f filler, after func(*meiliserver.Server) error) (x indexing, err error) {
	dir, err := os.MkdirTemp("", "finder-bench")
	if err != nil {
		return x, err
	}
	defer os.RemoveAll(dir)
	ms, err := meiliserver.Start(ctx, meiliserver.Options{Dir: dir})
	if err != nil {
		return x, err
	}
	defer ms.Stop()
	_, key, err := meili.Setup(ctx, ms.URL(), ms.MasterKey())
	if err != nil {
		return x, err
	}
	idle, err := processorTime(ms.PID())
	if err != nil {
		return x, err
	}
	start := time.Now()
	if x.spent, err = f(ctx, ms, key); err != nil {
		return x, err
	}
	x.wall = time.Since(start)
	busy, err := processorTime(ms.PID())
	if err != nil {
		return x, err
	}
	x.server = busy - idle
	if x.first, x.last, err = documentTasks(ctx, ms, start); err != nil || after == nil {
		return x, err
	}
	return x, after(ms)
}

// processorTime returns what a process has used so far.
func processorTime(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The fields follow the name, which stands in parentheses.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	const user, system, tick = 11, 12, 10 * time.Millisecond
	var sum time.Duration
	for _, i := range []int{user, system} {
		n, err := strconv.Atoi(fields[i])
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n) * tick
	}
	return sum, nil
}

// documentTasks returns when Meilisearch began with the first listings and
// when it had done the last, after start.
func documentTasks(ctx context.Context, ms *meiliserver.Server, start time.Time) (first, last time.Duration, err error) {
	raw, err := get(ctx, ms, "/tasks?limit=1000&types=documentAdditionOrUpdate")
	if err != nil {
		return 0, 0, err
	}
	var tasks struct {
		Results []struct {
			StartedAt, FinishedAt time.Time
			Details               struct{ ReceivedDocuments int }
		}
	}
	if err := json.Unmarshal(raw, &tasks); err != nil {
		return 0, 0, err
	}
	for _, t := range tasks.Results {
		if t.Details.ReceivedDocuments > 2 { // the lock and the pointer are documents too
			if began := t.StartedAt.Sub(start); first == 0 || began < first {
				first = began
			}
			last = max(last, t.FinishedAt.Sub(start))
		}
	}
	return first, last, nil
}

// runIndexer runs the indexer on the files in dir, with a state of its own.
func runIndexer(ctx context.Context, ms *meiliserver.Server, key, dir string) (spent, error) {
	state, err := os.MkdirTemp(dir, "state")
	if err != nil {
		return spent{}, err
	}
	return spend(ctx, []string{"FINDER_MEILI_URL=" + ms.URL(), "FINDER_MEILI_KEY=" + key}, finderProgram, "index",
		"--nppes", filepath.Join(dir, "npidata_pfile.csv"), "--practice-locations", filepath.Join(dir, "pl_pfile.csv"),
		"--roster", filepath.Join(dir, "roster.csv"), "--state", state)
}

// exportBytes is the size of the files of documents: that of the batches which
// the indexer posts. Larger and smaller ones take Meilisearch as long.
const exportBytes = 8 << 20

// export writes the listings of the live generation as NDJSON files, and the
// index settings beside them, into dir for runCurl.
func export(ctx context.Context, ms *meiliserver.Server, dir string) (count int, err error) {
	m := meilisearch.New(ms.URL(), meilisearch.WithAPIKey(ms.MasterKey()))
	stats, err := m.GetStats(ctx, nil)
	if err != nil {
		return 0, err
	}
	uid := ""
	for name := range stats.Indexes {
		if strings.HasPrefix(name, "listings_") {
			uid = name
		}
	}
	settings, err := get(ctx, ms, "/indexes/"+uid+"/settings")
	if err != nil {
		return 0, err
	}
	if err := os.WriteFile(filepath.Join(dir, "settings.json"), settings, 0o644); err != nil {
		return 0, err
	}
	var lines []byte
	for files := 0; ; {
		raw, err := get(ctx, ms, fmt.Sprintf("/indexes/%s/documents?limit=1000&offset=%d", uid, count))
		if err != nil {
			return 0, err
		}
		var answer struct{ Results []json.RawMessage }
		if err := json.Unmarshal(raw, &answer); err != nil {
			return 0, err
		}
		for _, d := range answer.Results {
			lines = append(append(lines, d...), '\n')
		}
		count += len(answer.Results)
		if len(lines) >= exportBytes || len(answer.Results) == 0 {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d.ndjson", files)), lines, 0o644); err != nil {
				return 0, err
			}
			lines, files = nil, files+1
		}
		if len(answer.Results) == 0 {
			return count, nil
		}
	}
}

func get(ctx context.Context, ms *meiliserver.Server, path string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, ms.URL()+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+ms.MasterKey())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// runCurl posts the files that export left, settings first, and waits until
// Meilisearch has indexed them.
func runCurl(ctx context.Context, ms *meiliserver.Server, dir string) (sum spent, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.ndjson"))
	if err != nil {
		return sum, err
	}
	slices.Sort(files)
	curl := func(method, path, contentType, file string) error {
		s, err := spend(ctx, nil, "curl", "-sS", "--fail", "-X", method, ms.URL()+path, "-H", "Authorization: Bearer "+ms.MasterKey(),
			"-H", "Content-Type: "+contentType, "-H", "Expect:", "--data-binary", "@"+file)
		sum.cpu += s.cpu
		return err
	}
	if err := curl("PATCH", "/indexes/ready/settings", "application/json", filepath.Join(dir, "settings.json")); err != nil {
		return sum, err
	}
	for _, file := range files {
		if err := curl("POST", "/indexes/ready/documents?primaryKey=id", "application/x-ndjson", file); err != nil {
			return sum, err
		}
	}
	return sum, awaitIdle(ctx, meilisearch.New(ms.URL(), meilisearch.WithAPIKey(ms.MasterKey())))
}
