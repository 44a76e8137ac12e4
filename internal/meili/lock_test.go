package meili

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestSecondIndexerRefuses(t *testing.T) {
	b := startServer(t)
	w := b.writer(t, WriterOptions{})
	var busy *BusyError
	_, err := NewWriter(t.Context(), []Config{b.indexer}, WriterOptions{})
	if !errors.As(err, &busy) || !strings.Contains(err.Error(), strconv.Itoa(os.Getpid())) {
		t.Errorf("second NewWriter = %v, want a BusyError that names process %d", err, os.Getpid())
	}
	if _, err := Rollback(t.Context(), b.indexer, WriterOptions{}); !errors.As(err, &busy) {
		t.Errorf("Rollback during a build = %v, want a BusyError", err)
	}
	listings := randomListings(seeded(20), 30) // the first goes on undisturbed
	if err := w.Add(t.Context(), listings); err != nil {
		t.Fatal(err)
	}
	id, err := w.Publish(t.Context(), checksOf(listings))
	if err != nil {
		t.Fatal(err)
	}
	b.mustBeLive(t, id, len(listings))
}

// TestOneOfMany starts many indexers in the same moment.
func TestOneOfMany(t *testing.T) {
	b := startServer(t)
	var won atomic.Int32
	var all sync.WaitGroup
	var winner atomic.Pointer[Writer]
	for range 8 {
		all.Go(func() {
			w, err := NewWriter(t.Context(), []Config{b.indexer}, WriterOptions{})
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
	if err := winner.Load().Discard(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestSilentIndexer takes over from one that shows no life, and sees that it
// cannot publish when it comes back.
func TestSilentIndexer(t *testing.T) {
	b := startServer(t)
	const ttl = 2 * time.Second
	silent := b.writer(t, WriterOptions{LockTTL: time.Hour})
	lock := b.signed(t, silent)
	lock.owner.Process.Machine = "elsewhere" // nobody can see whether it lives
	if err := lock.write(t.Context()); err != nil {
		t.Fatal(err)
	}
	listings := randomListings(seeded(21), 30)
	if err := silent.Add(t.Context(), listings); err != nil {
		t.Fatal(err)
	}
	var busy *BusyError
	if _, err := NewWriter(t.Context(), []Config{b.indexer}, WriterOptions{LockTTL: ttl}); !errors.As(err, &busy) {
		t.Fatalf("NewWriter while the other is silent for a moment: %v, want a BusyError", err)
	}
	time.Sleep(ttl + 2*time.Second) // the server tells its time in whole seconds, and up to one late
	w := b.writer(t, WriterOptions{LockTTL: ttl})
	if _, err := silent.Publish(t.Context(), checksOf(listings)); err == nil {
		t.Error("the silent indexer published over the one that took over")
	}
	if err := silent.Discard(t.Context()); err != nil {
		t.Errorf("Discard of the silent indexer: %v", err)
	}
	if err := b.signed(t, w).check(t.Context()); err != nil {
		t.Errorf("the silent indexer took the lock with it: %v", err)
	}
	if err := w.Add(t.Context(), listings); err != nil {
		t.Fatal(err)
	}
	id, err := w.Publish(t.Context(), checksOf(listings))
	if err != nil {
		t.Fatal(err)
	}
	b.mustBeLive(t, id, len(listings))
}

// signed waits until w has signed its lock.
func (b *bench) signed(t *testing.T, w *Writer) *lock {
	t.Helper()
	l := w.targets[0].lock
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		o, err := b.master(t).lockOwner(t.Context(), l.uid())
		if err != nil {
			t.Fatal(err)
		}
		if o.Token == l.owner.Token {
			return l
		}
		if time.Now().After(end) {
			t.Fatal("the lock is not signed")
		}
	}
}

// TestUnsignedLock takes over from an indexer that died in the instant between
// making the lock and signing it.
func TestUnsignedLock(t *testing.T) {
	b := startServer(t)
	if err := b.master(t).createIndex(t.Context(), "dying", lockUID(1)); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	w := b.writer(t, WriterOptions{})
	if took := time.Since(start); took < signTimeout/2 || took > 3*signTimeout {
		t.Errorf("took over after %v, want about %v", took, signTimeout)
	}
	if n := w.targets[0].lock.number; n != 2 {
		t.Errorf("holds lock %d, want the next number, 2", n)
	}
}

// TestLateSignature signs a lock after somebody else has gone past it.
func TestLateSignature(t *testing.T) {
	b := startServer(t)
	c := b.master(t)
	late, err := c.take(t.Context(), "", time.Now(), DefaultLockTTL)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.createIndex(t.Context(), "taking over", lockUID(2)); err != nil {
		t.Fatal(err)
	}
	if err := late.sign(t.Context()); !errors.Is(err, errLost) {
		t.Errorf("sign = %v, want errLost", err)
	}
	if err := late.release(t.Context()); err != nil {
		t.Error(err)
	}
	if n, err := c.lockNumber(t.Context()); err != nil || n != 2 {
		t.Errorf("lock %d is held, %v; want that of who took over, 2", n, err)
	}
}

// TestLateLock finds no lock, and then that one whose owner has died meanwhile
// was made first.
func TestLateLock(t *testing.T) {
	b := startServer(t)
	c := b.master(t)
	var busy atomic.Bool
	proxy := b.proxy(t, func(r *http.Request) { // just before the lock is made
		if r.Method == http.MethodPost && r.URL.Path == "/indexes" && busy.CompareAndSwap(false, true) {
			if err := c.createIndex(context.Background(), "dying", lockUID(1)); err != nil {
				t.Error(err)
			}
		}
	})
	b.indexer.URL = proxy
	if n := b.writer(t, WriterOptions{}).targets[0].lock.number; n != 2 {
		t.Errorf("holds lock %d, want the next number, 2", n)
	}
}

// TestLostLock publishes after somebody else has taken over.
func TestLostLock(t *testing.T) {
	b := startServer(t)
	live := randomListings(seeded(22), 20)
	id := b.publish(t, live)
	w := b.writer(t, WriterOptions{})
	if err := w.Add(t.Context(), live); err != nil {
		t.Fatal(err)
	}
	c := b.master(t)
	if err := c.createIndex(t.Context(), "taking over", lockUID(7)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(t.Context(), checksOf(live)); !errors.Is(err, errLost) {
		t.Errorf("Publish = %v, want errLost", err)
	}
	if err := w.Discard(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.dropIndex(t.Context(), lockUID(7)); err != nil {
		t.Fatal(err)
	}
	if n, err := c.lockNumber(t.Context()); err != nil || n != 0 {
		t.Errorf("lock %d is left, %v", n, err)
	}
	b.mustBeLive(t, id, len(live))
}

// TestHeartbeat holds a lock for longer than its time to live.
func TestHeartbeat(t *testing.T) {
	b := startServer(t)
	const ttl = 2 * time.Second
	w := b.writer(t, WriterOptions{LockTTL: ttl})
	lock := b.signed(t, w)
	time.Sleep(ttl + time.Second)
	silent, err := b.master(t).silence(t.Context(), lock.uid())
	if err != nil || silent >= ttl {
		t.Errorf("after %v the lock seems silent for %v, %v", ttl+time.Second, silent, err)
	}
}

func TestProcessOver(t *testing.T) {
	if machine() == "" {
		t.Skip("this system does not tell processes apart")
	}
	self := thisProcess()
	if self.over() {
		t.Errorf("%s is running this test", self)
	}
	reused := self
	reused.Started = "1"
	if !reused.over() {
		t.Error("another process with the same id counts as the same")
	}
	elsewhere := reused
	elsewhere.Machine = "another boot"
	if elsewhere.over() {
		t.Error("of a process on another machine nothing can be said")
	}
	sleep := exec.CommandContext(context.Background(), "sleep", "60")
	if err := sleep.Start(); err != nil {
		t.Fatal(err)
	}
	child := process{PID: sleep.Process.Pid, Machine: machine()}
	child.Started, _ = startOf(child.PID)
	if child.over() {
		t.Error("a running child counts as over")
	}
	if err := sleep.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(5 * time.Second); !child.over(); time.Sleep(time.Millisecond) { // before it is waited for
		if time.Now().After(end) {
			t.Fatal("a killed child that nobody waits for counts as running")
		}
	}
	_ = sleep.Wait()
	if !child.over() {
		t.Error("a child that is gone counts as running")
	}
}
