package fetch

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// epoch is when the tests begin.
var epoch = time.Date(2026, 9, 22, 8, 0, 0, 0, time.UTC)

// A publisher is a source that a test controls. Its files are served as the
// real ones are: ranges, conditions, strong ETags.
type publisher struct {
	*httptest.Server
	mu     sync.Mutex
	files  map[string][]byte // by path
	asked  map[string]int    // requests by path
	ranges []string          // Range headers, in order
	sent   int64             // bytes of bodies
	// fault may answer in place of the publisher: n counts the requests for
	// the path from 1. It returns false to leave the answer to it.
	fault func(n int, w http.ResponseWriter, r *http.Request) bool
}

func newPublisher(t testing.TB) *publisher {
	p := &publisher{files: map[string][]byte{}, asked: map[string]int{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked[r.URL.Path]++
	n, fault := p.asked[r.URL.Path], p.fault
	if v := r.Header.Get("Range"); v != "" {
		p.ranges = append(p.ranges, v)
	}
	p.mu.Unlock()
	if fault == nil || !fault(n, w, r) {
		p.serve(&counted{ResponseWriter: w, p: p}, r)
	}
}

func (p *publisher) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	body, ok := p.files[r.URL.Path]
	p.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", etag(body))
	http.ServeContent(w, r, filepath.Base(r.URL.Path), epoch, bytes.NewReader(body))
}

func (p *publisher) put(path string, body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files[path] = body
}

// reset forgets what was asked.
func (p *publisher) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked, p.ranges, p.sent = map[string]int{}, nil, 0
}

func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}

// A counted writer counts the bytes of bodies.
type counted struct {
	http.ResponseWriter
	p *publisher
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.p.mu.Lock()
	c.p.sent += int64(n)
	c.p.mu.Unlock()
	return n, err
}

// A cut writer ends the connection after some bytes.
type cut struct {
	http.ResponseWriter
	left int
}

func (c *cut) Write(b []byte) (int, error) {
	n, _ := c.ResponseWriter.Write(b[:min(len(b), c.left)])
	if c.left -= n; c.left == 0 {
		c.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, nil
}

// A testClock does not wait: it writes down what it was asked to.
type testClock struct {
	mu     sync.Mutex
	slept  []time.Duration
	now    time.Duration
	timers map[int]timer
	next   int
	due    bool // the next timer goes off at once
}

type timer struct {
	at time.Duration
	f  func()
}

func (c *testClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func (c *testClock) AfterFunc(d time.Duration, f func()) func() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.due {
		c.due = false
		f()
		return func() bool { return false }
	}
	if c.timers == nil {
		c.timers = map[int]timer{}
	}
	c.next++
	id := c.next
	c.timers[id] = timer{c.now + d, f}
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.timers, id)
		return true
	}
}

// expire lets the timer that runs, or else the next one, go off.
func (c *testClock) expire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.due = len(c.timers) == 0
	c.fire(func(timer) bool { return true })
}

// advance lets time pass.
func (c *testClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now += d
	c.fire(func(t timer) bool { return t.at <= c.now })
}

func (c *testClock) fire(due func(timer) bool) {
	for id, t := range c.timers {
		if due(t) {
			delete(c.timers, id)
			t.f()
		}
	}
}

// fetcherOf is a run against p that does not wait.
func (p *publisher) fetcherOf(dir string, kinds ...Kind) (*fetcher, *testClock) {
	f := newFetcher(Options{
		Dir: dir, Kinds: kinds, Version: "test", Now: func() time.Time { return epoch },
		NPPESPage: p.URL + "/nppes/NPI_Files.html", DACRecord: p.URL + "/provider-data/api/1/metastore/schemas/dataset/items/mj5m-pzi6",
		NPDManifest: p.URL + "/downloads/manifest.json",
	})
	c := &testClock{}
	f.clock = c
	return f, c
}

// publish puts files of the NPPES and a page that names them.
func (p *publisher) publish(files map[string][]byte) {
	var page strings.Builder
	page.WriteString("<!DOCTYPE html><html><head><title>NPI Files</title></head><body>")
	quote := `"`
	for name, body := range files { // in no order
		p.put("/nppes/"+name, body)
		fmt.Fprintf(&page, "<a href=%s./%s%s>%s</a>\n", quote, name, quote, name)
		if quote == `"` {
			quote = "'"
		}
	}
	p.put("/nppes/NPI_Files.html", []byte(page.String()))
}

// archive makes a zip of members, stored or packed.
func archive(t testing.TB, method uint16, members ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.CreateHeader(&zip.FileHeader{Name: m[0], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(m[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// registry makes an NPPES archive of days (YYYYMMDD) with so many bytes of
// rows, which no packing makes smaller.
func registry(t testing.TB, from, to string, size int) []byte {
	t.Helper()
	rows := make([]byte, size)
	random := rand.New(rand.NewPCG(1, uint64(size)))
	for i := range rows {
		rows[i] = byte(random.Uint32())
	}
	return archive(t, zip.Store,
		[2]string{"npidata_pfile_" + from + "-" + to + "_fileheader.csv", `"NPI"`},
		[2]string{"npidata_pfile_" + from + "-" + to + ".csv", string(rows)})
}

// september is a monthly file as it is published in that month.
const september = "NPPES_Data_Dissemination_September_2026_V2.zip"

// sound fails unless every file under a final name is listed, has the checksum
// of its entry, and is one of those that were published.
func sound(t *testing.T, dir string, published ...[]byte) Manifest {
	t.Helper()
	m, err := ReadManifest(dir)
	if err != nil && !os.IsNotExist(err) && len(m.Files) > 0 {
		t.Fatal(err)
	}
	sums := map[string]bool{}
	for _, b := range published {
		sum := sha256.Sum256(b)
		sums[hex.EncodeToString(sum[:])] = true
	}
	for _, file := range m.Files {
		b, err := os.ReadFile(filepath.Join(dir, file.Name))
		if err != nil {
			t.Errorf("%s is listed: %v", file.Name, err)
			continue
		}
		sum := sha256.Sum256(b)
		if got := hex.EncodeToString(sum[:]); got != file.SHA256 || int64(len(b)) != file.Bytes {
			t.Errorf("%s: %d bytes, %s; listed are %d bytes, %s", file.Name, len(b), got, file.Bytes, file.SHA256)
		}
	}
	for _, name := range lying(t, dir) {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		if !sums[hex.EncodeToString(sum[:])] {
			t.Errorf("%s, %d bytes, is none of the published files", name, len(b))
		}
	}
	return m
}

// lying returns the files under final names.
func lying(t testing.TB, dir string) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*", "*/*"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			info, err := os.Stat(name)
			base := filepath.Base(name)
			if err != nil || info.IsDir() || strings.Contains(base, partSuffix) || base == ManifestFile || base == MetricsFile || strings.HasPrefix(base, ".") {
				continue
			}
			rel, _ := filepath.Rel(dir, name)
			names = append(names, filepath.ToSlash(rel))
		}
	}
	return names
}

func diff(t *testing.T, what string, want, got any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}
