package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// health answers GET /healthz: the process runs.
func (a *API) health(c *gin.Context) error {
	noStore(c.Writer.Header())
	send(c, http.StatusOK, string(formatJSON), &Health{Status: "ok"})
	return nil
}

// ready answers GET /readyz: searches can be answered, or why not. It turns
// false when the program begins to stop, before anything is refused.
func (a *API) ready(c *gin.Context) error {
	noStore(c.Writer.Header())
	s := a.o.Finder.Status()
	if !s.Ready || a.stopping.Load() {
		p := a.problem(c, kindOf(errNotReady), nil)
		if p.Detail = s.Reason; a.stopping.Load() {
			p.Detail = "stopping"
		}
		c.Header("Retry-After", "2")
		send(c, p.Status, "application/problem+json", &p)
		return nil
	}
	send(c, http.StatusOK, string(formatJSON), &Readiness{
		Status: "ready", Generation: s.Generation.ID, DataAsOf: date(s.Generation.DataAsOf),
		Degraded: s.Degraded, Tiles: s.Tiles, TilesLoaded: s.Resident,
	})
	return nil
}

// Stopping makes /readyz answer that the program ends, so that no new callers
// are sent here.
func (a *API) Stopping() { a.stopping.Store(true) }

// document answers GET /openapi.yaml.
func (a *API) document(c *gin.Context) error {
	c.Header("Cache-Control", "public, max-age=3600")
	if !unchanged(c, a.documentTag) {
		sendBytes(c, http.StatusOK, "application/yaml; charset=utf-8", a.o.Document)
	}
	return nil
}
