// Package api speaks HTTP for machines: searches, physicians, places and
// specialties as JSON, GeoJSON and CSV, and problems (RFC 9457) for whatever
// cannot be answered. openapi.yaml is its source of truth; the wire models are
// generated from it and tests hold every answer to it.
//
// It also owns what all faces of the service share at the door: request ids,
// the log line, metrics and traces, security headers, rate limits, and the
// refusal of more work than can be done ([API.Engine]).
//
// A person's place ends here: no log line, metric, trace or error of this
// package holds a parameter, and addresses are kept only as the prefixes that
// rates are counted by. It does not search ([search.Finder]) and does not read
// parameters ([query.Parser]).
package api

import (
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/otel/trace"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
)

//go:generate go tool -modfile=../../tools/go.mod oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml
//go:generate sh -c "cd ../.. && node tools/openapi/generate.mjs"

// The limits of a request. Parameters have limits of their own.
const (
	MaxURL    = 4 << 10         // bytes of path and query
	MaxBody   = 16 << 10        // bytes of a form
	MaxHeader = 16 << 10        // bytes of all headers, for http.Server
	Timeout   = 5 * time.Second // of one search, waiting for the index included
)

// Options say what an API answers from.
type Options struct {
	Finder    *search.Finder
	Parser    *query.Parser
	Gazetteer *place.Gazetteer
	Partners  *partner.Watch // nil: no partner
	Atlas     *basemap.Atlas // draws the maps of partners' pages; nil: none
	Log       *slog.Logger
	Now       func() time.Time
	Metrics   *Metrics
	Tracer    trace.Tracer // nil: no traces

	Document []byte // openapi.yaml
	Version  string // of the program: a new one makes new ETags
	Phone    string // the line that helps when a search cannot, as people write it
	// StaleAfter is the age in days beyond which evidence is stale; 0 is
	// directory.StaleAfter.
	StaleAfter int

	// Rate is the number of searches a minute that an address prefix may make;
	// 0 is no limit.
	Rate int
	// TrustedProxies lists the addresses or prefixes whose X-Forwarded-For is
	// believed; none by default.
	TrustedProxies []string
	// NotFound answers people at an address that nothing is at; nil answers
	// with the problem's own page.
	NotFound gin.HandlerFunc
}

// An API answers requests. It is safe for concurrent use.
type API struct {
	o       Options
	limiter *limiter
	kept    *keeper
	work    gate // of all searches
	waits   gate // of those that wait for the index

	stopping    atomic.Bool
	documentTag string
}

// New returns an API; the error says which option is missing.
func New(o Options) (*API, error) {
	if o.Finder == nil || o.Parser == nil || o.Gazetteer == nil || o.Log == nil || o.Now == nil {
		return nil, errors.New("api: Finder, Parser, Gazetteer, Log and Now are needed")
	}
	if o.Metrics == nil {
		o.Metrics = NewMetrics(nil)
	}
	if o.StaleAfter == 0 {
		o.StaleAfter = directory.StaleAfter
	}
	a := &API{o: o, work: newGate(maxWork), waits: newGate(maxWaits), kept: newKeeper()}
	a.limiter = newLimiter(maxPrefixes, o.Now)
	a.documentTag = etag(string(o.Document))
	return a, nil
}

// register adds the routes of the API.
func (a *API) register(r gin.IRouter) {
	read := func(path string, h handler) {
		r.GET(path, a.handle(h))
		r.HEAD(path, a.handle(h))
	}
	read("/v1/physicians", a.search)
	read("/v1/physicians/:npi", a.physician)
	read("/v1/places", a.places)
	read("/v1/specialties", a.specialties)
	r.POST("/v1/search", a.handle(a.form))
	read("/openapi.yaml", a.document)
	read("/healthz", a.health)
	read("/readyz", a.ready)
	read("/problems/:name", a.problemPage)
	a.registerDocs(read)
}

// today is the UTC date that answers are made on.
func (a *API) today() directory.Date { return directory.DateOf(a.o.Now()) }

// A handler answers a request or says why it cannot; the error becomes a
// problem by the table in problem.go.
type handler func(c *gin.Context) error

func (a *API) handle(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			a.fail(c, err)
		}
	}
}

// noStore forbids keeping the answer.
func noStore(h http.Header) { h.Set("Cache-Control", "no-store") }
