// Package api speaks HTTP for machines: searches, physicians, places and
// specialties as JSON, GeoJSON and CSV, and problems (RFC 9457) for whatever
// cannot be answered. openapi.yaml is its source of truth; the wire models are
// generated from it and tests hold every answer to it.
//
// It does not search ([search.Finder]), does not read parameters
// ([query.Parser]), and leaves what all faces share to the door ([door.Door]).
package api

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
)

//go:generate go tool -modfile=../../tools/go.mod oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml
//go:generate sh -c "cd ../../client && go tool -modfile=../tools/go.mod oapi-codegen -config oapi-codegen.yaml ../openapi.yaml"
//go:generate sh -c "cd ../.. && node tools/openapi/generate.mjs"

// Options say what an API answers from.
type Options struct {
	Door      *door.Door
	Finder    *search.Finder
	Parser    *query.Parser
	Gazetteer *place.Gazetteer
	Cards     *cards.Presenter
	Now       func() time.Time

	// Measure says how good the data is; nil: it is not told.
	Measure func(context.Context) (*roster.Measure, error)

	Document []byte // openapi.yaml
	Version  string // of the program: a new one makes new ETags
}

// An API answers requests. It is safe for concurrent use.
type API struct {
	o           Options
	stopping    atomic.Bool
	documentTag string
	exports     chan struct{} // under way
	anywhere    *query.Parser // of questions that need no place
}

// New returns an API; the error says which option is missing.
func New(o Options) (*API, error) {
	if o.Door == nil || o.Finder == nil || o.Parser == nil || o.Gazetteer == nil || o.Cards == nil || o.Now == nil {
		return nil, errors.New("api: Door, Finder, Parser, Gazetteer, Cards and Now are needed")
	}
	return &API{o: o, documentTag: etag(string(o.Document)), exports: make(chan struct{}, maxExports), anywhere: o.Parser.Anywhere()}, nil
}

// Register adds the routes of the API.
func (a *API) Register(r gin.IRouter) {
	read := func(path string, h door.Handler, before ...gin.HandlerFunc) {
		r.Match([]string{http.MethodGet, http.MethodHead}, path, append(before, a.o.Door.Handle(h))...)
	}
	open := func(path string, h door.Handler, before ...gin.HandlerFunc) { // to pages of any origin
		read(path, h, append([]gin.HandlerFunc{door.Readable}, before...)...)
		r.OPTIONS(path, door.Preflight)
	}
	open("/v1/physicians", a.search, a.o.Door.LimitSearches)
	open("/v1/physicians/:npi", a.physician, a.o.Door.LimitSearches)
	open("/v1/export", a.export)
	open("/v1/changes", a.changes, a.o.Door.LimitSearches)
	open("/v1/places", a.places, a.o.Door.LimitSuggestions)
	open("/v1/specialties", a.specialties)
	if a.o.Measure != nil {
		open("/v1/data-quality", a.quality, a.o.Door.LimitSearches)
	}
	r.POST("/v1/search", a.o.Door.Handle(a.form))
	open("/openapi.yaml", a.document)
	read("/healthz", a.health)
	read("/readyz", a.ready)
	registerDocs(read, a.o.Version)
}

// today is the UTC date that answers are made on.
func (a *API) today() directory.Date { return directory.DateOf(a.o.Now()) }
