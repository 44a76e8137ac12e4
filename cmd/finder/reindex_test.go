package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/meili/server"
	"github.com/physicianfinder/finder/internal/sample"
)

// A weekly is the operator's side of the whole program: source files whose
// every record tells which week they are of, and the indexer as a process.
type weekly struct {
	program string
	ms      *server.Server
	state   string
	rows    [][]string // of the registry, header first
	roster  [][]string
}

func newWeekly(t *testing.T) (w *weekly, serviceKey string) {
	t.Helper()
	needMeilisearch(t)
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	ms, err := server.Start(t.Context(), server.Options{Dir: filepath.Join(t.TempDir(), "meili")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ms.Stop() })
	service, indexer, err := meili.Setup(t.Context(), ms.URL(), ms.MasterKey())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("FINDER_MEILI_URL", ms.URL())
	t.Setenv("FINDER_MEILI_KEY", indexer)
	files, _, err := sample.Write(t.TempDir(), sample.Options{Count: 400, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	return &weekly{
		program: program, ms: ms, state: t.TempDir(),
		rows: readRows(t, files.Registry), roster: readRows(t, files.Roster),
	}, service
}

func readRows(t *testing.T, path string) [][]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// mark is the given name of everybody in a week's files.
func mark(week int) string {
	return "Mark" + string([]byte{'a' + byte(week/26%26), 'a' + byte(week%26)})
}

// files writes the files of a week: the given name of every physician and the
// source of every offering are its mark.
func (w *weekly) files(t *testing.T, week int) (registry, roster string) {
	t.Helper()
	marked := func(rows [][]string, column string) string {
		at := slices.Index(rows[0], column)
		var b bytes.Buffer
		out := csv.NewWriter(&b)
		for i, row := range rows {
			if row = slices.Clone(row); i > 0 {
				row[at] = mark(week)
			}
			_ = out.Write(row)
		}
		out.Flush()
		path := filepath.Join(t.TempDir(), "file.csv")
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return marked(w.rows, "Provider First Name"), marked(w.roster, "source")
}

// index prepares a run of the indexer on the files of a week.
func (w *weekly) index(t *testing.T, week int, flags ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	registry, roster := w.files(t, week)
	cmd := exec.Command(w.program, append([]string{"index", "--quiet", "--nppes", registry, "--roster", roster, "--state", w.state, "--min-keep", "1"}, flags...)...)
	out := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, out
	return cmd, out
}

// serve starts the service as a process and returns its address.
func (w *weekly) serve(t *testing.T, key string) string {
	t.Helper()
	return serveProgram(t, w.program, "FINDER_MEILI_KEY="+key)
}

// serveProgram starts the service of a program as a process, with env, and returns
// its address.
func serveProgram(t *testing.T, program string, env ...string) string {
	t.Helper()
	cmd := exec.Command(program, "serve", "--addr", "127.0.0.1:0")
	cmd.Env = append(append(os.Environ(), env...), "FINDER_RATE=0", "FINDER_DIR="+t.TempDir(), "FINDER_LOG_LEVEL=error")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	base, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if err != nil || !ok {
		t.Fatalf("no ready line but %q: %v", line, err)
	}
	return base
}

// A found is what a reader looks at of an answer.
type found struct {
	Data []struct {
		Name    struct{ Given string }
		Closure *struct{ Source string } `json:"annular_closure"`
	}
	Meta struct {
		Total      int
		Generation string
		Degraded   bool
	}
}

// read makes one search and returns its mark; an answer of several marks, or
// without any card, is an error.
func read(base, query string) (f found, week string, err error) {
	resp, err := http.Get(base + "/v1/physicians?" + query)
	if err != nil {
		return f, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return f, "", fmt.Errorf("answered %d, %v: %s", resp.StatusCode, err, body)
	}
	if err := json.Unmarshal(body, &f); err != nil || len(f.Data) == 0 || f.Meta.Degraded {
		return f, "", fmt.Errorf("%d cards, degraded %t, %v", len(f.Data), f.Meta.Degraded, err)
	}
	week = f.Data[0].Name.Given
	for _, c := range f.Data {
		if c.Name.Given != week || c.Closure != nil && c.Closure.Source != week {
			return f, "", fmt.Errorf("one answer holds %s beside %s, %+v", week, c.Name.Given, c.Closure)
		}
	}
	return f, week, nil
}

// What the readers ask: by place, by place and offering, by name and by words.
var asked = []string{
	"near=40.7,-74&radius=500&page_size=100", "near=34,-118.2&radius=500&page_size=100&page=1", "near=41.9,-87.6&radius=500&annular_closure=offered",
	"q=mark&page_size=100", "q=mark&sort=name&page_size=50", "near=32.8,-96.8&radius=500&sort=name&page_size=100",
}

// A witness checks answers against each other: a generation bears one mark
// for ever, and every question has the same number of answers in all of them.
type witness struct {
	mu     sync.Mutex
	marks  map[string]string // by generation
	totals map[string]int    // by question
	reads  int
}

func (w *witness) check(query string, f found, week string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reads++
	if before, seen := w.marks[f.Meta.Generation]; seen && before != week {
		return fmt.Errorf("generation %s bore %s and bears %s", f.Meta.Generation, before, week)
	}
	w.marks[f.Meta.Generation] = week
	if total, seen := w.totals[query]; seen && total != f.Meta.Total {
		return fmt.Errorf("%s has %d answers and had %d", query, f.Meta.Total, total)
	}
	w.totals[query] = f.Meta.Total
	return nil
}

// Ten readers search through the service while `finder index` runs again and
// again, killed at a random moment before every run that ends. No search
// fails, no answer mixes weeks, none comes out of half an index, and nothing
// of the killed is left.
func TestReindexUnderReaders(t *testing.T) {
	weeks := 3
	if os.Getenv("FINDER_VERIFY") == "1" {
		weeks = 20
	}
	w, key := newWeekly(t)
	run := func(week int) time.Duration {
		t.Helper()
		cmd, out := w.index(t, week, "--take-over") // the one before was killed
		begin := time.Now()
		if err := cmd.Run(); err != nil {
			t.Fatalf("week %d: %v\n%s", week, err, out)
		}
		return time.Since(begin)
	}
	whole := run(0)
	base := w.serve(t, key)
	ctx, cancel := context.WithCancel(t.Context())
	seen := &witness{marks: map[string]string{}, totals: map[string]int{}}
	var readers sync.WaitGroup
	for i := range 10 {
		readers.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				query := asked[n%len(asked)]
				f, week, err := read(base, query)
				if err == nil {
					err = seen.check(query, f, week)
				}
				if err != nil {
					t.Errorf("reader %d: %s: %v", i, query, err)
					return
				}
			}
		})
	}
	random := rand.New(rand.NewPCG(9, 9))
	killed := 0
	for week := 1; week <= weeks; week++ {
		cmd, _ := w.index(t, 2*week-1)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(whole * 3 / 4))))
		_ = cmd.Process.Kill()
		if cmd.Wait() != nil {
			killed++
		}
		whole = run(2 * week)
		if _, now, err := read(base, asked[0]); err != nil {
			t.Errorf("week %d: %v", week, err)
		} else {
			t.Logf("week %d: %s is served", week, now)
		}
	}
	served(t, base, mark(2*weeks))
	cancel()
	readers.Wait()
	w.noLeftovers(t, seen.marks)
	t.Logf("%d weeks, %d indexers killed, %d searches in %d generations", weeks, killed, seen.reads, len(seen.marks))
	if killed == 0 || seen.reads < 20*weeks || len(seen.marks) < weeks {
		t.Error("too little happened to show anything")
	}
}

// served waits until the service answers out of a week's generation.
func served(t *testing.T, base, week string) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		_, now, err := read(base, asked[0])
		if err == nil && now == week {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is served, not %s: %v", now, week, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// noLeftovers looks at the server itself: every index of listings is whole, and
// nobody holds the build lock.
func (w *weekly) noLeftovers(t *testing.T, served map[string]string) {
	t.Helper()
	var indexes struct {
		Results []struct{ UID string }
	}
	w.master(t, "/indexes?limit=1000", &indexes)
	sizes := map[int]bool{}
	for _, x := range indexes.Results {
		generation, listings := strings.CutPrefix(x.UID, "listings_")
		if !listings {
			if x.UID != "finder_live" {
				t.Errorf("%s is left", x.UID)
			}
			continue
		}
		var stats struct{ NumberOfDocuments int }
		w.master(t, "/indexes/"+url.PathEscape(x.UID)+"/stats", &stats)
		sizes[stats.NumberOfDocuments] = true
		t.Logf("%s: %d listings, seen as %q", x.UID, stats.NumberOfDocuments, served[generation])
	}
	if len(sizes) != 1 || sizes[0] {
		t.Errorf("indexes of %v listings are left", sizes)
	}
}

// master asks Meilisearch with the master key.
func (w *weekly) master(t *testing.T, path string, to any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.ms.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.ms.MasterKey())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(to); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s answered %d: %v", path, resp.StatusCode, err)
	}
}

// The same files give the same documents, byte by byte.
func TestRebuildGivesTheSameBytes(t *testing.T) {
	w, _ := newWeekly(t)
	documents := map[string]string{} // by index
	for range 2 {
		cmd, out := w.index(t, 0)
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var indexes struct {
			Results []struct{ UID string }
		}
		w.master(t, "/indexes?limit=100", &indexes)
		for _, x := range indexes.Results {
			if strings.HasPrefix(x.UID, "listings_") && documents[x.UID] == "" {
				var all json.RawMessage
				w.master(t, "/indexes/"+url.PathEscape(x.UID)+"/documents?limit=1000", &all)
				documents[x.UID] = string(all)
			}
		}
	}
	texts := slices.Collect(maps.Values(documents))
	if len(texts) != 2 || texts[0] != texts[1] || len(texts[0]) < 100_000 {
		t.Errorf("%d builds of %d bytes differ, or hold too little", len(texts), len(texts[0]))
	}
	t.Logf("%d bytes", len(texts[0]))
}

// Meilisearch dies while the indexer builds, and comes back before or after
// the indexer has noticed. Either the run fails and says so, and what was live
// is live; or nobody noticed, and the new week is live whole. The next run goes
// through.
func TestMeilisearchRestartsDuringIndex(t *testing.T) {
	w, key := newWeekly(t)
	cmd, out := w.index(t, 0)
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	base := w.serve(t, key)
	served(t, base, mark(0))
	for _, c := range []struct {
		name   string
		before bool // it is back before the indexer hands over a listing
	}{{"back later", false}, {"back at once", true}} {
		t.Run(c.name, func(t *testing.T) {
			registry, roster := w.files(t, 1)
			text, err := os.ReadFile(registry)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(w.program, "index", "--quiet", "--take-over", "--nppes", "-", "--roster", roster, "--state", w.state)
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Process.Kill() })
			if _, err := stdin.Write(text[:len(text)/2]); err != nil { // read when the index of the build is there
				t.Fatal(err)
			}
			w.ms.Kill()
			if c.before {
				restart(t, w.ms)
			}
			if _, err := stdin.Write(text[len(text)/2:]); err != nil {
				t.Fatal(err)
			}
			stdin.Close()
			err = cmd.Wait()
			if !c.before {
				restart(t, w.ms)
			}
			switch {
			case err == nil && c.before: // it went on where it was: the new week is whole
				served(t, base, mark(1))
			case err == nil:
				t.Errorf("the run went through without Meilisearch:\n%s", out.String())
			default:
				if !strings.Contains(out.String(), "as it was") || strings.Contains(out.String(), "panic") {
					t.Errorf("it says: %s", out.String())
				}
				served(t, base, mark(0))
			}
			t.Logf("%v: %s", err, out.String())
		})
	}
	cmd, out = w.index(t, 2, "--take-over")
	if err := cmd.Run(); err != nil {
		t.Fatalf("the run after: %v\n%s", err, out)
	}
	served(t, base, mark(2))
}

func restart(t *testing.T, ms *server.Server) {
	t.Helper()
	if err := ms.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
}
