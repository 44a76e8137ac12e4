package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/physicianfinder/finder/internal/meili"
	meiliserver "github.com/physicianfinder/finder/internal/meili/server"
)

// How often each program runs, in turns; medians are quoted.
const (
	readRounds  = 7
	indexRounds = 3
)

// finderProgram is what `make build` makes.
const finderProgram = "bin/finder"

// A spent is what a program took.
type spent struct {
	wall   time.Duration
	cpu    time.Duration // user and system
	memory int64         // peak resident bytes, 0 where /proc is missing
}

// spend runs a program with its output to a pipe.
func spend(ctx context.Context, env []string, name string, args ...string) (spent, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return spent{}, err
	}
	var s spent
	ended, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		s.memory = watchMemory(cmd.Process.Pid, ended)
	}()
	err := cmd.Wait()
	s.wall = time.Since(start)
	close(ended)
	<-watched
	if err != nil {
		return spent{}, fmt.Errorf("%s: %w: %s", name, err, out.Bytes())
	}
	s.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return s, nil
}

// watchMemory returns the peak of a process's resident memory. Its rusage
// would not do: it remembers the memory of whoever started the process.
func watchMemory(pid int, ended <-chan struct{}) (peak int64) {
	for {
		if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
			_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
			var kilobytes int64
			if _, err := fmt.Sscan(string(rest), &kilobytes); err == nil {
				peak = max(peak, kilobytes<<10)
			}
		}
		select {
		case <-ended:
			return peak
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// median returns the median of what, in seconds, over all runs.
func median(all []spent, what func(spent) time.Duration) float64 {
	var seconds []float64
	for _, s := range all {
		seconds = append(seconds, what(s).Seconds())
	}
	slices.Sort(seconds)
	return seconds[len(seconds)/2]
}

func wall(s spent) time.Duration { return s.wall }
func cpu(s spent) time.Duration  { return s.cpu }

// benchRead reads a registry file of a million rows, one in a hundred of them
// wanted, on one core, against grep for the same codes. Processor time is told
// beside wall time, because on a busy machine a process waits for its turn.
func benchRead(ctx context.Context, s settings) error {
	dir, err := os.MkdirTemp("", "finder-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if _, err := spend(ctx, nil, finderProgram, "sample", "--count", "10000", "--others", "990000", "--out", dir); err != nil {
		return err
	}
	file := filepath.Join(dir, "npidata_pfile.csv")
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	var finder, grep []spent
	var memory int64
	for round := range readRounds + 1 {
		g, err := spend(ctx, []string{"LC_ALL=C"}, "taskset", "-c", "0", "grep", "-cF", "-e", "207T00000X", "-e", "207X00000X", "-e", "207XS0117X", file)
		if err != nil {
			return err
		}
		f, err := spend(ctx, nil, "taskset", "-c", "0", finderProgram, "index", "--nppes", file, "--check")
		if err != nil {
			return err
		}
		if round > 0 { // the first brings the file and the programs into memory
			grep, finder, memory = append(grep, g), append(finder, f), max(memory, f.memory)
		}
	}
	a, b := median(finder, wall), median(grep, wall)
	c, d := median(finder, cpu), median(grep, cpu)
	fmt.Fprintf(s.out, "\nreading %d MB of registry on one core, median of %d: finder %.2f s wall, %.2f s processor (%d MB resident); grep %.2f s, %.2f s; ratio %.2f wall, %.2f processor\n",
		info.Size()>>20, readRounds, a, c, memory>>20, b, d, a/b, c/d)
	return nil
}

// benchIndex builds an index of some 100,000 listings from files, end to end,
// against curl posting the same documents ready-made.
func benchIndex(ctx context.Context, s settings) error {
	dir, err := os.MkdirTemp("", "finder-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if _, err := spend(ctx, nil, finderProgram, "sample", "--count", "45000", "--out", dir); err != nil {
		return err
	}
	var finder, curl []spent
	documents := 0
	for round := range indexRounds {
		ready := filepath.Join(dir, fmt.Sprint("ready", round))
		f, n, err := indexOnce(ctx, dir, ready)
		if err != nil {
			return err
		}
		c, err := curlOnce(ctx, ready)
		if err != nil {
			return err
		}
		finder, curl, documents = append(finder, f), append(curl, c), n
	}
	a, b := median(finder, wall), median(curl, wall)
	fmt.Fprintf(s.out, "\nindexing %d listings: finder, files to live, %.1f s; curl, the same documents ready, %.1f s; ratio %.2f (%s)\n", documents, a, b, a/b, rounds(finder, curl))
	return nil
}

// rounds lists the ratio of each round, to show how far they scatter.
func rounds(a, b []spent) string {
	var each []string
	for i := range a {
		each = append(each, fmt.Sprintf("%.2f", a[i].wall.Seconds()/b[i].wall.Seconds()))
	}
	return strings.Join(each, ", ")
}

// indexOnce runs the indexer into an empty Meilisearch, and leaves the
// documents and settings it made in ready for curlOnce.
func indexOnce(ctx context.Context, files, ready string) (spent, int, error) {
	ms, err := meiliserver.Start(ctx, meiliserver.Options{Dir: ready + ".finder"})
	if err != nil {
		return spent{}, 0, err
	}
	defer ms.Stop()
	_, key, err := meili.Setup(ctx, ms.URL(), ms.MasterKey())
	if err != nil {
		return spent{}, 0, err
	}
	took, err := spend(ctx, []string{"FINDER_MEILI_URL=" + ms.URL(), "FINDER_MEILI_KEY=" + key}, finderProgram, "index",
		"--nppes", filepath.Join(files, "npidata_pfile.csv"), "--practice-locations", filepath.Join(files, "pl_pfile.csv"),
		"--roster", filepath.Join(files, "roster.csv"), "--state", ready+".state")
	if err != nil {
		return spent{}, 0, err
	}
	n, err := export(ctx, ms, ready)
	return took, n, err
}

// export writes the listings of the live generation as NDJSON files of 8 MB,
// as the indexer posts them, and the index settings beside them.
func export(ctx context.Context, ms *meiliserver.Server, ready string) (int, error) {
	if err := os.MkdirAll(ready, 0o755); err != nil {
		return 0, err
	}
	m := meilisearch.New(ms.URL(), meilisearch.WithAPIKey(ms.MasterKey()))
	stats, err := m.GetStatsWithContext(ctx, nil)
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
	if err := os.WriteFile(filepath.Join(ready, "settings.json"), settings, 0o644); err != nil {
		return 0, err
	}
	const page = 5000
	count := 0
	for {
		raw, err := get(ctx, ms, fmt.Sprintf("/indexes/%s/documents?limit=%d&offset=%d", uid, page, count))
		if err != nil {
			return 0, err
		}
		var answer struct{ Results []json.RawMessage }
		if err := json.Unmarshal(raw, &answer); err != nil || len(answer.Results) == 0 {
			return count, err
		}
		var lines []byte
		for _, d := range answer.Results {
			lines = append(append(lines, d...), '\n')
		}
		if err := os.WriteFile(filepath.Join(ready, fmt.Sprintf("%08d.ndjson", count)), lines, 0o644); err != nil {
			return 0, err
		}
		count += len(answer.Results)
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

// curlOnce posts the files that export left, settings first, and waits until
// Meilisearch has indexed them.
func curlOnce(ctx context.Context, ready string) (spent, error) {
	ms, err := meiliserver.Start(ctx, meiliserver.Options{Dir: ready + ".curl"})
	if err != nil {
		return spent{}, err
	}
	defer ms.Stop()
	files, err := filepath.Glob(filepath.Join(ready, "*.ndjson"))
	if err != nil {
		return spent{}, err
	}
	slices.Sort(files)
	start := time.Now()
	curl := func(method, path, contentType, file string) error {
		_, err := spend(ctx, nil, "curl", "-sS", "--fail", "-X", method, ms.URL()+path, "-H", "Authorization: Bearer "+ms.MasterKey(),
			"-H", "Content-Type: "+contentType, "--data-binary", "@"+file)
		return err
	}
	if err := curl("PATCH", "/indexes/ready/settings", "application/json", filepath.Join(ready, "settings.json")); err != nil {
		return spent{}, err
	}
	for _, file := range files {
		if err := curl("POST", "/indexes/ready/documents?primaryKey=id", "application/x-ndjson", file); err != nil {
			return spent{}, err
		}
	}
	err = awaitIdle(ctx, meilisearch.New(ms.URL(), meilisearch.WithAPIKey(ms.MasterKey())))
	return spent{wall: time.Since(start)}, err
}
