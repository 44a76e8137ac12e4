// Package console is the call-center's side of the finder: sign-in, one box
// that takes whatever a caller says, three surgeons to hand over, the referral
// case with its reference, and the corrections that people report.
//
// Nothing here answers without a session. The page is a shell; what it shows
// comes from a small JSON interface beside it, by POST, so that neither place
// nor words of a caller stand in an address. Searches are those of the public
// interface, read by the same parser and answered by the same finder.
//
// The console never asks for, shows or keeps a caller's name, number or
// condition.
package console

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
)

// Options of a Console. Everything but StaleDays and BaseURL is needed.
type Options struct {
	Finder *search.Finder
	Parser *query.Parser // a lenient one
	// Gazetteer reads a town that stands alone in the box.
	Gazetteer *place.Gazetteer
	Store     *referral.Store
	Now       func() time.Time
	Log       *slog.Logger
	Line      string // the referral line as people know it: "844-288-7474"
	StaleDays int    // age of evidence beyond which it is old; 0: directory.StaleAfter
	BaseURL   string // where the public pages are reached; empty: what the request says
}

// A Console serves the staff's pages. It is safe for concurrent use.
type Console struct {
	opts      Options
	pages     pages
	protect   *http.CrossOriginProtection
	passwords chan struct{} // a place for each password being checked
}

// passwordsAtOnce bounds how many passwords are checked at the same time: each
// takes 19 MiB and some 30 ms of a processor.
const passwordsAtOnce = 2

// New prepares the pages.
func New(opts Options) (*Console, error) {
	if opts.Finder == nil || opts.Parser == nil || opts.Gazetteer == nil || opts.Store == nil || opts.Now == nil || opts.Log == nil {
		return nil, errors.New("console: an option that is needed is missing")
	}
	if opts.StaleDays == 0 {
		opts.StaleDays = directory.StaleAfter
	}
	parsed, err := parsePages()
	if err != nil {
		return nil, err
	}
	return &Console{
		opts: opts, pages: parsed, protect: http.NewCrossOriginProtection(),
		passwords: make(chan struct{}, passwordsAtOnce),
	}, nil
}

// Register adds the routes.
func (c *Console) Register(router gin.IRouter) {
	g := router.Group("/console", c.headers, c.sameOrigin)
	g.GET("", c.shell)
	g.POST("/sign-in", c.signIn)
	g.POST("/sign-out", c.signOut)

	a := g.Group("/api", c.needSession)
	a.POST("/find", handle(c, c.find))
	a.POST("/script", handle(c, c.script))
	a.POST("/cases", handle(c, c.makeCase))
	a.POST("/cases/find", handle(c, c.findCases))
	a.POST("/cases/open", handle(c, c.openCase))
	a.POST("/cases/change", handle(c, c.changeCase))
	a.POST("/today", handle(c, c.today))
	a.POST("/corrections", handle(c, c.reportCorrection))
	a.POST("/corrections/list", handle(c, c.listCorrections))
	a.POST("/corrections/decide", handle(c, c.decideCorrection))
	a.POST("/summary", c.needSupervisor, handle(c, c.summary))
	a.POST("/sign-out-everywhere", handle(c, c.signOutEverywhere))

	g.GET("/sheet/:reference", c.needSession, c.sheet)
	g.GET("/cases.csv", c.needSession, c.needSupervisor, c.casesCSV)
	g.GET("/overrides.csv", c.needSession, c.needSupervisor, c.overridesCSV)
}

// Purge deletes the cases that are older than days, at start and then every
// six hours until ctx ends.
func (c *Console) Purge(ctx context.Context, days int) {
	tick := time.NewTicker(6 * time.Hour)
	defer tick.Stop()
	for {
		purged, err := c.opts.Store.Purge(ctx, c.opts.Now().AddDate(0, 0, -days))
		switch {
		case err != nil && ctx.Err() == nil:
			c.opts.Log.Error("referral cases were not purged", "error", err)
		case purged > 0:
			c.opts.Log.Info("referral cases purged by age", "cases", purged, "days", days)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// maxBody bounds a request of the console, in bytes.
const maxBody = 64 << 10

// handle makes a function from a JSON request to a JSON answer a handler. An
// error becomes a status and a text by the one table in fault.go.
func handle[In, Out any](c *Console, f func(*gin.Context, In) (Out, error)) gin.HandlerFunc {
	return func(g *gin.Context) {
		var in In
		if err := decode(g.Request, &in); err != nil {
			c.fail(g, err)
			return
		}
		out, err := f(g, in)
		if err != nil {
			c.fail(g, err)
			return
		}
		g.JSON(http.StatusOK, out)
	}
}

func decode(r *http.Request, to any) error {
	dec := newDecoder(http.MaxBytesReader(nil, r.Body, maxBody))
	if err := dec.Decode(to); err != nil && !errors.Is(err, io.EOF) {
		return errBadRequest
	}
	return nil
}
