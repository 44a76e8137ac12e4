package client

import (
	"context"
	"time"
)

// WithClock makes a Client wait by pause, and take no random part off.
func WithClock(pause func(context.Context, time.Duration) error) Option {
	return func(c *Client) { c.pause, c.jitter = pause, func() float64 { return 1 } }
}
