package api

import (
	"maps"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/search"
)

// health answers GET /healthz: the process runs.
func (a *API) health(c *gin.Context) error {
	door.NoStore(c.Writer.Header())
	door.SendJSON(c, http.StatusOK, string(formatJSON), &Health{Status: "ok"})
	return nil
}

// ready answers GET /readyz: searches can be answered, or why not. It turns
// false when the program begins to stop, before anything is refused.
func (a *API) ready(c *gin.Context) error {
	door.NoStore(c.Writer.Header())
	s := a.o.Finder.Status()
	if !s.Ready || a.stopping.Load() {
		p := a.o.Door.Problem(c, door.KindOf(door.ErrNotReady), nil)
		if p.Detail = s.Reason; a.stopping.Load() {
			p.Detail = "stopping"
		}
		c.Header("Retry-After", "2")
		door.SendJSON(c, p.Status, "application/problem+json", &p)
		return nil
	}
	door.SendJSON(c, http.StatusOK, string(formatJSON), &Readiness{
		Status: "ready", Generation: s.Generation.ID, DataAsOf: date(s.Generation.DataAsOf), Sources: sourceAges(s.Generation),
		Degraded: s.Degraded, Tiles: s.Tiles,
	})
	return nil
}

// sourceAges says how new each source of a generation is.
func sourceAges(g *search.Generation) []SourceAge {
	ages := make([]SourceAge, 0, len(g.Sources))
	for _, name := range slices.Sorted(maps.Keys(g.Sources)) {
		ages = append(ages, SourceAge{Source: string(name), AsOf: date(g.Sources[name])})
	}
	return ages
}

// Stopping makes /readyz answer that the program ends, so that no new callers
// are sent here.
func (a *API) Stopping() { a.stopping.Store(true) }

// document answers GET /openapi.yaml.
func (a *API) document(c *gin.Context) error {
	c.Header("Cache-Control", "public, max-age=3600")
	if !sendNotModified(c, a.documentTag) {
		door.Send(c, http.StatusOK, "application/yaml; charset=utf-8", a.o.Document)
	}
	return nil
}
