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
	c.Header("Cache-Control", "private, max-age=60") // private: the URL may hold a person's place
	raw := c.Request.URL.RawQuery
	return a.answer(c, raw, func() (url.Values, bool, error) {
		values, err := parameters(raw)
		return values, false, err
	})
}

// answer answers a question in the format asked for, as JSON with a map of its
// cards where read asks for one. An answer that was given lately to the same
// question is given again without reading it.
func (a *API) answer(c *gin.Context, question string, read func() (values url.Values, drawn bool, err error)) error {
	f, err := negotiate(c.GetHeader("Accept"), formatJSON, formatGeo, formatCSV)
	if err != nil {
		return err
	}
	c.Writer.Header().Add("Vary", "Accept")
	if a.again(c, f, question) {
		return nil
	}
	values, drawn, err := read()
	if err != nil {
		return err
	}
	req, err := a.o.Parser.Parse(values)
	if err != nil {
		return err
	}
	c.Set(keyRedFlag, req.RedFlag) // a search that fails warns of it too
	res, err := a.find(c, req)
	if err != nil {
		return err
	}
	links := pageLinks(c, values, req, res)
	k := keptAnswer{tag: a.tag(c, f, question, res.Generation.ID, res.Degraded)}
	if c.Request.Method != http.MethodPost {
		k.link = linkHeader(links)
		if unchanged(c, k.tag) {
			return nil
		}
		c.Header("Link", k.link)
	}
	defer res.Release()
	w := a.writer(req.Lang, req.Unit, req.Search.Origin)
	defer writers.Put(w)
	page := w.answer(c, req, res, links)
	if drawn && f == formatJSON {
		page.Map = a.picture(req, res)
	}
	return a.render(c, f, page, k)
}

// tag is over everything that shapes the answer to a question.
func (a *API) tag(c *gin.Context, f format, question, generation string, degraded bool) string {
	kind := "url"
	if c.Request.Method == http.MethodPost {
		kind = "form"
	}
	return etag(a.o.Version, generation, strconv.FormatBool(degraded), a.today().String(), kind, string(f), question)
}

// again gives an answer that is kept; false if there is none.
func (a *API) again(c *gin.Context, f format, question string) bool {
	s := a.o.Finder.Status()
	if s.Generation == nil {
		return false
	}
	tag := a.tag(c, f, question, s.Generation.ID, s.Degraded)
	k := a.kept.find(tag)
	a.o.Metrics.answered(k != nil)
	if k == nil {
		return false
	}
	if k.link == "" {
		k.send(c, http.StatusOK)
	} else if !unchanged(c, tag) {
		c.Header("Link", k.link)
		k.send(c, http.StatusOK)
	}
	return true
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
	defer writers.Put(w)
	out := PhysicianAnswer{
		Meta:      SourceMeta{Generation: gen.ID, DataAsOf: date(gen.DataAsOf), Degraded: degraded},
		RequestID: requestID(c),
	}
	w.card(&out.Data, &card)
	send(c, http.StatusOK, string(formatJSON), &out)
	return nil
}
