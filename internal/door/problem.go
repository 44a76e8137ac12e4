package door

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// What a request is refused for, beside the errors of the rooms that answer it.
var (
	ErrFormat     = errors.New("door: no format that is accepted")
	errMedia      = errors.New("door: body is not a form")
	errBody       = errors.New("door: body too large")
	errURL        = errors.New("door: URL too long")
	ErrNoRoute    = errors.New("door: no such path")
	errNoMethod   = errors.New("door: method not allowed")
	errRate       = errors.New("door: over the rate")
	ErrNotReady   = errors.New("door: not ready")
	ErrGeneration = errors.New("door: another generation is served by now")
	ErrChanges    = errors.New("door: what was known then is not held any more")
	errBadRequest = errors.New("door: request cannot be read")
)

// A FormatError is an [ErrFormat] of an address that answers in the media types
// offered.
type FormatError struct{ Offered []string }

func (*FormatError) Error() string { return ErrFormat.Error() }
func (*FormatError) Unwrap() error { return ErrFormat }

// A Kind is a type of problem: the last part of its URI, its status, and how
// many seconds to wait before trying again, 0 for no such advice.
type Kind struct {
	Name   string
	Status int
	retry  int
}

var (
	internalError    = Kind{Name: "internal", Status: http.StatusInternalServerError}
	invalidParameter = Kind{Name: "invalid-parameter", Status: http.StatusBadRequest}
	ambiguousPlace   = Kind{Name: "ambiguous-place", Status: http.StatusBadRequest}
	unknownPlace     = Kind{Name: "unknown-place", Status: http.StatusNotFound}
	unavailable      = Kind{Name: "unavailable", Status: http.StatusServiceUnavailable, retry: 5}
)

// table says which error is which kind of problem. What is not in it is
// internal: an id and no detail. Faults of parameters are looked at first.
var table = []struct {
	err error
	Kind
}{
	{ErrChanges, Kind{Name: "changes-gone", Status: http.StatusGone}}, // before what it wraps
	{search.ErrNotFound, Kind{Name: "unknown-physician", Status: http.StatusNotFound}},
	{search.ErrBusy, Kind{Name: "busy", Status: http.StatusServiceUnavailable, retry: 1}}, // before what it wraps
	{search.ErrUnavailable, unavailable},
	{search.ErrNoGeneration, unavailable},
	{search.ErrGone, unavailable},
	{context.DeadlineExceeded, unavailable},
	{ErrGeneration, Kind{Name: "generation-gone", Status: http.StatusGone}},
	{ErrNotReady, Kind{Name: "not-ready", Status: http.StatusServiceUnavailable, retry: 2}},
	{errRate, Kind{Name: "too-many-requests", Status: http.StatusTooManyRequests, retry: 1}},
	{ErrFormat, Kind{Name: "not-acceptable", Status: http.StatusNotAcceptable}},
	{errMedia, Kind{Name: "unsupported-media-type", Status: http.StatusUnsupportedMediaType}},
	{errBody, Kind{Name: "too-large", Status: http.StatusRequestEntityTooLarge}},
	{errURL, Kind{Name: "url-too-long", Status: http.StatusRequestURITooLong}},
	{errBadRequest, Kind{Name: "bad-request", Status: http.StatusBadRequest}},
	{ErrNoRoute, Kind{Name: "unknown-path", Status: http.StatusNotFound}},
	{errNoMethod, Kind{Name: "method-not-allowed", Status: http.StatusMethodNotAllowed}},
	{partner.ErrServerKey, Kind{Name: "server-key-not-valid", Status: http.StatusUnauthorized}},
	{errKeyInBrowser, Kind{Name: "server-key-in-browser", Status: http.StatusForbidden}},
	{partner.ErrUnknownKey, Kind{Name: "origin-not-allowed", Status: http.StatusForbidden}},
	{partner.ErrOrigin, Kind{Name: "origin-not-allowed", Status: http.StatusForbidden}},
	{partner.ErrRevoked, Kind{Name: "key-not-valid", Status: http.StatusForbidden}},
	{partner.ErrExpired, Kind{Name: "key-not-valid", Status: http.StatusForbidden}},
}

// KindOf returns the kind of problem that err is.
func KindOf(err error) Kind {
	var faults *query.Faults
	if errors.As(err, &faults) {
		return kindOfFaults(faults.List)
	}
	for _, row := range table {
		if errors.Is(err, row.err) {
			return row.Kind
		}
	}
	return internalError
}

// kindOfFaults names the one fault of a place by a type of its own; several
// faults together are invalid parameters.
func kindOfFaults(faults []query.Fault) Kind {
	if len(faults) == 1 {
		switch faults[0].Reason {
		case query.UnknownPlace, query.UnknownRegion, query.OutsideUS:
			return unknownPlace
		case query.AmbiguousPlace:
			return ambiguousPlace
		}
	}
	return invalidParameter
}

// Gone reports whether the caller has hung up: what failed then is no fault,
// whatever a database calls it, and there is nobody to answer.
func Gone(c *gin.Context) bool { return errors.Is(c.Request.Context().Err(), context.Canceled) }

// Translate says what err means, for a face to word: it logs a fault of ours and
// tells when to come back. ok is false where the caller has left: then nobody is
// there to answer.
func (d *Door) Translate(c *gin.Context, err error) (k Kind, ok bool) {
	if Gone(c) {
		c.Abort()
		return Kind{}, false
	}
	k = KindOf(err)
	if k == internalError {
		d.o.Log.ErrorContext(c.Request.Context(), "request failed", "request_id", RequestID(c), "route", route(c), "error", err)
	}
	if h := c.Writer.Header(); k.retry > 0 && h.Get("Retry-After") == "" {
		h.Set("Retry-After", strconv.Itoa(k.retry))
	}
	return k, true
}

// Fail answers with the problem that err is.
func (d *Door) Fail(c *gin.Context, err error) {
	k, ok := d.Translate(c, err)
	if !ok {
		return
	}
	h := c.Writer.Header()
	NoStore(h)
	h.Del("ETag")
	d.write(c, d.Problem(c, k, err))
}

// statusClientGone stands in logs and metrics for a caller who hung up before
// the answer, on any face; nobody receives it.
const statusClientGone = 499

// Problem words the problem of kind k; err may hold the faults of parameters.
func (d *Door) Problem(c *gin.Context, k Kind, err error) Problem {
	lang := langOf(c)
	t := words.For(lang)
	key, wait := "problem."+k.Name, c.Writer.Header().Get("Retry-After")
	var format FormatError
	if refused := (*FormatError)(nil); errors.As(err, &refused) {
		format = *refused
	}
	p := Problem{
		Type:      "/problems/" + k.Name,
		Title:     t.T(key + ".title"),
		Status:    k.Status,
		Detail:    t.T(key+".detail", "phone", d.o.Phone, "seconds", wait, "formats", strings.Join(format.Offered, ", ")),
		RequestID: RequestID(c),
		Errors:    []Fault{},
	}
	urgency, _ := c.Value(keyUrgency).(words.Urgency)
	var faults *query.Faults
	if errors.As(err, &faults) {
		urgency = faults.Urgency
		for i := range faults.List {
			f := wireFault(&faults.List[i], lang)
			p.Errors = append(p.Errors, f)
			p.Candidates = append(p.Candidates, f.Candidates...)
		}
	}
	p.RedFlag, p.Urgency = urgency == words.Emergency, WireUrgency(urgency)
	return p
}

// WireUrgency is the member urgency of answers: null where nothing is urgent.
func WireUrgency(u words.Urgency) *string {
	if u == words.NotUrgent {
		return nil
	}
	s := string(u)
	return &s
}

// write sends p as the face that the address belongs to words it, else as JSON,
// or its page when a person is reading.
func (d *Door) write(c *gin.Context, p Problem) {
	c.Abort()
	for _, w := range d.worders {
		if rest, ok := strings.CutPrefix(c.Request.URL.Path, w.Prefix()); ok && (rest == "" || rest[0] == '/') {
			w.Word(c, p)
			return
		}
	}
	switch {
	case !forPeople(c.Request):
		SendJSON(c, p.Status, "application/problem+json", &p)
	case p.Status == http.StatusNotFound && d.notFound != nil:
		d.notFound(c)
	default:
		d.sendPage(c, p.Status, strings.TrimPrefix(p.Type, "/problems/"), langOf(c))
	}
}

// forPeople reports whether an answer to r is read in a browser's window.
func forPeople(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/v1/") && r.URL.Path != "/readyz" &&
		strings.Contains(r.Header.Get("Accept"), "text/html")
}

func wireFault(f *query.Fault, lang words.Lang) Fault {
	out := Fault{
		Parameter: query.Clip(f.Parameter),
		Reason:    string(f.Reason),
		Given:     query.Clip(f.Given),
		Allowed:   f.Allowed,
		Text:      f.In(words.For(lang)),
	}
	if out.Allowed == nil {
		out.Allowed = []string{}
	}
	for _, p := range f.Candidates {
		out.Candidates = append(out.Candidates, Candidate{Label: p.Label, Value: p.Value, Kind: string(p.Kind)})
	}
	return out
}
