package meili

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A BusyError says that somebody else is building.
type BusyError struct {
	Owner string    // who, as they named themselves
	Since time.Time // by their clock; zero when they have not said yet
}

func (e *BusyError) Error() string {
	if e.Since.IsZero() {
		return "meili: another indexer is just starting to build"
	}
	return fmt.Sprintf("meili: another indexer is building: %s, since %s", e.Owner, e.Since.UTC().Format(time.RFC3339))
}

// errLost says that the lock is no longer ours: we were silent for too long,
// and somebody else went on.
var errLost = errors.New("meili: another indexer has taken over the build")

// signTimeout is how long whoever made a lock may take to sign it. It is more
// than a second, because the server tells its time in whole ones.
const signTimeout = 4 * time.Second

// ownerID is the id of the one document of a lock.
const ownerID = "owner"

// A lock keeps other indexers from building. It is an index, because the
// making of an index is the one thing that only one of two can succeed at.
//
// Locks are numbered. The highest is the one held; who finds its holder dead
// makes the next number, so that two who find it so cannot both go on. A
// holder shows that it lives by enqueueing a small task every so often: tasks
// carry the time of the server's clock when they are enqueued, even while a
// long one keeps them waiting.
type lock struct {
	c      *client
	number int
	ttl    time.Duration
	owner  owner
	cancel context.CancelFunc // ends the heartbeats; nil: not signed
	beats  chan struct{}      // closed when the last heartbeat was sent
}

// An owner is who holds a lock.
type owner struct {
	ID      string    `json:"id"`
	Token   string    `json:"token"`
	Process process   `json:"process"`
	Since   time.Time `json:"since"`
	Build   string    `json:"build"` // the generation; empty: none is built
	Beat    int       `json:"beat"`
}

// acquireTries is how often an indexer tries again when another one makes the
// lock that it was about to make, and dies.
const acquireTries = 3

// acquire takes the lock and signs it.
func (c *client) acquire(ctx context.Context, build string, now time.Time, ttl time.Duration) (*lock, error) {
	l, err := c.take(ctx, build, now, ttl)
	if err != nil {
		return nil, err
	}
	if err := l.sign(ctx); err != nil {
		return nil, errors.Join(err, l.release(context.WithoutCancel(ctx)))
	}
	return l, nil
}

// take makes the lock for building a generation, or says in a *BusyError who
// has it. A lock whose holder is certainly dead, or was silent for ttl, is
// taken over. The lock must be signed within signTimeout.
func (c *client) take(ctx context.Context, build string, now time.Time, ttl time.Duration) (*lock, error) {
	l := &lock{c: c, ttl: ttl, owner: owner{ID: ownerID, Token: token(), Process: thisProcess(), Since: now, Build: build}}
	err := l.create(ctx)
	for try := 1; try < acquireTries && taskHasCode(err, codeIndexExists); try++ {
		err = l.create(ctx)
	}
	if taskHasCode(err, codeIndexExists) {
		return nil, &BusyError{}
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

// sign says in the lock who holds it, removes those that it supersedes, and
// begins to show that the holder lives. It fails with errLost when it comes
// too late.
func (l *lock) sign(ctx context.Context) error {
	if err := l.write(ctx); err != nil {
		return err
	}
	if err := l.check(ctx); err != nil {
		return err
	}
	for n := l.number - 1; n > 0 && l.c.dropIndex(ctx, lockUID(n)) == nil; n-- {
	}
	ctx, l.cancel = context.WithCancel(context.WithoutCancel(ctx))
	l.beats = make(chan struct{})
	go l.beat(ctx, l.ttl/4)
	return nil
}

// create makes the lock of the next number, when the one before may be taken
// over. It fails with codeIndexExists when somebody else was quicker.
func (l *lock) create(ctx context.Context) error {
	highest, err := l.c.lockNumber(ctx)
	if err != nil {
		return err
	}
	if highest > 0 {
		if err := l.c.overthrow(ctx, lockUID(highest), l.ttl); err != nil {
			return err
		}
	}
	l.number = highest + 1
	return l.c.createIndex(ctx, "taking the build lock", l.uid())
}

// overthrow makes way for another lock, or says in a *BusyError that the
// holder of this one lives. What a dead holder has left to do is called off,
// so that nobody waits for it.
func (c *client) overthrow(ctx context.Context, uid string, ttl time.Duration) error {
	o, err := c.signed(ctx, uid)
	if err != nil || o.Token == "" {
		return err
	}
	if !o.Process.over() {
		silent, err := c.silence(ctx, uid)
		if err != nil {
			return err
		}
		if silent < ttl {
			return &BusyError{Owner: o.Process.String(), Since: o.Since}
		}
	}
	if o.Build == "" {
		return nil
	}
	return c.callOff(ctx, listingsIndex+o.Build)
}

// signed returns the owner of a lock, once they have signed it; zero when they
// do not within signTimeout. Whoever signs later finds the lock overthrown.
func (c *client) signed(ctx context.Context, uid string) (owner, error) {
	for {
		o, err := c.lockOwner(ctx, uid)
		if err != nil || o.Token != "" {
			return o, err
		}
		silent, err := c.silence(ctx, uid)
		if err != nil || silent >= signTimeout {
			return owner{}, err
		}
		select {
		case <-ctx.Done():
			return owner{}, fmt.Errorf("meili: waiting for the build lock: %w", ctx.Err())
		case <-time.After(signTimeout / 20):
		}
	}
}

// beat shows every interval that the holder lives. A beat that cannot be sent
// is not made up for: check finds out whether it mattered.
func (l *lock) beat(ctx context.Context, every time.Duration) {
	defer close(l.beats)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			l.owner.Beat++
			_, _ = l.c.sdk.Index(l.uid()).AddDocumentsWithContext(ctx, []owner{l.owner}, nil)
		}
	}
}

func (l *lock) write(ctx context.Context) error {
	const doing = "signing the build lock"
	task, err := l.c.sdk.Index(l.uid()).AddDocumentsWithContext(ctx, []owner{l.owner}, nil)
	if err != nil {
		return translate(doing, err)
	}
	return l.c.await(ctx, doing, task.TaskUID)
}

// check fails with errLost unless the lock is still held.
func (l *lock) check(ctx context.Context) error {
	highest, err := l.c.lockNumber(ctx)
	if err != nil {
		return err
	}
	o, err := l.c.lockOwner(ctx, l.uid())
	if err != nil {
		return err
	}
	if highest != l.number || o.Token != l.owner.Token {
		return errLost
	}
	return nil
}

// release gives the lock up, unless somebody else has it. One that was signed
// and no longer is was taken over; its number may be somebody's again who is
// just about to sign.
func (l *lock) release(ctx context.Context) error {
	if l.cancel != nil {
		l.cancel()
		<-l.beats
	}
	o, err := l.c.lockOwner(ctx, l.uid())
	signed := l.cancel != nil
	if err != nil || o.Token != l.owner.Token && (signed || o.Token != "") {
		return err
	}
	return l.c.dropIndex(ctx, l.uid())
}

// lockOwner reads who holds a lock; it is zero before the holder has signed.
func (c *client) lockOwner(ctx context.Context, uid string) (owner, error) {
	var o owner
	err := retry(ctx, func() error {
		return translate("reading the build lock", c.sdk.Index(uid).GetDocumentWithContext(ctx, ownerID, nil, &o))
	})
	if hasCode(err, codeDocumentNotFound) || hasCode(err, codeIndexNotFound) {
		return owner{}, nil
	}
	return o, err
}

// silence returns how long ago the holder of a lock last enqueued a task, by
// the server's clock on both sides.
func (c *client) silence(ctx context.Context, uid string) (time.Duration, error) {
	const doing = "reading the age of the build lock"
	req, err := c.request(ctx, http.MethodGet, "/tasks?limit=1&indexUids="+uid, nil)
	if err != nil {
		return 0, translate(doing, err)
	}
	answer, header, err := c.do(req)
	var tasks struct {
		Results []struct{ EnqueuedAt time.Time }
	}
	if err == nil {
		err = json.Unmarshal(answer, &tasks)
	}
	if err != nil {
		return 0, translate(doing, err)
	}
	if len(tasks.Results) == 0 {
		return forever, nil // cleared away, as a server does with old ones
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		now = time.Now() // a proxy took it away
	}
	return now.Sub(tasks.Results[0].EnqueuedAt), nil
}

// forever is longer than any time to live.
const forever = time.Duration(math.MaxInt64)

// lockNumber returns the highest number of a lock, 0 when there is none.
func (c *client) lockNumber(ctx context.Context) (int, error) {
	uids, err := c.indexes(ctx)
	if err != nil {
		return 0, err
	}
	highest := 0
	for _, uid := range uids {
		if digits, ok := strings.CutPrefix(uid, lockIndex); ok {
			if n, err := strconv.Atoi(digits); err == nil {
				highest = max(highest, n)
			}
		}
	}
	return highest, nil
}

func (l *lock) uid() string { return lockUID(l.number) }

func lockUID(n int) string { return lockIndex + strconv.Itoa(n) }

func token() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}
