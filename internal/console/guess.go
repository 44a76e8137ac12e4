package console

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/limit"
	"github.com/physicianfinder/finder/internal/referral"
)

// deviceCookie tells a device on which somebody has signed in.
const deviceCookie = "__Host-finder-device"

// The bounds of wrong passwords. Only wrong ones count, and they are counted in
// memory: each replica has budgets of its own. A known device is counted by
// itself; strangers by network, by name and all together, so that neither many
// addresses nor many names buy many guesses.
const (
	deviceGuesses   = 10
	deviceEvery     = time.Minute
	networkGuesses  = 20
	networkEvery    = 30 * time.Second
	nameGuesses     = 10
	nameEvery       = 5 * time.Minute
	strangerGuesses = 60
	strangerEvery   = time.Second

	budgetsKept = 50_000
	longestName = 64 // bytes; no account has a longer one
)

// A lane lets one password be checked at a time. What is left of the budgets is
// looked at inside, so that of a hundred guesses at once no more pass than one
// after the other. Known devices have a lane of their own: strangers never keep
// them waiting. Two lanes bound the cost too: a check takes 19 MiB and some
// 30 ms of a processor.
type lane chan struct{}

// A tried is a sign-in to be counted, if it is wrong.
type tried struct {
	lane    lane
	budgets []limit.Budget
	known   bool // the device
}

// A slowedError says that a budget is spent, and when to come back.
type slowedError struct{ wait time.Duration }

func (e *slowedError) Error() string { return "console: too many wrong passwords" }

// deviceOf returns the token of the request's device, empty if it has none.
func deviceOf(g *gin.Context) string {
	token, err := g.Cookie(deviceCookie)
	if err != nil || len(token) > 100 {
		return ""
	}
	return token
}

// countedAs says by which budgets a sign-in to name is counted.
func (c *Console) countedAs(g *gin.Context, name string) (tried, error) {
	name = name[:min(len(name), longestName)]
	if device := deviceOf(g); device != "" {
		known, err := c.opts.Store.KnownDevice(g.Request.Context(), device, name)
		if err != nil {
			return tried{}, err
		}
		if known {
			return tried{c.known, []limit.Budget{{Key: "device " + device + " " + name, Most: deviceGuesses, Every: deviceEvery}}, true}, nil
		}
	}
	return tried{lane: c.strangers, budgets: []limit.Budget{
		{Key: "network " + door.Network(g.Request), Most: networkGuesses, Every: networkEvery},
		{Key: "name " + name, Most: nameGuesses, Every: nameEvery},
		{Key: "strangers", Most: strangerGuesses, Every: strangerEvery},
	}}, nil
}

// try checks a password when its turn comes, and counts it if it is wrong. The
// error is a [*slowedError] when it was not looked at.
func (c *Console) try(ctx context.Context, t tried, name, password string) (token string, err error) {
	select {
	case t.lane <- struct{}{}:
		defer func() { <-t.lane }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	var wait time.Duration
	for _, b := range t.budgets {
		wait = max(wait, c.guesses.Wait(b))
	}
	if wait > 0 {
		return "", &slowedError{wait}
	}
	token, err = c.check(ctx, name, password)
	if errors.Is(err, referral.ErrSignIn) {
		for _, b := range t.budgets {
			c.guesses.Take(b, 1)
		}
	}
	return token, err
}

// slowed answers who has to wait. It is the same for every name, known or not.
func (c *Console) slowed(g *gin.Context, wait time.Duration) {
	g.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	p := c.page(g, nil, "")
	p.Fault = p.T("console.fault.slowed", "count", int(math.Ceil(wait.Minutes())))
	c.render(g, http.StatusTooManyRequests, "sign-in", p)
}

// rememberDevice gives the device a fresh token. Without one it is a stranger
// the next time, no more.
func (c *Console) rememberDevice(g *gin.Context, name string) {
	token, err := c.opts.Store.RememberDevice(g.Request.Context(), deviceOf(g), name)
	if err != nil {
		c.opts.Log.Warn("a device was not remembered", "error", err)
		return
	}
	setCookie(g, deviceCookie, token, int(referral.DeviceExpiry.Seconds()))
}
