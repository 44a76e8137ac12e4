package door

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/search"
)

// Engine returns the routes of the faces behind the door. notFound answers
// people at an address that nothing is at; nil answers with the problem's page.
func (d *Door) Engine(notFound gin.HandlerFunc, faces ...Face) *gin.Engine {
	d.notFound = notFound
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	e.Use(d.identify, d.observe, d.recover, d.protect, d.authorize, boundCalls)
	e.NoRoute(d.Handle(func(*gin.Context) error { return ErrNoRoute }))
	e.NoMethod(d.Handle(func(*gin.Context) error { return errNoMethod }))
	e.Match([]string{http.MethodGet, http.MethodHead}, "/problems/:name", d.Handle(d.problemPage))
	for _, f := range faces {
		if w, ok := f.(Worder); ok {
			d.worders = append(d.worders, w)
		}
		f.Register(e)
	}
	return e
}

// A Handler answers a request or says why it cannot; the error becomes a
// problem by the table in problem.go.
type Handler func(c *gin.Context) error

// Handle makes h a handler of gin.
func (d *Door) Handle(h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			d.Fail(c, err)
		}
	}
}

// boundCalls bounds how often the searches of one request ask the index, all
// of them together.
func boundCalls(c *gin.Context) {
	c.Request = c.Request.WithContext(search.Bounded(c.Request.Context()))
	c.Next()
}

// recover turns a panic into a 500 with an id. The stack goes to the log, the
// panic's own text does not: it could quote the request.
func (d *Door) recover(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v)
		}
		d.o.Log.ErrorContext(c.Request.Context(), "panic", "request_id", RequestID(c), "route", route(c),
			"type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
		c.Abort()
		if !c.Writer.Written() {
			d.write(c, d.Problem(c, internalError, nil))
		}
	}()
	c.Next()
}

// securityHeaders are those of every answer, by canonical name. Their values
// are shared: whoever adds to one gets a list of their own.
var securityHeaders = http.Header{
	"Content-Security-Policy":    {"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
	"X-Content-Type-Options":     {"nosniff"},
	"Referrer-Policy":            {"no-referrer"},
	"Permissions-Policy":         {"geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
}

// protect sets the security headers of every answer and refuses URLs beyond
// the limit or with an encoded slash. Pages set their own Content-Security-Policy over this one.
func (d *Door) protect(c *gin.Context) {
	h := c.Writer.Header()
	for name, value := range securityHeaders {
		h[name] = value
	}
	if c.Request.URL.Scheme == "https" { // to us or to a trusted proxy
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	switch u := c.Request.URL; {
	case len(u.RequestURI()) > MaxURL:
		d.Fail(c, errURL)
		return
	case strings.Contains(strings.ToLower(u.RawPath), "%2f"): // parts nothing: no name of ours holds one
		d.Fail(c, ErrNoRoute)
		return
	}
	c.Next()
}
