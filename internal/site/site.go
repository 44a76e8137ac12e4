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

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/web"
)

// Finder answers searches; search.Finder is one.
type Finder interface {
	Search(ctx context.Context, q search.Query) (*search.Result, error)
	Physician(ctx context.Context, npi directory.NPI) (search.Card, *search.Generation, bool, error)
}

// Options of a Site. Finder, Parser, Atlas, Now and Log are needed.
type Options struct {
	Finder Finder
	Parser *query.Parser // a lenient one
	Atlas  *basemap.Atlas
	// Towns returns the towns of a rectangle, most people first, at most
	// limit, for the map; nil draws none.
	Towns func(b geo.Bounds, limit int) []place.Place
	// Listed returns the NPIs of the live generation, for the sitemap; nil
	// leaves profiles out of it.
	Listed func(ctx context.Context) ([]directory.NPI, error)
	// Report keeps a report that an entry is wrong; nil takes none, and the
	// page gives the phone number instead.
	Report func(ctx context.Context, r referral.Correction) error
	Now    func() time.Time
	Log    *slog.Logger
	// Line is the referral line as people know it: "844-288-7474".
	Line string
	// BaseURL is where the pages are reached from outside, without a slash at
	// the end ("https://finder.example"); empty: what the request says.
	BaseURL string
	// StaleDays is the age of evidence in days beyond which it is shown as
	// old; 0 is directory.StaleAfter.
	StaleDays int
	// Allow says whether a search may be made now, or how long to wait; nil
	// allows all.
	Allow func(r *http.Request) (wait time.Duration, ok bool)
	// AllowPartner is Allow for a search in the frame of a partner's page.
	AllowPartner func(r *http.Request, p *partner.Partner) (wait time.Duration, ok bool)
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
}

// New prepares the templates and the files that pages load.
func New(opts Options) (*Site, error) {
	if opts.Finder == nil || opts.Parser == nil || opts.Atlas == nil || opts.Now == nil || opts.Log == nil {
		return nil, errors.New("site: an option that is needed is missing")
	}
	if opts.StaleDays == 0 {
		opts.StaleDays = directory.StaleAfter
	}
	opts.BaseURL = strings.TrimSuffix(opts.BaseURL, "/")
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
	return &Site{opts: opts, assets: assets, pages: pages, widgets: widgets, embedJS: assets[strings.TrimPrefix(names["embed.js"], "/assets/")]}, nil
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
	get("/correct", s.headers, s.correct)
	r.POST("/correct", s.headers, s.sameOrigin, s.report)
	get("/sitemap.xml", s.sitemap)
	get("/sitemaps/:name", s.sitemapPart)
	get("/robots.txt", s.robots)
	get("/assets/:name", s.asset)
	get(frameHome, s.framed, s.frame)
	get(framePath+"/physicians/:npi", s.framed, s.physician)
	get(framePath+"/how-we-list", s.framed, s.how)
	get(framePath+"/correct", s.framed, s.correct)
	get(framePath+"/frame.js", s.embedScript)
	get("/partners", s.partners)
	get("/widget/versions.json", s.widgetVersions)
	get("/widget/:version/LICENSES.txt", s.widgetLicenses)
	get("/widget/:version/"+web.WidgetFile, s.widget)
}

// today is the UTC date that evidence is aged by.
func (s *Site) today() directory.Date { return directory.DateOf(s.opts.Now()) }
