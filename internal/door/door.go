// Package door is what every request passes, whichever face answers it:
// request ids, the log line, metrics and traces, security headers, budgets of
// callers, compression, the address that the service is reached by, and what
// errors mean ([Door.Translate]). The faces ([Face]) only word what it decides.
//
// A person's place ends here: no log line, metric, trace or error of this
// package holds a parameter, and addresses are kept only as the prefixes that
// budgets are counted by. What bounds searches themselves, how many at once
// and how long, is in [search.Finder], which all faces ask.
package door

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/otel/trace"

	"github.com/physicianfinder/finder/internal/limit"
	"github.com/physicianfinder/finder/internal/partner"
)

//go:generate go tool -modfile=../../tools/go.mod oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml

// The limits of a request. Parameters have limits of their own.
const (
	MaxURL    = 4 << 10  // bytes of path and query
	MaxBody   = 16 << 10 // bytes of a form
	MaxHeader = 16 << 10 // bytes of all headers, for http.Server
)

// Options say what a Door counts and tells. Log and Now are needed.
type Options struct {
	Log     *slog.Logger
	Now     func() time.Time
	Metrics *Metrics
	Tracer  trace.Tracer // nil: no traces

	Partners *partner.Watch // nil: no partner
	Phone    string         // the line that helps when a search cannot, as people write it
	// Rate is the number of searches a minute that an address prefix may make;
	// 0 is no limit.
	Rate int
	// TrustedProxies lists the addresses or prefixes whose X-Forwarded-For is
	// believed; none by default.
	TrustedProxies []string
	// Searched is told of each search that was answered for a partner, and
	// whether it found nobody; nil: nobody counts.
	Searched func(partner string, nobody bool)
	// BaseURL is where the service is reached from outside, such as
	// https://finder.example; empty: what the request says.
	BaseURL string
	// Arrivals keeps how requests came in that an operator has announced; nil:
	// none.
	Arrivals *Arrivals
}

// A Door is safe for concurrent use once [Door.Engine] has been called.
type Door struct {
	o       Options
	limiter *limit.Limiter

	proxies []netip.Prefix
	warned  atomic.Int64 // when an unreadable X-Forwarded-For was last told, Unix ns

	notFound gin.HandlerFunc // for people; nil: the problem's own page
	worders  []Worder
}

// New returns a Door; the error says which option is missing.
func New(o Options) (*Door, error) {
	if o.Log == nil || o.Now == nil {
		return nil, errors.New("door: Log and Now are needed")
	}
	if o.Metrics == nil {
		o.Metrics = NewMetrics(nil)
	}
	o.BaseURL = strings.TrimSuffix(o.BaseURL, "/")
	d := &Door{o: o, limiter: limit.New(maxPrefixes, o.Now)}
	var err error
	d.proxies, err = parsePrefixes(o.TrustedProxies)
	return d, err
}

// A Face answers requests on routes of its own.
type Face interface {
	Register(r gin.IRouter)
}

// A Worder is a face that words every problem under a path of its own, those
// included that the door finds before the face is asked.
type Worder interface {
	Face
	Prefix() string // such as "/fhir"
	Word(c *gin.Context, p Problem)
}

// Base returns the scheme and host that the service is reached by, and whether
// they are set; if not, they are what the request says, which can be anybody's
// word.
func (d *Door) Base(r *http.Request) (base string, set bool) {
	if d.o.BaseURL != "" {
		return d.o.BaseURL, true
	}
	return own(r), false
}

// own is the origin of our own pages as the browser of r names it.
func own(r *http.Request) string { return cmp.Or(r.URL.Scheme, "http") + "://" + r.Host }
