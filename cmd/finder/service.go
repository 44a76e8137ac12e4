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

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	finder "github.com/physicianfinder/finder"
	"github.com/physicianfinder/finder/internal/api"
	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
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
	pages    *site.Site
	handler  http.Handler
	registry *prometheus.Registry
	partners *partner.Watch
	atlas    *basemap.Atlas
	store    *referral.Store
	purge    func(ctx context.Context, days int)
	flush    func(context.Context) error // of traces
}

// newService wires the rooms. partners may be nil. The store is closed when
// the service ends.
func newService(ctx context.Context, c *config, log *slog.Logger, partners *partner.Watch, store *referral.Store) (*service, error) {
	s := &service{c: c, log: log, partners: partners, store: store, registry: prometheus.NewRegistry()}
	s.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	metrics := api.NewMetrics(s.registry)
	index, err := meili.Open(meili.Config{URL: c.meiliURL, Key: c.meiliKey, Transport: metrics.Upstream(meili.NewTransport())})
	if err != nil {
		return nil, err
	}
	s.finder = search.New(index, search.Options{
		Log: log, Now: time.Now, TileBytes: int64(c.cacheMB) << 20, Warmed: debug.FreeOSMemory,
	})
	s.registry.MustRegister(api.NewFinderCollector(s.finder.Status, time.Now))
	tracer, flush, err := newTracer(ctx, log)
	if err != nil {
		return nil, err
	}
	s.flush = flush
	if s.atlas, err = basemap.Open(); err != nil {
		return nil, err
	}
	gazetteer := place.Default()
	s.api, err = api.New(api.Options{
		Finder: s.finder, Gazetteer: gazetteer, Partners: partners, Atlas: s.atlas, Log: log, Now: time.Now,
		Parser:  query.New(query.Options{Gazetteer: gazetteer, Today: today}),
		Metrics: metrics, Tracer: tracer, Document: finder.OpenAPI, Version: version + " " + commit,
		Phone: c.phone, StaleAfter: c.staleDays, Rate: c.rate, TrustedProxies: c.proxies,
		NotFound: func(ctx *gin.Context) { s.pages.NotFound(ctx) },
	})
	if err != nil {
		return nil, err
	}
	engine, err := s.api.Engine()
	if err != nil {
		return nil, err
	}
	if err := s.registerFaces(engine); err != nil {
		return nil, err
	}
	s.handler, err = api.Compress(engine)
	return s, err
}

// registerFaces adds the pages for people to the engine. Each face registers
// routes of its own and shares what the engine does at the door.
func (s *service) registerFaces(engine *gin.Engine) error {
	gazetteer := place.Default()
	var err error
	s.pages, err = site.New(site.Options{
		Finder: s.finder, Parser: query.New(query.Options{Gazetteer: gazetteer, Today: today, Lenient: true}),
		Atlas: s.atlas, Towns: gazetteer.Towns, Now: time.Now, Log: s.log,
		Line: s.c.phone, StaleDays: s.c.staleDays, BaseURL: s.c.baseURL, Allow: s.api.Allow,
		AllowPartner: s.api.AllowPartner, Partners: s.partners,
		Listed: s.finder.Listed, Report: s.keepReport,
	})
	if err != nil {
		return err
	}
	s.pages.Register(engine)
	return s.registerConsole(engine)
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
	g.Go(func() error { return ignoreEnd(s.finder.Run(background)) })
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
		MaxHeaderBytes:    api.MaxHeader,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// startAdmin listens for metrics and profiles where the settings say.
func (s *service) startAdmin(g *errgroup.Group) (*http.Server, error) {
	admin := adminServer(s.registry)
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
