package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// search answers GET /v1/physicians.
func (a *API) search(c *gin.Context) error {
	c.Header("Cache-Control", "private, no-cache") // private: the URL may hold a person's place; evidence may be withdrawn
	raw := c.Request.URL.RawQuery
	return a.answer(c, raw, func() (url.Values, extras, error) {
		values, err := query.Values(raw)
		if err != nil {
			return nil, extras{}, err
		}
		more, err := readExtras(values)
		return values, more, err
	})
}

// answer answers a question in the format asked for, as JSON with what read
// asks for beside it.
func (a *API) answer(c *gin.Context, question string, read func() (values url.Values, more extras, err error)) error {
	f, err := negotiate(c.GetHeader("Accept"), formatJSON, formatGeo, formatCSV)
	if err != nil {
		return err
	}
	c.Writer.Header().Add("Vary", "Accept")
	values, more, err := read()
	if err != nil {
		return err
	}
	if len(more.fields) > 0 && f != formatJSON {
		return fault("fields", query.NotAllowed, query.Clip(strings.Join(more.fields, ",")), "with "+string(formatJSON))
	}
	parser, also, pinned := a.anywhere, formParameters, ""
	if c.Request.Method != http.MethodPost {
		if pinned, err = takeGeneration(values); err != nil {
			return err
		}
		also = append([]string{"generation"}, extraParameters...)
	} else if !more.anywhere { // of a person, who is asked for the place that was left out
		parser = a.o.Parser
	}
	req, err := parser.Parse(values, also...)
	if err != nil {
		return err
	}
	if req.Search.Clustered = more.clustered; more.clustered && req.Search.Filter.Bounds == nil {
		return fault("bbox", query.Required, "", "west,south,east,north")
	}
	door.SetUrgency(c, req.Urgency) // a search that fails warns of it too
	res, others, farther, err := a.find(c, values, req)
	if err != nil {
		return err
	}
	if pinned != "" && pinned != res.Generation.ID {
		return door.ErrGeneration
	}
	if req.Search.Page == 1 {
		a.o.Door.Searched(c, res.Total+res.UnknownTotal == 0)
	}
	links := pageLinks(c, values, req, res, pinned != "")
	if c.Request.Method != http.MethodPost {
		if sendNotModified(c, a.tag(f, question, res)) {
			return nil
		}
		c.Header("Link", linkHeader(links))
	}
	w := a.writer(req.Lang, req.Unit, req.Search.Origin)
	page := w.answer(c, req, res, links)
	page.Meta.Others, page.Meta.Farther = wireOthers(w.says.Catalog, others), wireFarther(w.says.Catalog, farther)
	if more.drawn && f == formatJSON {
		page.Map = w.picture(req, res, more.grouped)
	}
	if more.texts && f == formatJSON {
		page.Texts = w.texts(req, res, others, values)
	}
	page.Clusters = wireClusters(res.Clusters)
	if len(more.fields) > 0 {
		return sendPart(c, page, more.fields)
	}
	return render(c, f, page)
}

// tag is over everything that shapes the answer to a question.
func (a *API) tag(f format, question string, res *search.Result) string {
	return etag(a.o.Version, res.Generation.ID, res.Generation.Evidence, strconv.FormatBool(res.Degraded), a.today().String(), string(f), question)
}

// find searches, and counts the others and those farther away where the
// question asks for them; the finder bounds how much is searched at once and how
// long.
func (a *API) find(c *gin.Context, values url.Values, req *query.Request) (res *search.Result, others *query.Others, farther *query.Farther, err error) {
	ctx, end := a.o.Door.Span(c.Request.Context(), "search")
	defer end()
	if res, err = a.o.Finder.Search(ctx, req.Search); err != nil {
		return nil, nil, nil, err
	}
	if req.CountOthers {
		others = a.o.Parser.Others(ctx, a.o.Finder, values, req, res)
	}
	if req.CountFarther {
		farther = a.o.Parser.Farther(ctx, a.o.Finder, values, req, res)
	}
	return res, others, farther, nil
}

// physician answers GET /v1/physicians/{npi}.
func (a *API) physician(c *gin.Context) error {
	if _, err := negotiate(c.GetHeader("Accept"), formatJSON); err != nil {
		return err
	}
	s, err := simpleParameters(c, "lang", "fields")
	if err != nil {
		return err
	}
	lang, names := s.lang(), s.values["fields"]
	if err := s.err(); err != nil {
		return err
	}
	if names, err = readFields(names); err != nil {
		return err
	}
	npi, err := directory.ParseNPI(c.Param("npi"))
	if err != nil {
		return &query.Faults{List: []query.Fault{{
			Parameter: "npi", Reason: query.Malformed, Given: query.Clip(c.Param("npi")), Allowed: []string{"ten digits, the last a check digit"},
		}}}
	}
	card, gen, degraded, err := a.o.Finder.Physician(c.Request.Context(), npi)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "public, no-cache")
	if sendNotModified(c, etag(a.o.Version, gen.ID, gen.Evidence, strconv.FormatBool(degraded), a.today().String(), npi.String(), string(lang), strings.Join(names, ","))) {
		return nil
	}
	w := a.writer(lang, words.Miles, nil)
	out := PhysicianAnswer{
		Meta:      SourceMeta{Generation: gen.ID, DataAsOf: date(gen.DataAsOf), Sources: sourceAges(gen), Degraded: degraded},
		RequestID: door.RequestID(c),
	}
	w.card(&out.Data, &card)
	for _, f := range w.says.Facts(&card, gen.Sources[directory.SourceDAC]) {
		out.Facts = append(out.Facts, Fact{Name: f.Name, Value: f.Value})
	}
	if len(names) > 0 {
		door.SendJSON(c, http.StatusOK, string(formatJSON), &PartialPhysicianAnswer{part(&out.Data, names), out.Facts, out.Meta, out.RequestID})
		return nil
	}
	door.SendJSON(c, http.StatusOK, string(formatJSON), &out)
	return nil
}
