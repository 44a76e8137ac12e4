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
	"reflect"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/limit"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
)

// Options of a Console. Everything but Zone is needed.
type Options struct {
	Door   *door.Door
	Finder *search.Finder
	Parser *query.Parser // a lenient one
	// Gazetteer reads a town that stands alone in the box.
	Gazetteer *place.Gazetteer
	Cards     *cards.Presenter
	Store     *referral.Store
	// Attestations are kept in the same store; Roster follows them.
	Attestations *roster.Store
	Roster       *roster.Follower
	Now          func() time.Time
	Log          *slog.Logger
	Line         string         // the referral line as people know it: "844-288-7474"
	Zone         *time.Location // of the organisation, for days and hours; nil: UTC
}

// A Console serves the staff's pages. It is safe for concurrent use.
type Console struct {
	opts    Options
	pages   pages
	protect *http.CrossOriginProtection

	check            func(ctx context.Context, name, password string) (token string, err error) // Store.SignIn
	guesses          *limit.Limiter
	known, strangers lane
	shelf            shelf
}

// New prepares the pages.
func New(opts Options) (*Console, error) {
	if opts.Door == nil || opts.Finder == nil || opts.Parser == nil || opts.Gazetteer == nil || opts.Cards == nil || opts.Store == nil || opts.Attestations == nil || opts.Roster == nil || opts.Now == nil || opts.Log == nil {
		return nil, errors.New("console: an option that is needed is missing")
	}
	if opts.Zone == nil {
		opts.Zone = time.UTC
	}
	parsed, err := parsePages()
	if err != nil {
		return nil, err
	}
	return &Console{
		opts: opts, pages: parsed, protect: http.NewCrossOriginProtection(),
		check: opts.Store.SignIn, guesses: limit.New(budgetsKept, opts.Now), known: make(lane, 1), strangers: make(lane, 1),
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
	a.POST("/calls/wrap", handle(c, c.wrap))
	a.POST("/callbacks", handle(c, c.promise))
	a.POST("/callbacks/kept", handle(c, c.keptPromise))
	a.POST("/hand-over", handle(c, c.handOver))
	a.POST("/shelf/put", handle(c, c.shelve))
	a.POST("/shelf/take", handle(c, c.unshelve))
	a.POST("/roster/review", handle(c, c.toReview))
	a.POST("/roster/rule", handle(c, c.rule))
	a.POST("/roster/due", handle(c, c.due))
	a.POST("/roster/called", handle(c, c.officeCalled))
	a.POST("/roster/surgeon", handle(c, c.surgeon))
	a.POST("/roster/import", handleUpTo(c, 2*roster.MaxFile, c.bringIn))
	a.POST("/accounts", c.needSupervisor, handle(c, c.accounts))
	a.POST("/accounts/change", c.needSupervisor, handle(c, c.changeAccount))
	a.POST("/audit", c.needSupervisor, handle(c, c.audits))
	a.POST("/summary", c.needSupervisor, handle(c, c.summary))
	a.POST("/sign-out-everywhere", handle(c, c.signOutEverywhere))

	g.GET("/sheet/:reference", c.needSession, c.sheet)
	g.POST("/letters", c.needSession, c.letters)
	g.GET("/cases.csv", c.needSession, c.needSupervisor, c.casesCSV)
	g.GET("/partners.csv", c.needSession, c.needSupervisor, c.partnersCSV)
	g.GET("/roster.csv", c.needSession, c.needSupervisor, c.rosterCSV)
}

// maxBody bounds a request of the console, in bytes.
const maxBody = 64 << 10

// handle makes a function from a JSON request to a JSON answer a handler. An
// error becomes a status and a text by the one table in fault.go.
func handle[In, Out any](c *Console, f func(*gin.Context, In) (Out, error)) gin.HandlerFunc {
	return handleUpTo(c, maxBody, f)
}

// handleUpTo is handle for requests of so many bytes at most.
func handleUpTo[In, Out any](c *Console, most int64, f func(*gin.Context, In) (Out, error)) gin.HandlerFunc {
	return func(g *gin.Context) {
		var in In
		if err := decode(g.Request, most, &in); err != nil {
			c.fail(g, err)
			return
		}
		out, err := f(g, in)
		if err != nil {
			c.fail(g, err)
			return
		}
		wholeLists(reflect.ValueOf(&out).Elem())
		g.JSON(http.StatusOK, out)
	}
}

func decode(r *http.Request, most int64, to any) error {
	dec := newDecoder(http.MaxBytesReader(nil, r.Body, most))
	if err := dec.Decode(to); err != nil && !errors.Is(err, io.EOF) {
		return errBadRequest
	}
	return nil
}
