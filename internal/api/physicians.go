package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// search answers GET /v1/physicians.
func (a *API) search(c *gin.Context) error {
	values, err := parameters(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "private, max-age=60") // private: the URL may hold a person's place
	return a.answer(c, values, false)
}

// answer searches by values and renders the page in the format asked for, as
// JSON with a map of its cards where drawn asks for one.
func (a *API) answer(c *gin.Context, values url.Values, drawn bool) error {
	f, err := negotiate(c.GetHeader("Accept"), formatJSON, formatGeo, formatCSV)
	if err != nil {
		return err
	}
	req, err := a.o.Parser.Parse(values)
	if err != nil {
		return err
	}
	res, err := a.find(c, req)
	if err != nil {
		return err
	}
	c.Writer.Header().Add("Vary", "Accept")
	links := pageLinks(c, values, req, res)
	if c.Request.Method != http.MethodPost {
		tag := etag(a.o.Version, res.Generation.ID, strconv.FormatBool(res.Degraded), a.today().String(), string(f), values.Encode())
		if unchanged(c, tag) {
			return nil
		}
		c.Header("Link", linkHeader(links))
	}
	page := a.page(c, req, res, links)
	if drawn && f == formatJSON {
		page.Map = a.picture(req, res)
	}
	return a.render(c, f, page)
}

// find searches within the limits on work and time.
func (a *API) find(c *gin.Context, req *query.Request) (*search.Result, error) {
	if err := a.work.enter(); err != nil {
		return nil, err
	}
	defer a.work.leave()
	if req.Search.Text != "" {
		if err := a.waits.enter(); err != nil {
			return nil, err
		}
		defer a.waits.leave()
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), Timeout)
	defer cancel()
	ctx, end := a.span(ctx, "search")
	defer end()
	return a.o.Finder.Search(ctx, req.Search)
}

// physician answers GET /v1/physicians/{npi}.
func (a *API) physician(c *gin.Context) error {
	if _, err := negotiate(c.GetHeader("Accept"), formatJSON); err != nil {
		return err
	}
	lang, err := a.onlyLang(c)
	if err != nil {
		return err
	}
	npi, err := directory.ParseNPI(c.Param("npi"))
	if err != nil {
		return &query.Faults{List: []query.Fault{{
			Parameter: "npi", Reason: query.Malformed, Given: clip(c.Param("npi")), Allowed: []string{"ten digits, the last a check digit"},
		}}}
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), Timeout)
	defer cancel()
	card, gen, degraded, err := a.o.Finder.Physician(ctx, npi)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "public, max-age=300")
	if unchanged(c, etag(a.o.Version, gen.ID, strconv.FormatBool(degraded), a.today().String(), npi.String(), string(lang))) {
		return nil
	}
	w := a.writer(lang, words.Miles, nil)
	out := PhysicianAnswer{
		Meta:      SourceMeta{Generation: gen.ID, DataAsOf: date(gen.DataAsOf), Degraded: degraded},
		RequestID: requestID(c),
	}
	w.card(&out.Data, &card)
	send(c, http.StatusOK, string(formatJSON), &out)
	return nil
}
