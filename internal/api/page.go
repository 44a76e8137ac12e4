package api

import (
	"bytes"
	"maps"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// writer is a writer of cards on today's date.
func (a *API) writer(lang words.Lang, unit words.Unit, origin *place.Place) *writer {
	return &writer{lang: lang, says: a.o.Cards.Writer(words.For(lang), origin, unit)}
}

// answer puts the answer into its wire form.
func (w *writer) answer(c *gin.Context, req *query.Request, res *search.Result, links Links) *SearchAnswer {
	data, unknown, beyond := w.cards(res)
	return &SearchAnswer{
		Data:      data,
		Unknown:   unknown,
		Beyond:    beyond,
		Meta:      wireMeta(req, res),
		Query:     req.Echo,
		Warnings:  w.warnings(req, res),
		Links:     links,
		RequestID: door.RequestID(c),
	}
}

func wireMeta(req *query.Request, res *search.Result) Meta {
	t := words.For(req.Lang)
	m := Meta{
		Summary: req.Found(t, res),
		Total:   res.Total, TotalRelation: "eq",
		Page: req.Search.Page, PageSize: req.Search.Size,
		Facets: wireFacets(&res.Facets), RedFlag: req.Urgency == words.Emergency, Urgency: door.WireUrgency(req.Urgency),
		Understood: make([]Understood, len(req.Understood)),
		Generation: res.Generation.ID, DataAsOf: date(res.Generation.DataAsOf), Sources: sourceAges(res.Generation), Degraded: res.Degraded,
	}
	if req.Search.Apart {
		m.UnknownTotal = &res.UnknownTotal
	}
	if unsure := req.Unsure(t, res); unsure != "" {
		m.UnknownSummary = &unsure
	}
	if !res.TotalExact {
		m.TotalRelation = "gte"
	}
	for i, u := range req.Understood {
		m.Understood[i] = Understood{Text: u.Text, Parameter: u.Parameter, Value: u.Value, Without: u.Without, Meaning: query.Meaning(t, u.Parameter, u.Value)}
	}
	if o := req.Search.Origin; o != nil {
		m.Origin = &Origin{
			Label: o.Label, Kind: string(o.Kind), Lat: o.Point.Lat, Lng: o.Point.Lng,
			PrecisionMeters: int(math.Round(o.Precision)),
		}
		radius := int(math.Round(req.Search.Radius))
		m.RadiusMeters = &radius
	}
	return m
}

func wireOthers(t *words.Catalog, o *query.Others) *Others {
	if o == nil {
		return nil
	}
	out := &Others{Total: o.Total, TotalRelation: "eq", Summary: o.In(t), Parameters: make(map[string]string, len(o.Values))}
	if !o.Exact {
		out.TotalRelation = "gte"
	}
	for name, given := range o.Values {
		out.Parameters[name] = strings.Join(given, ",")
	}
	return out
}

func wireFarther(t *words.Catalog, f *query.Farther) *Farther {
	if f == nil {
		return nil
	}
	out := &Farther{Radius: f.Radius, Total: f.Total, TotalRelation: "eq", Summary: f.In(t)}
	if !f.Exact {
		out.TotalRelation = "gte"
	}
	return out
}

// texts are what a page says around the cards of the answer to values.
func (w *writer) texts(req *query.Request, res *search.Result, others *query.Others, values url.Values) *Texts {
	out := &Texts{Lead: w.says.Lead(req, res), Beyond: w.says.Beyond(req, res), Note: w.says.Note(req, res), Filters: []OfferedFilter{}}
	for _, p := range w.says.Pills(req, res, others, values) {
		out.Filters = append(out.Filters, OfferedFilter{Text: p.Text, On: p.On, All: p.All, Chip: p.Chip, Count: p.Count, Unknown: p.Unknown, Set: p.Set})
	}
	return out
}

func wireFacets(f *search.Facets) Facets {
	out := Facets{
		Specialty:     make(map[string]int, len(f.Specialty)),
		Language:      make(map[string]int, len(f.Language)),
		LanguageKnown: f.LanguageKnown,
		AnnularClosure: ClosureFacet{
			Confirmed: f.Closure[directory.Confirmed], SelfReported: f.Closure[directory.SelfReported], Unknown: f.Closure[""],
		},
	}
	for code, n := range f.Specialty {
		out.Specialty[string(code)] = n
	}
	for lang, n := range f.Language {
		out.Language[lang] = n
	}
	return out
}

func (w *writer) warnings(req *query.Request, res *search.Result) []Warning {
	out := []Warning{} // and never null
	for _, x := range w.says.Warnings(req, res) {
		out = append(out, Warning{Code: x.Code, Parameter: x.Parameter, Text: x.Text})
	}
	if q := &req.Search; q.Page == search.MaxPage && q.Page*q.Size < res.Total+res.UnknownTotal {
		out = append(out, Warning{Code: "list_cut", Parameter: "page", Text: w.says.T("warning.list_cut")})
	}
	return out
}

// render answers with the page in format f.
func render(c *gin.Context, f format, s *SearchAnswer) error {
	switch f {
	case formatGeo:
		door.SendJSON(c, http.StatusOK, string(f), collection(s))
	case formatCSV:
		var text bytes.Buffer
		if err := writeCSV(&text, s); err != nil {
			return err
		}
		door.Send(c, http.StatusOK, "text/csv; charset=utf-8; header=present", text.Bytes())
	default:
		door.SendJSON(c, http.StatusOK, string(f), s)
	}
	return nil
}

// takeGeneration takes out of values the generation that they ask of.
func takeGeneration(values url.Values) (string, error) {
	given := values["generation"]
	if delete(values, "generation"); len(given) == 0 || len(given) == 1 && strings.TrimSpace(given[0]) == "" {
		return "", nil
	}
	switch {
	case len(given) > 1:
		return "", fault("generation", query.Repeated, query.Clip(strings.Join(given, ", ")))
	case len(given[0]) > 100 || strings.ContainsFunc(given[0], func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", fault("generation", query.Malformed, query.Clip(given[0]), "as meta.generation names it")
	}
	return given[0], nil
}

// pageLinks are references relative to the host. Those to other pages are of the
// generation of this one, so that a list is never cut out of two. A form has no
// URL of its own, so that what was typed stays out of URLs: its page is the
// parameter.
func pageLinks(c *gin.Context, values url.Values, req *query.Request, res *search.Result, pinned bool) Links {
	path := c.Request.URL.Path
	if c.Request.Method == http.MethodPost {
		return Links{Self: path}
	}
	at := func(page int, pinned bool) string {
		v := values
		if page > 1 || pinned || values.Has("page") {
			v = maps.Clone(values)
			delete(v, "page")
		}
		if page > 1 {
			v.Set("page", strconv.Itoa(page))
		}
		if pinned {
			v.Set("generation", res.Generation.ID)
		}
		return path + "?" + v.Encode()
	}
	page := req.Search.Page
	links := Links{Self: at(page, pinned)}
	if page < search.MaxPage && page*req.Search.Size < res.Total+res.UnknownTotal {
		next := at(page+1, true)
		links.Next = &next
	}
	if page > 1 {
		prev := at(page-1, true)
		links.Prev = &prev
	}
	return links
}

// linkHeader writes links as RFC 8288.
func linkHeader(l Links) string {
	h := "<" + l.Self + `>; rel="self"`
	if l.Next != nil {
		h += ", <" + *l.Next + `>; rel="next"`
	}
	if l.Prev != nil {
		h += ", <" + *l.Prev + `>; rel="prev"`
	}
	return h
}
