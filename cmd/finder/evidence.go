package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
)

// firstWait is how long a start waits for the store before it takes the
// evidence that an earlier run has kept.
const firstWait = 3 * time.Second

// serveStore opens the store for a service, which starts without it too.
func serveStore(ctx context.Context, c *config, log *slog.Logger) (*referral.Store, error) {
	dsn, err := storeDSN(c.store, c.dir)
	if err != nil {
		return nil, err
	}
	wait, cancel := context.WithTimeout(ctx, firstWait)
	defer cancel()
	store, err := referral.OpenLater(wait, dsn, time.Now)
	if store != nil && errors.Is(err, referral.ErrUnavailable) {
		log.Warn("the referral store is away; searches are answered without it", slog.String("error", err.Error()))
		return store, nil
	}
	return store, err
}

// followRoster has the finder show what attestations say.
func (s *service) followRoster() {
	s.roster = roster.NewFollower(roster.NewStore(s.store), roster.FollowOptions{
		Dir: s.c.dir, Expire: s.c.expire, Log: s.log, Show: func(e *roster.Evidence) {
			if e == nil { // no attestation: what the documents say counts
				s.finder.SetEvidence(nil)
				return
			}
			s.finder.SetEvidence(e)
		},
	})
	s.registry.MustRegister(storeGauge(s.roster.Away))
}

// storeGauge is the metric of whether the store is away.
func storeGauge(away func() bool) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "finder_store_away", Help: "1 while the store of cases and of the roster does not answer.",
	}, func() float64 {
		if away() {
			return 1
		}
		return 0
	})
}

// firstLook settles what counts before anything is answered.
func (s *service) firstLook(ctx context.Context) {
	s.roster.Look(ctx) // it has logged why the store does not answer
}
