package console

import (
	"context"
	"time"
)

// purgeEvery is how often old cases are looked for.
const purgeEvery = 6 * time.Hour

// Purge deletes the cases and decided corrections that are older than days, at
// start and then every six hours until ctx ends. A clock that jumps holds it.
func (c *Console) Purge(ctx context.Context, days int) {
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		c.purge(ctx, days)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (c *Console) purge(ctx context.Context, days int) {
	purged, err := c.opts.Store.Purge(ctx, days)
	switch {
	case err != nil && ctx.Err() == nil:
		c.opts.Log.Error("referral cases were not purged", "error", err)
	case purged.Jumped:
		c.opts.Log.Error("the clock has jumped: nothing is purged before it has gone evenly for a while", "until", purged.Held)
	case purged.Cases+purged.Corrections > 0:
		c.opts.Log.Info("purged by age", "cases", purged.Cases, "corrections", purged.Corrections, "days", days)
	}
}
