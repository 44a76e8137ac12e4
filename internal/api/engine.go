package api

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"
)

// Engine returns a gin engine with what all faces of the service share and the
// routes of the API. The other faces register theirs on it.
func (a *API) Engine() (*gin.Engine, error) {
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	e.RemoteIPHeaders = []string{"X-Forwarded-For"}
	if err := e.SetTrustedProxies(a.o.TrustedProxies); err != nil {
		return nil, fmt.Errorf("api: trusted proxies: %w", err)
	}
	e.Use(identify, a.observe, a.recover, a.protect, a.limitRate)
	e.NoRoute(a.handle(func(*gin.Context) error { return errNoRoute }))
	e.NoMethod(a.handle(func(*gin.Context) error { return errNoMethod }))
	a.register(e)
	return e, nil
}

// recover turns a panic into a 500 with an id. The stack goes to the log, the
// panic's own text does not: it could quote the request.
func (a *API) recover(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v)
		}
		a.o.Log.ErrorContext(c.Request.Context(), "panic", "request_id", requestID(c), "route", route(c),
			"type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
		c.Abort()
		if !c.Writer.Written() {
			a.write(c, a.problem(c, internalError, nil))
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
// the limit. Pages set their own Content-Security-Policy over this one.
func (a *API) protect(c *gin.Context) {
	h := c.Writer.Header()
	for name, value := range securityHeaders {
		h[name] = value
	}
	if a.secure(c) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if len(c.Request.URL.RequestURI()) > MaxURL {
		a.fail(c, errURL)
		return
	}
	c.Next()
}

// secure says whether the caller speaks TLS, to us or to a trusted proxy.
func (a *API) secure(c *gin.Context) bool {
	return c.Request.TLS != nil || len(a.o.TrustedProxies) > 0 && c.GetHeader("X-Forwarded-Proto") == "https"
}
