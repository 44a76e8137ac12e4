package meili

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A BusyError says that somebody else is building.
type BusyError struct {
	Owner string        // who, as the lock names them; empty: not known
	Since time.Time     // by their clock; zero: not known
	Ends  time.Duration // from now, unless the holder shows life until then
}

func (e *BusyError) Error() string {
	text := "meili: another indexer is building"
	if e.Owner != "" {
		text += ": " + e.Owner + ", since " + e.Since.UTC().Format(time.RFC3339)
	}
	return text + fmt.Sprintf("; if it has died, its lock ends in %d s", int(e.Ends.Round(time.Second).Seconds()))
}

// errLost says that the lock is no longer ours: we were silent for too long,
// and somebody else went on.
var errLost = errors.New("meili: another indexer has taken over the build")

// A lock keeps other indexers from building. It is an empty index of a name
// that is never used twice (lockname.go). Meilisearch makes indexes one after
// the other, so of several locks the oldest of a living holder counts, and
// whoever made a later one finds it.
//
// A holder shows that it lives by enqueueing a task every so often: tasks carry
// the time of the server's clock when they are enqueued, even while a long one
// keeps them waiting. The lock of a holder that was silent for ttl is removed
// by whoever wants to build; when that holder comes back, its lock is gone.
type lock struct {
	c      *client
	uid    string
	cancel context.CancelFunc // ends the beats
	beats  chan struct{}      // closed when the last beat was sent
}

// take makes the lock for building a generation, or says in a *BusyError who
// has it.
func (c *client) take(ctx context.Context, build string, o *WriterOptions) (*lock, error) {
	ttl := o.LockTTL
	if o.TakeOver {
		ttl = 0
	}
	others, err := c.locks(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.removeDead(ctx, others, ttl); err != nil {
		return nil, err
	}
	l := &lock{c: c, uid: lockName(build), beats: make(chan struct{})}
	if err := c.createIndex(ctx, "taking the build lock", l.uid); err != nil {
		return nil, err
	}
	others, err = c.locksBefore(ctx, l.uid)
	if err == nil {
		err = c.removeDead(ctx, others, ttl)
	}
	if err != nil {
		return nil, errors.Join(err, c.dropIndex(context.WithoutCancel(ctx), l.uid))
	}
	ctx, l.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go l.keep(ctx, time.Tick(o.LockTTL/4))
	return l, nil
}

// removeDead removes the locks of those who were silent for ttl, and calls off
// what they have left to do, so that nobody waits for it. The first one who
// lives is named in a *BusyError.
func (c *client) removeDead(ctx context.Context, locks []string, ttl time.Duration) error {
	for _, uid := range locks {
		silent, err := c.silence(ctx, uid)
		if err != nil {
			return err
		}
		owner, build, since := readLockName(uid)
		if silent < ttl {
			return &BusyError{Owner: owner, Since: since, Ends: ttl - silent}
		}
		if build != "" {
			if err := c.cancelTasks(ctx, listingsIndex+build); err != nil {
				return err
			}
		}
		if err := c.dropIndex(ctx, uid); err != nil {
			return err
		}
	}
	return nil
}

// keep shows life at every tick until the lock is given up. A beat that cannot
// be sent is not made up for: check finds out whether it mattered.
func (l *lock) keep(ctx context.Context, ticks <-chan time.Time) {
	defer close(l.beats)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			_ = l.beat(ctx)
		}
	}
}

// beat enqueues a task that changes nothing, and does not bring back a lock
// that was removed, as the adding of a document would.
func (l *lock) beat(ctx context.Context) error {
	_, err := l.c.sdk.Index(l.uid).DeleteDocument(ctx, "beat", nil)
	return err
}

// check fails with errLost unless the lock is still held.
func (l *lock) check(ctx context.Context) error {
	held, err := l.c.locks(ctx)
	if err == nil && !slices.Contains(held, l.uid) {
		err = errLost
	}
	return err
}

// release gives the lock up.
func (l *lock) release(ctx context.Context) error {
	l.cancel()
	<-l.beats
	return l.c.dropIndex(ctx, l.uid)
}

// locks lists the locks that there are.
func (c *client) locks(ctx context.Context) ([]string, error) {
	uids, err := c.indexes(ctx)
	return slices.DeleteFunc(uids, func(uid string) bool { return !strings.HasPrefix(uid, lockIndex) }), err
}

// locksBefore lists the locks that were made before one of our own.
func (c *client) locksBefore(ctx context.Context, own string) ([]string, error) {
	all, err := c.locks(ctx)
	if err != nil {
		return nil, err
	}
	tasks, _, err := c.tasks(ctx, "types=indexCreation&limit=1000&indexUids="+strings.Join(all, ","))
	if err != nil {
		return nil, err
	}
	made := map[string]int64{} // 0: cleared away, as a server does with old ones
	for _, t := range tasks {
		made[t.IndexUID] = t.UID
	}
	return slices.DeleteFunc(all, func(uid string) bool { return made[uid] >= made[own] }), nil
}

// forever is longer than any time to live.
const forever = 1<<63 - 1

// silence returns how long ago the holder of a lock last enqueued a task, by
// the server's clock on both sides.
func (c *client) silence(ctx context.Context, uid string) (time.Duration, error) {
	tasks, now, err := c.tasks(ctx, "limit=1&indexUids="+uid)
	if err != nil || len(tasks) == 0 {
		return forever, err
	}
	return max(0, now.Sub(tasks[0].EnqueuedAt)), nil
}

// A lockTask is what is looked at of a task on a lock.
type lockTask struct {
	UID        int64
	IndexUID   string
	EnqueuedAt time.Time
}

// tasks lists tasks, the latest first, and the time by the server's clock.
func (c *client) tasks(ctx context.Context, query string) ([]lockTask, time.Time, error) {
	const doing = "reading who holds the build lock"
	req, err := c.request(ctx, http.MethodGet, "/tasks?"+query, nil)
	if err != nil {
		return nil, time.Time{}, translate(doing, err)
	}
	answer, header, err := c.do(c.http, req)
	var list struct{ Results []lockTask }
	if err == nil {
		err = json.Unmarshal(answer, &list)
	}
	if err != nil {
		return nil, time.Time{}, translate(doing, err)
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		now = time.Now() // a proxy took it away
	}
	return list.Results, now, nil
}
