package meili

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestRights holds what is found out of a key to what it was made with, and the
// finding out to changing nothing.
func TestRights(t *testing.T) {
	b := startServer(t)
	b.publish(t, randomListings(seeded(11), 20))
	master := Config{URL: b.URL(), Key: b.MasterKey()}
	before := tasksOf(t, b)
	version, err := Version(t.Context(), master)
	if err != nil {
		t.Fatal(err)
	}
	indexers := slices.DeleteFunc(IndexerActions(), func(action string) bool {
		return action == "indexes.delete" || action == VersionAction && !strings.HasPrefix(version, OldestTried+".")
	})
	every := slices.DeleteFunc(append(IndexerActions(), EveryKey, Elsewhere), func(action string) bool { return action == "indexes.delete" })
	for name, c := range map[string]struct {
		on   Config
		want []string
	}{
		"service": {b.service, ServiceActions()},
		"indexer": {b.indexer, indexers},
		"master":  {master, every},
		"no such": {Config{URL: b.URL(), Key: "no such key"}, nil},
		"none":    {Config{URL: b.URL()}, nil},
	} {
		have, err := Rights(t.Context(), c.on)
		slices.Sort(have)
		slices.Sort(c.want)
		if diff := cmp.Diff(c.want, have); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +have):\n%s", name, err, diff)
		}
	}
	if after := tasksOf(t, b); after != before {
		t.Errorf("asking for rights made %d tasks", after-before)
	}
	if told, err := Version(t.Context(), b.indexer); slices.Contains(indexers, VersionAction) && (err != nil || told != version) {
		t.Errorf("the indexer is told version %q, %v, and it is %s", told, err, version)
	}
	if !strings.HasPrefix(version, OldestTried+".") && !strings.HasPrefix(version, NewestTried+".") {
		t.Errorf("version %s is neither %s nor %s", version, OldestTried, NewestTried)
	}
	if now, err := Reach(t.Context(), b.URL()); err != nil || time.Since(now).Abs() > time.Minute {
		t.Errorf("the server's clock says %s, %v", now, err)
	}
}

func tasksOf(t *testing.T, b *bench) int64 {
	t.Helper()
	tasks, _, err := b.master(t).tasks(t.Context(), "limit=1")
	if err != nil || len(tasks) == 0 {
		t.Fatalf("tasks: %v, %v", tasks, err)
	}
	return tasks[0].UID
}

// TestTry asks the questions of a trial of a server that answers them, of one
// whose index is set up otherwise than it was told, and while somebody builds.
// Nothing of it stays.
func TestTry(t *testing.T) {
	b := startServer(t)
	b.publish(t, randomListings(seeded(12), 20))
	kept, err := b.master(t).indexes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := Try(t.Context(), b.indexer, time.Now()); err != nil {
		t.Error(err)
	}
	deaf := Config{Key: b.indexer.Key, URL: b.proxy(t, func(r *http.Request) {
		if r.Method == http.MethodPatch {
			r.Body = io.NopCloser(bytes.NewReader([]byte(strings.Repeat(" ", int(r.ContentLength)-2) + "{}")))
		}
	})}
	if err := Try(t.Context(), deaf, time.Now()); err == nil {
		t.Error("an index without its settings answers every question")
	}
	w := b.writer(t, WriterOptions{})
	if err := Try(t.Context(), b.indexer, time.Now()); !errors.As(err, new(*BusyError)) {
		t.Errorf("while somebody builds: %v", err)
	}
	if err := w.Discard(t.Context()); err != nil {
		t.Error(err)
	}
	left, err := b.master(t).indexes(t.Context())
	if diff := cmp.Diff(kept, left); err != nil || diff != "" {
		t.Errorf("%v (-before +after):\n%s", err, diff)
	}
}
