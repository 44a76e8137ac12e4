package meili

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/meilisearch/meilisearch-go"
)

// A lateClock shows the server's clock as if it were later.
type lateClock struct {
	http.RoundTripper
	by time.Duration
}

func (l lateClock) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	now, err := http.ParseTime(resp.Header.Get("Date"))
	resp.Header.Set("Date", now.Add(l.by).Format(http.TimeFormat))
	return resp, err
}

// later returns the indexer's configuration for a time two hours later.
func (b *bench) later() Config {
	c := b.indexer
	c.Transport = lateClock{NewTransport(), 2 * time.Hour}
	return c
}

// hourly is for an indexer that shows no life for as long as a test takes.
var hourly = WriterOptions{LockTTL: time.Hour}

// mustBeLocked sees that there are just these locks.
func (b *bench) mustBeLocked(t *testing.T, want ...string) {
	t.Helper()
	locks, err := b.master(t).locks(t.Context())
	if diff := gocmp.Diff(append([]string{}, want...), append([]string{}, locks...)); err != nil || diff != "" {
		t.Errorf("locks: %v\n%s", err, diff)
	}
}

// mustPublish adds 30 listings to w and publishes them.
func (b *bench) mustPublish(t *testing.T, w *Writer) {
	t.Helper()
	listings := randomListings(seeded(20), 30)
	if err := w.Add(t.Context(), listings); err != nil {
		t.Fatal(err)
	}
	id, err := w.Publish(t.Context(), checksOf(listings))
	if err != nil {
		t.Fatal(err)
	}
	b.mustBeLive(t, id, len(listings))
}

// refused sees that o gets a *BusyError from everything that needs the lock.
func refused(t *testing.T, on Config, o WriterOptions) *BusyError {
	t.Helper()
	var busy *BusyError
	if _, err := Rollback(t.Context(), on, o); !errors.As(err, &busy) {
		t.Errorf("Rollback = %v, want a BusyError", err)
	}
	if _, err := NewWriter(t.Context(), []Config{on}, o); !errors.As(err, &busy) {
		t.Fatalf("NewWriter = %v, want a BusyError", err)
	}
	return busy
}

func TestSecondIndexerRefuses(t *testing.T) {
	b := startServer(t)
	w := b.writer(t, hourly)
	text := refused(t, b.indexer, hourly).Error()
	for _, want := range []string{fmt.Sprintf("process %d on ", os.Getpid()), time.Now().UTC().Format("2006-01-"), "its lock ends in "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
	b.mustBeLocked(t, w.targets[0].lock.uid)
	b.mustPublish(t, w) // the first goes on undisturbed
}

// TestOneOfMany starts many indexers in the same moment.
func TestOneOfMany(t *testing.T) {
	b := startServer(t)
	var won atomic.Int32
	var all sync.WaitGroup
	var winner atomic.Pointer[Writer]
	for range 8 {
		all.Go(func() {
			w, err := NewWriter(t.Context(), []Config{b.indexer}, hourly)
			var busy *BusyError
			switch {
			case err == nil:
				won.Add(1)
				winner.Store(w)
			case !errors.As(err, &busy):
				t.Errorf("NewWriter = %v, want a BusyError", err)
			}
		})
	}
	all.Wait()
	if n := won.Load(); n != 1 {
		t.Fatalf("%d of 8 indexers build at once", n)
	}
	b.mustBeLocked(t, winner.Load().targets[0].lock.uid)
	b.mustPublish(t, winner.Load())
}

// TestSilentIndexer takes over from one that shows no life, and sees that it
// cannot publish when it comes back, nor take the lock with it.
func TestSilentIndexer(t *testing.T) {
	b := startServer(t)
	silent := b.writer(t, hourly)
	listings := randomListings(seeded(21), 30)
	if err := silent.Add(t.Context(), listings); err != nil {
		t.Fatal(err)
	}
	refused(t, b.indexer, hourly)
	b.indexer = b.later()
	w := b.writer(t, hourly)
	held := w.targets[0].lock.uid
	b.mustBeLocked(t, held)
	if err := silent.targets[0].lock.beat(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := silent.Publish(t.Context(), checksOf(listings)); err == nil {
		t.Error("the silent indexer published over the one that took over")
	}
	if err := silent.Discard(t.Context()); err != nil {
		t.Errorf("Discard of the silent indexer: %v", err)
	}
	b.mustBeLocked(t, held)
	b.mustPublish(t, w)
}

// TestBeats shows life at the end of the time to live, again and again.
func TestBeats(t *testing.T) {
	b := startServer(t)
	held := b.writer(t, hourly).targets[0].lock
	beaten := func() int {
		tasks, _, err := b.master(t).tasks(t.Context(), "types=documentDeletion&indexUids="+held.uid)
		if err != nil {
			t.Fatal(err)
		}
		return len(tasks)
	}
	if n := beaten(); n != 0 {
		t.Fatalf("%d beats before the first", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	more := &lock{c: held.c, uid: held.uid, beats: make(chan struct{})}
	ticks := make(chan time.Time)
	go more.keep(ctx, ticks)
	for range 4 { // when the fourth is taken, the third beat is sent
		ticks <- time.Time{}
	}
	cancel()
	<-more.beats
	if n := beaten(); n != 3 && n != 4 {
		t.Errorf("%d beats in four ticks, the last of them cut short", n)
	}
	if silent, err := held.c.silence(t.Context(), held.uid); err != nil || silent >= time.Hour {
		t.Errorf("just after a beat it is silent for %v, %v", silent, err)
	}
}

// TestLateLock finds no lock, and then that somebody else's was made first.
func TestLateLock(t *testing.T) {
	b := startServer(t)
	c := b.master(t)
	first := lockName("20260102T030405006Z-abcdef")
	var once sync.Once
	b.indexer.URL = b.proxy(t, func(r *http.Request) { // just before the lock is made
		if r.Method == http.MethodPost && r.URL.Path == "/indexes" {
			once.Do(func() {
				if err := c.createIndex(context.Background(), "being first", first); err != nil {
					t.Error(err)
				}
			})
		}
	})
	refused(t, b.indexer, hourly)
	b.mustBeLocked(t, first)
	b.indexer = b.later() // the first has died
	b.mustPublish(t, b.writer(t, hourly))
}

// TestLaterLock holds a lock when somebody makes another, which they give up
// as soon as they see the first.
func TestLaterLock(t *testing.T) {
	b := startServer(t)
	w := b.writer(t, hourly)
	if err := b.master(t).createIndex(t.Context(), "being second", lockName("20260102T030405006Z-abcdef")); err != nil {
		t.Fatal(err)
	}
	listings := randomListings(seeded(23), 30)
	if err := w.Add(t.Context(), listings); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(t.Context(), checksOf(listings)); err != nil {
		t.Error(err)
	}
}

// TestTakeOver takes over from an indexer that was alive just now.
func TestTakeOver(t *testing.T) {
	b := startServer(t)
	live := randomListings(seeded(22), 20)
	id := b.publish(t, live)
	w := b.writer(t, hourly)
	if err := w.Add(t.Context(), live); err != nil {
		t.Fatal(err)
	}
	if err := w.finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := b.writer(t, WriterOptions{TakeOver: true})
	if err := next.finish(t.Context()); err != nil { // it has swept
		t.Fatal(err)
	}
	if err := w.point(t.Context(), summary{}); !errors.Is(err, errLost) {
		t.Errorf("point = %v, want errLost", err)
	}
	if err := w.Discard(t.Context()); err != nil {
		t.Error(err)
	}
	if err := next.Discard(t.Context()); err != nil {
		t.Error(err)
	}
	b.mustBeLive(t, id, len(live))
}

// TestOldLocks takes over locks of which the server knows no task any more,
// and of names that lockName does not give.
func TestOldLocks(t *testing.T) {
	b := startServer(t)
	c := b.master(t)
	for _, name := range []string{lockName("20200102T030405006Z-abcdef"), lockIndex + "7"} {
		if err := c.createIndex(t.Context(), "being old", name); err != nil {
			t.Fatal(err)
		}
	}
	if text := refused(t, b.indexer, WriterOptions{}).Error(); !strings.Contains(text, "another indexer is building") {
		t.Error(text)
	}
	cleared, err := c.sdk.DeleteTasks(t.Context(), &meilisearch.DeleteTasksQuery{Statuses: []meilisearch.TaskStatus{meilisearch.TaskStatusSucceeded}})
	if err == nil {
		err = c.await(t.Context(), "clearing tasks away", cleared.TaskUID)
	}
	if err != nil {
		t.Fatal(err)
	}
	b.mustPublish(t, b.writer(t, hourly))
}

func TestLockName(t *testing.T) {
	const build = "20260102T030405006Z-abcdef"
	name := lockName(build)
	if strings.Trim(strings.TrimPrefix(name, lockIndex), "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") != "" {
		t.Errorf("%q is no name of an index", name)
	}
	owner, built, since := readLockName(name)
	if built != build || !since.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) || !strings.HasPrefix(owner, fmt.Sprintf("process %d on ", os.Getpid())) {
		t.Errorf("%q read back: %q, %q, %v", name, owner, built, since)
	}
	for _, other := range []string{"7", "", "x_y_z", "20260102T030405006Z-abcdef", "20269902T030405006Z-abcdef_a_1"} {
		if owner, built, since := readLockName(lockIndex + other); owner != "" || built != "" || !since.IsZero() {
			t.Errorf("%q read: %q, %q, %v", other, owner, built, since)
		}
	}
}
