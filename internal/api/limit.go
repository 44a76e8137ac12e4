package api

import (
	"container/list"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"
)

// The bounds of rate limiting.
const (
	maxPrefixes = 50_000 // prefixes and partners whose budgets are remembered
	typeAhead   = 10     // suggestions for each search: one a key stroke
	anonymous   = 4      // a form without Origin gets this part of the budget
	visitors    = 100    // budgets that a partner has without one of its own
)

// A budget is what one caller may do: so many requests a minute of one name.
type budget struct {
	name      string // as in RateLimit headers: "search", "places"
	key       string // whose: an address prefix or a partner
	perMinute int
}

// A limiter counts requests by budget, as token buckets that hold a minute's
// worth. The budgets used longest ago are forgotten first, so its memory is
// bounded whoever calls. It is safe for concurrent use.
type limiter struct {
	now  func() time.Time
	most int

	mu      sync.Mutex
	buckets map[string]*list.Element
	recent  list.List // of *bucket, the last used first
}

type bucket struct {
	id    string
	limit *rate.Limiter
}

func newLimiter(most int, now func() time.Time) *limiter {
	return &limiter{now: now, most: most, buckets: map[string]*list.Element{}}
}

// take spends one request of b. It returns how many are left, when the budget
// is whole again, and when to come back if none was left (0: it was spent).
func (l *limiter) take(b budget) (left int, whole, wait time.Duration) {
	now := l.now()
	limit := l.bucket(b)
	perSecond := float64(b.perMinute) / 60
	ok := limit.AllowN(now, 1)
	tokens := limit.TokensAt(now)
	whole = seconds((float64(b.perMinute) - tokens) / perSecond)
	if !ok {
		return 0, whole, seconds((1 - tokens) / perSecond)
	}
	return int(tokens), whole, 0
}

func (l *limiter) bucket(b budget) *rate.Limiter {
	id := b.name + " " + b.key
	l.mu.Lock()
	defer l.mu.Unlock()
	if e, ok := l.buckets[id]; ok {
		l.recent.MoveToFront(e)
		return e.Value.(*bucket).limit
	}
	if l.recent.Len() >= l.most {
		last := l.recent.Back()
		delete(l.buckets, last.Value.(*bucket).id)
		l.recent.Remove(last)
	}
	limit := rate.NewLimiter(rate.Limit(float64(b.perMinute)/60), b.perMinute)
	l.buckets[id] = l.recent.PushFront(&bucket{id: id, limit: limit})
	return limit
}

func seconds(s float64) time.Duration { return time.Duration(math.Max(0, s) * float64(time.Second)) }

// limitRate holds searches to the budget of the caller's address prefix.
// Forms are counted by their handler, which knows the partner.
func (a *API) limitRate(c *gin.Context) {
	if a.o.Rate == 0 || c.Request.Method == http.MethodPost {
		c.Next()
		return
	}
	b := a.mine(c.Request)
	switch path := c.FullPath(); {
	case path == "/v1/places":
		b.name, b.perMinute = "places", a.o.Rate*typeAhead
	case path == "/v1/physicians", path == "/v1/physicians/:npi":
	default:
		c.Next()
		return
	}
	if err := a.spend(c, b); err != nil {
		a.fail(c, err)
		return
	}
	c.Next()
}

// mine is the budget of the address prefix that r comes from.
func (a *API) mine(r *http.Request) budget {
	prefix, _ := r.Context().Value(prefixKey{}).(string)
	return budget{name: "search", key: prefix, perMinute: a.o.Rate}
}

// Allow spends a search of the caller's address prefix, for faces that answer
// searches on routes of their own. ok is false when none is left; wait then
// says when to come back.
func (a *API) Allow(r *http.Request) (wait time.Duration, ok bool) {
	b := a.mine(r)
	if b.perMinute == 0 {
		return 0, true
	}
	_, _, wait = a.limiter.take(b)
	return wait, wait == 0
}

// spend takes one request out of b, tells the caller what is left, and gives
// errRate when nothing was. A budget of 0 a minute is no limit.
func (a *API) spend(c *gin.Context, b budget) error {
	if b.perMinute <= 0 {
		return nil
	}
	left, whole, wait := a.limiter.take(b)
	h := c.Writer.Header()
	h.Set("RateLimit-Policy", fmt.Sprintf(`"%s";q=%d;w=60`, b.name, b.perMinute))
	h.Set("RateLimit", fmt.Sprintf(`"%s";r=%d;t=%d`, b.name, left, ceil(whole)))
	if wait > 0 {
		h.Set("Retry-After", strconv.Itoa(max(1, ceil(wait))))
		return errRate
	}
	return nil
}

func ceil(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// prefixOf returns the network that an address counts for: /24 of IPv4, /56
// of IPv6, as one household or office has.
func prefixOf(address string) string {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	bits := 56
	if addr = addr.Unmap(); addr.Is4() {
		bits = 24
	}
	p, err := addr.WithZone("").Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
