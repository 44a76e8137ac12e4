package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	meiliserver "github.com/physicianfinder/finder/internal/meili/server"
)

// built is the program under test, built once.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "finder-cluster")
	if err != nil {
		return "", err
	}
	return Build(context.Background(), dir)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := built(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// full reports whether tests run at their full counts.
func full() bool { return os.Getenv("FINDER_VERIFY") == "1" }

// rounds is how often something is done: short, or in full.
func rounds(short, long int) int {
	if full() {
		return long
	}
	return short
}

// need fails on CI and skips elsewhere when err says that a part is missing.
func need(t testing.TB, err, missing error) {
	t.Helper()
	if errors.Is(err, missing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// start starts a cluster with the sample published, in a folder of its own.
func start(t testing.TB) *Cluster {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	c, err := Start(t.Context(), program, t.TempDir())
	need(t, err, meiliserver.ErrNoProgram)
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	files, err := c.Sample(t.Context(), "files", 300, 9)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Index(t.Context(), files...); err != nil {
		t.Fatal(err)
	}
	return c
}

// serve starts a replica that ends with the test.
func serve(t testing.TB, c *Cluster, env ...string) *Replica {
	t.Helper()
	r, err := c.Serve(t.Context(), env...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Stop(); err != nil {
			t.Logf("%v\n%s", err, r.Log())
		}
	})
	awaitWhole(t, r)
	return r
}

// A reply is what came back for a request.
type reply struct {
	status int
	header http.Header
	body   []byte
	took   time.Duration
}

// patient waits longer than the service may take to answer.
var patient = &http.Client{Timeout: 20 * time.Second}

func get(t testing.TB, address string) reply {
	t.Helper()
	begin := time.Now()
	res, err := patient.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return reply{res.StatusCode, res.Header, body, time.Since(begin)}
}

// An answer is what the tests look at in a search's answer.
type answer struct {
	Data []map[string]any
	Meta struct {
		Total      int
		Generation string
		Degraded   bool
	}
}

func decoded(t testing.TB, r reply) answer {
	t.Helper()
	var a answer
	if err := json.Unmarshal(r.body, &a); err != nil || r.status != http.StatusOK {
		t.Fatalf("answered %d: %v\n%s", r.status, err, r.body)
	}
	return a
}

// places are searches that need no words and so no Meilisearch once warm.
var places = []string{
	"/v1/physicians?near=60601&radius=300",
	"/v1/physicians?near=10001&radius=200&specialty=spine-surgery",
	"/v1/physicians?near=Dallas,+TX&radius=400&annular_closure=offered&page_size=50",
	"/v1/physicians?near=94103&radius=500&specialty=neurosurgery&unit=km",
}

// asked counts the searches by name, so that no two are alike.
var asked atomic.Int64

// textSearch needs Meilisearch: nobody has asked for these words before.
func textSearch() string {
	n := asked.Add(1)
	return fmt.Sprintf("/v1/physicians?near=60601&radius=500&q=ander%c%c%c", 'a'+n/676%26, 'a'+n/26%26, 'a'+n%26)
}

// ofGeneration is by what a link to another page is pinned to a generation.
var ofGeneration = regexp.MustCompile(`generation=[^&]*&`)

// same is an answer without what may differ between two tellings of the same.
func same(t testing.TB, r reply) map[string]any {
	t.Helper()
	var a map[string]any
	if err := json.Unmarshal(r.body, &a); err != nil || r.status != http.StatusOK {
		t.Fatalf("answered %d: %v\n%s", r.status, err, r.body)
	}
	delete(a, "request_id")
	if links, ok := a["links"].(map[string]any); ok {
		if next, ok := links["next"].(string); ok {
			links["next"] = ofGeneration.ReplaceAllString(next, "")
		}
	}
	if warnings, ok := a["warnings"].([]any); ok {
		a["warnings"] = slices.DeleteFunc(warnings, func(w any) bool { return w.(map[string]any)["code"] == "degraded" })
	}
	if meta, ok := a["meta"].(map[string]any); ok {
		delete(meta, "degraded")
		delete(meta, "generation")
	}
	return a
}

// record asks every place search and keeps the answers; at least one must
// have found somebody.
func record(t testing.TB, base string) []map[string]any {
	t.Helper()
	var all []map[string]any
	found := 0
	for _, p := range places {
		r := get(t, base+p)
		found += decoded(t, r).Meta.Total
		all = append(all, same(t, r))
	}
	if found == 0 {
		t.Fatal("nobody is found: nothing is tested")
	}
	return all
}

// holds sees that the place searches are answered as before, each within d.
func holds(t testing.TB, base string, before []map[string]any, d time.Duration) {
	t.Helper()
	for i, p := range places {
		r := get(t, base+p)
		if diff := cmp.Diff(before[i], same(t, r)); diff != "" {
			t.Errorf("%s answers otherwise (-before +after):\n%s", p, diff)
		}
		if r.took > d {
			t.Errorf("%s takes %s, at most %s", p, r.took, d)
		}
	}
}

// refusedWithLine sees that a refusal says when to come back and names the
// telephone line.
func refusedWithLine(t testing.TB, r reply) {
	t.Helper()
	if r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") == "" || !strings.Contains(string(r.body), "844-288-7474") {
		t.Errorf("answered %d, Retry-After %q: %s", r.status, r.header.Get("Retry-After"), r.body)
	}
}

// eventually waits until ok says yes, up to d.
func eventually(t testing.TB, d time.Duration, what string, ok func() bool) time.Duration {
	t.Helper()
	begin := time.Now()
	for !ok() {
		if time.Since(begin) > d {
			t.Fatalf("after %s still not: %s", d, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return time.Since(begin)
}

// A standing is what /readyz says.
type standing struct {
	Generation string
	Degraded   bool
	Detail     string
}

func readyz(t testing.TB, base string) (standing, int) {
	t.Helper()
	r := get(t, base+"/readyz")
	var s standing
	if err := json.Unmarshal(r.body, &s); err != nil {
		t.Fatalf("readyz: %v\n%s", err, r.body)
	}
	return s, r.status
}

// awaitWhole waits until a replica is whole: not degraded, words answered.
func awaitWhole(t testing.TB, r *Replica) time.Duration {
	t.Helper()
	return eventually(t, 30*time.Second, "replica is whole", func() bool {
		s, status := readyz(t, r.URL)
		return status == http.StatusOK && !s.Degraded && get(t, r.URL+textSearch()).status == http.StatusOK
	})
}
