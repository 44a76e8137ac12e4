package meili

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// TestThroughput builds and publishes listings, everything included, and posts
// the same documents, ready-made, with curl. The best of a few rounds of each
// counts, because other work on the machine only ever adds.
func TestThroughput(t *testing.T) {
	count, limit := 10_000, 3.0 // small: verifying and publishing weigh more
	if os.Getenv("FINDER_VERIFY") == "1" {
		count, limit = 100_000, 1.15
	}
	curl, err := exec.LookPath("curl")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	b := startServer(t)
	listings := randomListings(seeded(50), count) // names as manifold as in life
	files := ndjsonFiles(t, listings)
	ours, theirs := time.Hour, time.Hour
	ratio := 0.0
	for range 6 {
		ours = min(ours, b.timeBuild(t, listings))
		theirs = min(theirs, b.timeCurl(t, curl, files))
		ratio = float64(ours) / float64(theirs)
		t.Logf("%d listings: built and published in %v, posted with curl in %v, ratio %.2f", len(listings), ours, theirs, ratio)
		if ratio <= limit {
			return
		}
	}
	t.Errorf("building takes %.2f times as long as posting, at most %.2f", ratio, limit)
}

// ndjsonFiles writes the documents into files of one batch each.
func ndjsonFiles(t *testing.T, listings []directory.Listing) []string {
	t.Helper()
	var files []string
	for batch := range slices.Chunk(listings, batchDocuments) {
		d := newDocumenter()
		for i := range batch {
			if _, err := d.append(&batch[i]); err != nil {
				t.Fatal(err)
			}
		}
		file := filepath.Join(t.TempDir(), strconv.Itoa(len(files)))
		if err := os.WriteFile(file, d.take(), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

func (b *bench) timeBuild(t *testing.T, listings []directory.Listing) time.Duration {
	t.Helper()
	checks := checksOf(listings)
	start := time.Now()
	w := b.writer(t, WriterOptions{})
	for some := range slices.Chunk(listings, 500) {
		if err := w.Add(t.Context(), some); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Publish(t.Context(), checks); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

// timeCurl posts the files and waits until the last is indexed. Making the
// index and its settings is not counted.
func (b *bench) timeCurl(t *testing.T, curl string, files []string) time.Duration {
	t.Helper()
	c := b.master(t)
	uid := listingsIndex + "curl"
	if err := c.createIndex(t.Context(), "making an index", uid); err != nil {
		t.Fatal(err)
	}
	if err := c.set(t.Context(), uid, settings); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	var task struct{ TaskUID int64 }
	for _, file := range files {
		answer, err := exec.CommandContext(t.Context(), curl, "-sS", "--data-binary", "@"+file,
			"-H", "Content-Type: application/x-ndjson", "-H", "Authorization: Bearer "+b.MasterKey(),
			b.URL()+"/indexes/"+uid+"/documents").Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(answer, &task); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.await(t.Context(), "indexing", task.TaskUID); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	if err := c.dropIndex(t.Context(), uid); err != nil {
		t.Fatal(err)
	}
	return took
}
