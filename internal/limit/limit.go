// Package limit counts what callers spend of their budgets, in memory.
package limit

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Budget is what one caller may spend: it holds Most, at least 1, and gets
// one back after each time Every.
type Budget struct {
	Key   string // of what and whose
	Most  int
	Every time.Duration
}

// A Limiter keeps budgets as token buckets. The budgets used longest ago are
// forgotten first, so its memory is bounded whoever calls. It is safe for
// concurrent use.
type Limiter struct {
	now  func() time.Time
	most int

	mu      sync.Mutex
	buckets map[string]*list.Element
	recent  list.List // of *bucket, the last used first
}

type bucket struct {
	key   string
	limit *rate.Limiter
}

// New returns a Limiter that remembers at most most budgets.
func New(most int, now func() time.Time) *Limiter {
	return &Limiter{now: now, most: most, buckets: map[string]*list.Element{}}
}

// Take spends cost of b, or all that it holds when that is less. It returns how
// much is left, when the budget is whole again, and when to come back if too
// little was left (0: it was spent).
func (l *Limiter) Take(b Budget, cost int) (left int, whole, wait time.Duration) {
	now := l.now()
	limit := l.bucket(b)
	cost = min(cost, b.Most)
	ok := limit.AllowN(now, cost)
	tokens := limit.TokensAt(now)
	whole = times(float64(b.Most)-tokens, b.Every)
	if !ok {
		wait = times(float64(cost)-tokens, b.Every)
	}
	return int(tokens), whole, wait
}

// Wait returns when to come back if b has nothing left (0: it has), and spends
// nothing.
func (l *Limiter) Wait(b Budget) time.Duration {
	return times(1-l.bucket(b).TokensAt(l.now()), b.Every)
}

func (l *Limiter) bucket(b Budget) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e, ok := l.buckets[b.Key]; ok {
		l.recent.MoveToFront(e)
		return e.Value.(*bucket).limit
	}
	if l.recent.Len() >= l.most {
		last := l.recent.Back()
		delete(l.buckets, last.Value.(*bucket).key)
		l.recent.Remove(last)
	}
	limit := rate.NewLimiter(rate.Every(b.Every), b.Most)
	l.buckets[b.Key] = l.recent.PushFront(&bucket{key: b.Key, limit: limit})
	return limit
}

// times returns n times d to the microsecond, for the buckets count in
// fractions; what is more than nothing stays so.
func times(n float64, d time.Duration) time.Duration {
	all := time.Duration(n * float64(d))
	if all <= 0 {
		return 0
	}
	return max(time.Microsecond, all.Round(time.Microsecond))
}
