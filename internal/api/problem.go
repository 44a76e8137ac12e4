package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// What only this package refuses for.
var (
	errBusy       = errors.New("api: more requests than can be worked on")
	errFormat     = errors.New("api: no format that is accepted")
	errMedia      = errors.New("api: body is not a form")
	errBody       = errors.New("api: body too large")
	errURL        = errors.New("api: URL too long")
	errNoRoute    = errors.New("api: no such path")
	errNoMethod   = errors.New("api: method not allowed")
	errRate       = errors.New("api: over the rate")
	errNotReady   = errors.New("api: not ready")
	errBadRequest = errors.New("api: request cannot be read")
)

// A kind is a type of problem: the last part of its URI, its status, and how
// many seconds to wait before trying again, 0 for no such advice.
type kind struct {
	name   string
	status int
	retry  int
}

var (
	internalError    = kind{name: "internal", status: http.StatusInternalServerError}
	invalidParameter = kind{name: "invalid-parameter", status: http.StatusBadRequest}
	ambiguousPlace   = kind{name: "ambiguous-place", status: http.StatusBadRequest}
	unknownPlace     = kind{name: "unknown-place", status: http.StatusNotFound}
	unavailable      = kind{name: "unavailable", status: http.StatusServiceUnavailable, retry: 5}
)

// table says which error is which kind of problem. What is not in it is
// internal: an id and no detail. Faults of parameters are looked at first.
var table = []struct {
	err error
	kind
}{
	{search.ErrNotFound, kind{name: "unknown-physician", status: http.StatusNotFound}},
	{search.ErrUnavailable, unavailable},
	{search.ErrNoGeneration, unavailable},
	{search.ErrGone, unavailable},
	{context.DeadlineExceeded, unavailable},
	{errNotReady, kind{name: "not-ready", status: http.StatusServiceUnavailable, retry: 2}},
	{errBusy, kind{name: "busy", status: http.StatusServiceUnavailable, retry: 1}},
	{errRate, kind{name: "too-many-requests", status: http.StatusTooManyRequests, retry: 1}},
	{errFormat, kind{name: "not-acceptable", status: http.StatusNotAcceptable}},
	{errMedia, kind{name: "unsupported-media-type", status: http.StatusUnsupportedMediaType}},
	{errBody, kind{name: "too-large", status: http.StatusRequestEntityTooLarge}},
	{errURL, kind{name: "url-too-long", status: http.StatusRequestURITooLong}},
	{errBadRequest, kind{name: "bad-request", status: http.StatusBadRequest}},
	{errNoRoute, kind{name: "unknown-path", status: http.StatusNotFound}},
	{errNoMethod, kind{name: "method-not-allowed", status: http.StatusMethodNotAllowed}},
	{partner.ErrUnknownKey, kind{name: "origin-not-allowed", status: http.StatusForbidden}},
	{partner.ErrOrigin, kind{name: "origin-not-allowed", status: http.StatusForbidden}},
	{partner.ErrRevoked, kind{name: "key-not-valid", status: http.StatusForbidden}},
	{partner.ErrExpired, kind{name: "key-not-valid", status: http.StatusForbidden}},
}

func kindOf(err error) kind {
	var faults *query.Faults
	if errors.As(err, &faults) {
		return kindOfFaults(faults.List)
	}
	for _, row := range table {
		if errors.Is(err, row.err) {
			return row.kind
		}
	}
	return internalError
}

// kindOfFaults names the one fault of a place by a type of its own; several
// faults together are invalid parameters.
func kindOfFaults(faults []query.Fault) kind {
	if len(faults) == 1 {
		switch faults[0].Reason {
		case query.UnknownPlace:
			return unknownPlace
		case query.AmbiguousPlace:
			return ambiguousPlace
		}
	}
	return invalidParameter
}

// fail answers with the problem that err is, and leaves the error for the log
// line when it is internal.
func (a *API) fail(c *gin.Context, err error) {
	if c.Request.Context().Err() != nil && errors.Is(err, context.Canceled) {
		c.AbortWithStatus(statusClientGone)
		return
	}
	k := kindOf(err)
	if k.name == internalError.name {
		a.o.Log.ErrorContext(c.Request.Context(), "request failed", "request_id", requestID(c), "route", route(c), "error", err)
	}
	h := c.Writer.Header()
	noStore(h)
	h.Del("ETag")
	if k.retry > 0 && h.Get("Retry-After") == "" {
		h.Set("Retry-After", strconv.Itoa(k.retry))
	}
	a.write(c, a.problem(c, k, err))
}

// statusClientGone stands in logs and metrics for a caller who hung up before
// the answer; nobody receives it.
const statusClientGone = 499

// problem words the problem of kind k.
func (a *API) problem(c *gin.Context, k kind, err error) Problem {
	lang := langOf(c)
	t := words.For(lang)
	key, wait := "problem."+k.name, c.Writer.Header().Get("Retry-After")
	p := Problem{
		Type:      "/problems/" + k.name,
		Title:     t.T(key + ".title"),
		Status:    k.status,
		Detail:    t.T(key+".detail", "phone", a.o.Phone, "seconds", wait),
		RequestID: requestID(c),
		Errors:    []Fault{},
		RedFlag:   c.GetBool(keyRedFlag),
	}
	var faults *query.Faults
	if errors.As(err, &faults) {
		p.RedFlag = faults.RedFlag
		for i := range faults.List {
			f := wireFault(&faults.List[i], lang)
			p.Errors = append(p.Errors, f)
			p.Candidates = append(p.Candidates, f.Candidates...)
		}
	}
	return p
}

// write sends p as JSON, or its page when a person is reading.
func (a *API) write(c *gin.Context, p Problem) {
	c.Abort()
	switch {
	case !forPeople(c.Request):
		send(c, p.Status, "application/problem+json", &p)
	case p.Status == http.StatusNotFound && a.o.NotFound != nil:
		a.o.NotFound(c)
	default:
		a.sendPage(c, p.Status, strings.TrimPrefix(p.Type, "/problems/"), langOf(c))
	}
}

// forPeople says whether an answer to r is read in a browser's window.
func forPeople(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/v1/") && r.URL.Path != "/readyz" &&
		strings.Contains(r.Header.Get("Accept"), "text/html")
}

func wireFault(f *query.Fault, lang words.Lang) Fault {
	out := Fault{
		Parameter: clip(f.Parameter),
		Reason:    string(f.Reason),
		Given:     clip(f.Given),
		Allowed:   f.Allowed,
		Text:      f.In(words.For(lang)),
	}
	if out.Allowed == nil {
		out.Allowed = []string{}
	}
	for _, p := range f.Candidates {
		out.Candidates = append(out.Candidates, wireCandidate(p))
	}
	return out
}

func wireCandidate(p place.Place) Candidate {
	return Candidate{Label: p.Label, Value: p.Value, Kind: string(p.Kind)}
}

// clip shortens what is quoted back to at most 100 characters of valid UTF-8.
func clip(s string) string {
	const most = 100
	s = strings.ToValidUTF8(s, "\uFFFD")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
