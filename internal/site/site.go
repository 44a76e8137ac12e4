// Package site serves the patient's pages: the search and its results, a
// physician's profile, how the list is kept, and where to report a mistake.
//
// Pages are rendered here and complete without a script. They set no cookie,
// ask no third party for anything, and forbid both by their headers: a strict
// content security policy, no referrer, no caching of a search. The question
// is read by package query, answered by package search and worded by package
// words; what is decided here is only what stands where.
//
// An emergency goes first: when the words of a search may mean one, the 911
// panel leads the page, whatever else the answer is.
package site

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/limit"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/web"
)

// Finder answers searches; search.Finder is one.
type Finder interface {
	Search(ctx context.Context, q search.Query) (*search.Result, error)
	Physician(ctx context.Context, npi directory.NPI) (search.Card, *search.Generation, bool, error)
}

// Door decides who may search now, where the site is reached and what errors
// mean; door.Door is one.
type Door interface {
	Allow(r *http.Request) (wait time.Duration, ok bool)
	AllowPartner(r *http.Request, p *partner.Partner) (wait time.Duration, ok bool)
	SearchedIn(p *partner.Partner, nobody bool)
	Base(r *http.Request) (base string, set bool)
	Translate(c *gin.Context, err error) (k door.Kind, ok bool)
}

// Options of a Site. Door, Finder, Parser, Cards, Now and Log are needed.
type Options struct {
	Door   Door
	Finder Finder
	Parser *query.Parser // a lenient one
	Cards  *cards.Presenter
	// Listed returns the NPIs of the live generation, for the sitemap; nil
	// leaves profiles out of it.
	Listed func(ctx context.Context) ([]directory.NPI, error)
	// Report keeps a report that an entry is wrong; nil takes none, and the
	// page gives the phone number instead.
	Report func(ctx context.Context, r referral.Correction) error
	// Codes takes what offices say with their printed codes; nil: nothing.
	Codes *roster.Store
	// Changes returns what changed in the roster, the newest first, and Measure how
	// good the data is; nil: that is not told.
	Changes func() []roster.Change
	Measure func(ctx context.Context) (*roster.Measure, error)
	Now     func() time.Time
	Log     *slog.Logger
	// Line is the referral line as people know it: "844-288-7474".
	Line string
	// Review says who has reviewed the page on annular closure, which is shown
	// then alone or, with Drafts, marked as a draft.
	Review Review
	Drafts bool
	// Partners are those whose pages may frame ours; nil: none.
	Partners *partner.Watch
}

// A Site serves the pages. It is safe for concurrent use.
type Site struct {
	opts    Options
	assets  map[string]asset
	widgets *widgets
	embedJS asset // sizes the frame, for the page around it
	pages   pages
	codes   *limit.Limiter // of codes typed
}

// New prepares the templates and the files that pages load.
func New(opts Options) (*Site, error) {
	if opts.Door == nil || opts.Finder == nil || opts.Parser == nil || opts.Cards == nil || opts.Now == nil || opts.Log == nil {
		return nil, errors.New("site: an option that is needed is missing")
	}
	names, assets, err := loadAssets()
	if err != nil {
		return nil, fmt.Errorf("site: preparing assets: %w", err)
	}
	widgets, err := loadWidgets()
	if err != nil {
		return nil, fmt.Errorf("site: preparing the widget: %w", err)
	}
	pages, err := parsePages(names)
	if err != nil {
		return nil, fmt.Errorf("site: preparing pages: %w", err)
	}
	return &Site{opts: opts, codes: limit.New(codeBudgets, opts.Now), assets: assets, pages: pages, widgets: widgets, embedJS: assets[strings.TrimPrefix(names["embed.js"], "/assets/")]}, nil
}

// Register adds the routes of the pages to r.
func (s *Site) Register(r gin.IRouter) {
	get := func(path string, handlers ...gin.HandlerFunc) {
		r.Match([]string{http.MethodGet, http.MethodHead}, path, handlers...)
	}
	get("/", s.headers, s.home)
	get("/find", s.headers, s.find)
	get("/physicians/:npi", s.headers, s.physician)
	get("/how-we-list", s.headers, s.how)
	if s.opts.Codes != nil {
		get("/confirm", s.headers, s.confirm)
		r.POST("/confirm", s.headers, s.sameOrigin, s.confirmed)
	}
	if s.opts.Changes != nil {
		get("/changes", s.headers, s.changes)
		get("/changes.atom", s.feed)
	}
	if s.opts.Measure != nil {
		get("/data-quality", s.headers, s.quality)
	}
	get(closurePath, s.headers, s.closure)
	get("/correct", s.headers, s.correct)
	r.POST("/correct", s.headers, s.sameOrigin, s.report)
	get("/sitemap.xml", s.sitemap)
	get("/sitemaps/:name", s.sitemapPart)
	get("/robots.txt", s.robots)
	get("/assets/:name", s.asset)
	get(frameHome, s.framed, s.frame)
	get(framePath+"/physicians/:npi", s.framed, s.physician)
	get(framePath+"/how-we-list", s.framed, s.how)
	get(framePath+closurePath, s.framed, s.closure)
	get(framePath+"/correct", s.framed, s.correct)
	get(framePath+"/frame.js", s.embedScript)
	get("/partners", s.partners)
	get("/widget/versions.json", s.widgetVersions)
	get("/widget/:version/LICENSES.txt", s.widgetLicenses)
	get("/widget/:version/"+web.WidgetFile, s.widget)
}

// today is the UTC date that evidence is aged by.
func (s *Site) today() directory.Date { return directory.DateOf(s.opts.Now()) }
