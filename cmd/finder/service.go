package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	finder "github.com/physicianfinder/finder"
	"github.com/physicianfinder/finder/internal/api"
	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/fhir"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/site"
)

// How long the parts of an answer, and of the end, may take.
const (
	headerTimeout   = 5 * time.Second
	readTimeout     = 10 * time.Second
	writeTimeout    = 15 * time.Second
	idleTimeout     = time.Minute
	shutdownTimeout = 10 * time.Second
	partnerInterval = 2 * time.Second // between looks at the registry file
)

// A service is the finder, wired and not yet listening.
type service struct {
	c        *config
	log      *slog.Logger
	finder   *search.Finder
	api      *api.API
	handler  http.Handler
	registry *prometheus.Registry
	partners *partner.Watch
	cards    *cards.Presenter
	store    *referral.Store
	roster   *roster.Follower
	tally    *referral.Tally
	arrivals *door.Arrivals
	purge    func(ctx context.Context, days int)
	flush    func(context.Context) error // of traces
}

// newService wires the rooms. partners may be nil. The store is closed when
// the service ends.
func newService(ctx context.Context, c *config, log *slog.Logger, partners *partner.Watch, store *referral.Store) (*service, error) {
	s := &service{
		c: c, log: log, partners: partners, store: store,
		registry: prometheus.NewRegistry(), arrivals: door.NewArrivals(time.Now),
	}
	s.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	metrics := door.NewMetrics(s.registry)
	transport := metrics.Upstream(meili.NewTransport())
	if c.meiliKeyFile != "" {
		late := &lateKey{c.meiliKeyFile, transport}
		if _, err := late.key(); err != nil {
			log.Warn("searches by name and a new generation wait for a key", "error", err)
		}
		transport = late
	}
	index, err := meili.Open(meili.Config{URL: c.meiliURL, Key: c.meiliKey, Transport: transport})
	if err != nil {
		return nil, err
	}
	return s, s.wire(ctx, index, metrics)
}

// wire puts the faces over one finder, which answers out of index.
func (s *service) wire(ctx context.Context, index search.Index, metrics *door.Metrics) error {
	c, log := s.c, s.log
	s.finder = search.New(index, search.Options{
		Log: log, Now: time.Now, Dir: c.dir, Loaded: debug.FreeOSMemory, Expire: c.expire,
	})
	s.followRoster()
	s.registry.MustRegister(door.NewFinderCollector(s.finder.Status, time.Now))
	tracer, flush, err := newTracer(ctx, log)
	if err != nil {
		return err
	}
	s.flush = flush
	atlas, err := basemap.Open()
	if err != nil {
		return err
	}
	s.tally = referral.NewTally(time.Now, c.zone)
	gazetteer := place.Default()
	s.cards = &cards.Presenter{Now: time.Now, StaleDays: c.staleDays, Atlas: atlas, Towns: gazetteer.Towns}
	d, err := door.New(door.Options{
		Log: log, Now: time.Now, Metrics: metrics, Tracer: tracer, Partners: s.partners,
		Phone: c.phone, Rate: c.rate, TrustedProxies: c.proxies, BaseURL: c.baseURL, Searched: s.tally.Count,
		Arrivals: s.arrivals,
	})
	if err != nil {
		return err
	}
	measure := (&gauge{s: s}).measure
	s.api, err = api.New(api.Options{
		Door: d, Finder: s.finder, Gazetteer: gazetteer, Cards: s.cards, Now: time.Now,
		Parser:  query.New(query.Options{Gazetteer: gazetteer, Today: today}),
		Measure: measure, Document: finder.OpenAPI, Version: version + " " + commit,
	})
	if err != nil {
		return err
	}
	pages, err := s.newSite(d, measure)
	if err != nil {
		return err
	}
	staff, err := s.newConsole(d)
	if err != nil {
		return err
	}
	resources, err := fhir.New(fhir.Options{
		Door: d, Finder: s.finder, Now: time.Now, Version: version + " " + commit, StaleAfter: c.staleDays,
	})
	if err != nil {
		return err
	}
	s.handler, err = door.Compress(d.Engine(pages.NotFound, s.api, pages, staff, resources))
	return err
}

// newSite returns the patients' pages behind the door.
func (s *service) newSite(d *door.Door, measure func(context.Context) (*roster.Measure, error)) (*site.Site, error) {
	gazetteer := place.Default()
	return site.New(site.Options{
		Door: d, Finder: s.finder, Parser: query.New(query.Options{Gazetteer: gazetteer, Today: today, Lenient: true}),
		Cards: s.cards, Now: time.Now, Log: s.log,
		Line: s.c.phone, Partners: s.partners,
		Review: site.Review{Name: s.c.reviewer, Day: s.c.reviewed}, Drafts: s.c.drafts,
		Listed: s.finder.Listed, Report: s.keepReport, Measure: measure, Codes: roster.NewStore(s.store),
		Changes: func() []roster.Change { return s.roster.Book().Changes() },
	})
}

func today() directory.Date { return directory.DateOf(time.Now()) }

// listen takes the address first of all, so that one in use is told at once.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// run serves on listener until ctx ends, then stops in order: no longer ready,
// no longer listening, requests in hand finished, the rest. ready is told the
// address once searches are answered.
func (s *service) run(ctx context.Context, listener net.Listener, ready func(addr string)) error {
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	g, failed := errgroup.WithContext(background)
	s.firstLook(background)
	g.Go(func() error { return ignoreEnd(s.finder.Run(background)) })
	g.Go(func() error { s.roster.Run(background, time.Tick(roster.PollEvery)); return nil })
	g.Go(func() error { s.tally.Run(background, s.store, time.Tick(referral.SaveEvery), s.log); return nil })
	g.Go(func() error { s.purge(background, s.c.caseDays); return nil })
	if s.partners != nil {
		g.Go(func() error { s.partners.Run(background, partnerInterval); return nil })
	}
	server := s.server()
	g.Go(func() error { return ignoreEnd(server.Serve(listener)) })
	admin, err := s.startAdmin(g)
	if err != nil {
		return errors.Join(err, server.Close())
	}
	go s.announce(ctx, func() { ready(listener.Addr().String()) })

	select {
	case <-ctx.Done():
	case <-failed.Done():
	}
	s.api.Stopping()
	if ctx.Err() != nil {
		pause(failed, s.c.drain)
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err = errors.Join(server.Shutdown(end), admin.Shutdown(end))
	stop()
	return errors.Join(err, g.Wait(), s.store.Close(), s.flush(end))
}

func (s *service) server() *http.Server {
	return &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    door.MaxHeader,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// startAdmin listens for metrics and profiles where the settings say.
func (s *service) startAdmin(g *errgroup.Group) (*http.Server, error) {
	admin := adminServer(s.registry, s.arrivals)
	if s.c.admin == "" {
		return admin, nil
	}
	listener, err := net.Listen("tcp", s.c.admin)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	g.Go(func() error { return ignoreEnd(admin.Serve(listener)) })
	return admin, nil
}

// announce calls ready once searches are answered, unless ctx ends first.
func (s *service) announce(ctx context.Context, ready func()) {
	for !s.finder.Status().Ready {
		if !pause(ctx, 20*time.Millisecond) {
			return
		}
	}
	ready()
}

// pause waits d; it gives false when ctx ends first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// ignoreEnd drops the errors by which a part says that it was stopped.
func ignoreEnd(err error) error {
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
