package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// Waits between attempts where the service does not say how long: the first,
// doubled each time.
const firstWait = 250 * time.Millisecond

// A Retry says how a Client tries again. Everything that it asks is a question,
// so that asking twice changes nothing.
type Retry struct {
	// Attempts is how often it asks in all; 0 is 3.
	Attempts int
	// LongestWait bounds each wait; 0 is 10 seconds. When the service asks for
	// more patience than that, its refusal is returned at once.
	LongestWait time.Duration
}

// WithRetry makes a Client ask again when the connection breaks, and when the
// answer is 429, 502, 503 or 504: after as long as Retry-After says, else after
// a quarter of a second, then a half, and so on, less a random part. It never
// waits beyond the end of the context.
func WithRetry(r Retry) Option {
	if r.Attempts == 0 {
		r.Attempts = 3
	}
	if r.LongestWait == 0 {
		r.LongestWait = 10 * time.Second
	}
	return func(c *Client) { c.retry = r }
}

// tries calls ask until it succeeds, or until trying again is of no use.
func (c *Client) tries(ctx context.Context, ask func() error) error {
	for attempt := 1; ; attempt++ {
		err := ask()
		if err == nil || attempt >= c.retry.Attempts || ctx.Err() != nil {
			return err
		}
		wait, again := c.wait(err, attempt)
		if !again {
			return err
		}
		if end, ok := ctx.Deadline(); ok && time.Until(end) < wait {
			return err
		}
		if ended := c.pause(ctx, wait); ended != nil {
			return fmt.Errorf("%w while waiting after: %w", ended, err)
		}
	}
}

// wait reports whether to ask again after err, and how long to wait before.
func (c *Client) wait(err error, attempt int) (time.Duration, bool) {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		switch refusal.Status {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		default:
			return 0, false
		}
		if refusal.RetryAfter > 0 {
			return refusal.RetryAfter, refusal.RetryAfter <= c.retry.LongestWait
		}
	} else if !errors.As(err, new(broken)) {
		return 0, false
	}
	longest := min(firstWait<<min(attempt-1, 20), c.retry.LongestWait)
	return longest/2 + time.Duration(c.jitter()*float64(longest/2)), true
}

func jitter() float64 { return rand.Float64() }

// pause waits d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
