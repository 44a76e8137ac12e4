package door

import (
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/limit"
	"github.com/physicianfinder/finder/internal/query"
)

// The bounds of rate limiting.
const (
	maxPrefixes = 50_000 // prefixes and partners whose budgets are remembered
	typeAhead   = 10     // suggestions for each search: one a key stroke
	anonymous   = 4      // a form without Origin gets this part of the budget
	visitors    = 100    // budgets that a partner has without one of its own
	exports     = 2      // a minute: each is the whole directory
	wordsCost   = 3      // what a search with words counts for: it asks the index, a place does not
)

// A budget is what one caller may do, so many requests a minute of one name,
// and what this request counts for.
type budget struct {
	name      string // as in RateLimit headers: "search", "places"
	key       string // whose: an address prefix or a partner
	perMinute int
	cost      int // at least 1; never more than perMinute holds
}

// costOf returns what a search by these parameters counts for.
func costOf(values url.Values) int {
	if slices.ContainsFunc(values["q"], func(q string) bool { return strings.TrimSpace(q) != "" }) {
		return wordsCost
	}
	return 1
}

// take spends what a request of b costs. It returns how much is left, when the
// budget is whole again, and when to come back if too little was left (0: it was
// spent).
func (d *Door) take(b budget) (left int, whole, wait time.Duration) {
	return d.limiter.Take(limit.Budget{
		Key: b.name + " " + b.key, Most: b.perMinute, Every: time.Minute / time.Duration(b.perMinute),
	}, b.cost)
}

// LimitSearches holds what follows it to the searches of the caller's address
// prefix.
func (d *Door) LimitSearches(c *gin.Context) { d.hold(c, d.mine(c.Request)) }

// LimitSuggestions holds what follows it to the suggestions of the caller's
// address prefix, so many for each search.
func (d *Door) LimitSuggestions(c *gin.Context) {
	b, ok := d.servers(c.Request, "places", typeAhead, 1)
	if !ok {
		b = budget{name: "places", key: Network(c.Request), perMinute: d.o.Rate * typeAhead, cost: 1}
	}
	d.hold(c, b)
}

// SpendSearch spends a search of the caller's address prefix, for a face whose
// parameters the door does not read; words says that it asks the index.
func (d *Door) SpendSearch(c *gin.Context, words bool) error {
	cost := 1
	if words {
		cost = wordsCost
	}
	b, ok := d.servers(c.Request, "search", 1, cost)
	if !ok {
		b = budget{name: "search", key: Network(c.Request), perMinute: d.o.Rate, cost: cost}
	}
	return d.spend(c, b)
}

// SpendExport spends an export of the caller's address prefix.
func (d *Door) SpendExport(c *gin.Context) error {
	if d.o.Rate == 0 {
		return nil
	}
	b := budget{name: "export", key: Network(c.Request), perMinute: exports, cost: 1}
	if of, ok := d.servers(c.Request, "export", 1, 1); ok {
		b.key = of.key
	}
	return d.spend(c, b)
}

func (d *Door) hold(c *gin.Context, b budget) {
	if err := d.spend(c, b); err != nil {
		d.Fail(c, err)
		return
	}
	c.Next()
}

// Network is the address prefix that r comes from behind the trusted proxies,
// as limits count it.
func Network(r *http.Request) string {
	prefix, _ := r.Context().Value(prefixKey{}).(string)
	return prefix
}

// mine is the budget of the partner whose server asks, else of the address
// prefix that r comes from, for what its address asks.
func (d *Door) mine(r *http.Request) budget {
	values, err := query.Values(r.URL.RawQuery)
	if err != nil { // what can be read of it
		values = query.Typed(r.URL.RawQuery)
	}
	if b, ok := d.servers(r, "search", 1, costOf(values)); ok {
		return b
	}
	return budget{name: "search", key: Network(r), perMinute: d.o.Rate, cost: costOf(values)}
}

// Allow spends a search of the caller's address prefix, for faces that answer
// searches on routes of their own. ok is false when none is left; wait then
// says when to come back.
func (d *Door) Allow(r *http.Request) (wait time.Duration, ok bool) {
	b := d.mine(r)
	if b.perMinute == 0 {
		return 0, true
	}
	_, _, wait = d.take(b)
	return wait, wait == 0
}

// spend takes a request out of b, tells the caller what is left, and gives
// errRate when that was too little. A budget of 0 a minute is no limit.
func (d *Door) spend(c *gin.Context, b budget) error {
	if b.perMinute <= 0 {
		return nil
	}
	left, whole, wait := d.take(b)
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
func prefixOf(addr netip.Addr) string {
	if !addr.IsValid() {
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
