package api

import (
	"bytes"
	"maps"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// writers keeps the memory that cards are turned into.
var writers = sync.Pool{New: func() any { return &writer{dates: map[directory.Date]*string{}} }}

// writer is a writer of cards on today's date. Whoever is done with all that
// it has made gives it back to writers.
func (a *API) writer(lang words.Lang, unit words.Unit, origin *place.Place) *writer {
	w := writers.Get().(*writer)
	w.lang, w.words, w.unit, w.origin = lang, words.For(lang), unit, origin
	w.today, w.stale = a.today(), a.o.StaleAfter
	return w
}

// answer puts the answer into its wire form, in the memory of w.
func (w *writer) answer(c *gin.Context, req *query.Request, res *search.Result, links Links) *SearchAnswer {
	data, beyond := w.cards(res.Cards, res.Beyond)
	return &SearchAnswer{
		Data:      data,
		Beyond:    beyond,
		Meta:      wireMeta(req, res),
		Query:     req.Echo,
		Warnings:  w.warnings(req, res),
		Links:     links,
		RequestID: requestID(c),
	}
}

func wireMeta(req *query.Request, res *search.Result) Meta {
	m := Meta{
		Total: res.Total, TotalRelation: "eq",
		Page: req.Search.Page, PageSize: req.Search.Size,
		Facets: wireFacets(&res.Facets), RedFlag: req.RedFlag,
		Understood: make([]Understood, len(req.Understood)),
		Generation: res.Generation.ID, DataAsOf: date(res.Generation.DataAsOf), Degraded: res.Degraded,
	}
	if !res.TotalExact {
		m.TotalRelation = "gte"
	}
	t := words.For(req.Lang)
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

// warnings say how the reading departs from what was typed, which words the
// search let go, and that the index is away.
func (w *writer) warnings(req *query.Request, res *search.Result) []Warning {
	out := make([]Warning, 0, len(req.Warnings)+1)
	for _, x := range req.Warnings {
		out = append(out, Warning{Code: x.Code, Parameter: x.Parameter, Text: x.In(w.words)})
	}
	if len(res.Dropped) > 0 {
		x := query.Warning{Code: "words_dropped", Parameter: "q", Value: strings.Join(res.Dropped, " ")}
		out = append(out, Warning{Code: x.Code, Parameter: x.Parameter, Text: x.In(w.words)})
	}
	if res.Degraded {
		text := w.words.T("warning.degraded", "date", w.words.Day(res.Generation.DataAsOf))
		out = append(out, Warning{Code: "degraded", Parameter: "", Text: text})
	}
	return out
}

// render writes the page in format f and keeps it as k.
func (a *API) render(c *gin.Context, f format, s *SearchAnswer, k keptAnswer) error {
	buffer := buffers.Get().(*[]byte)
	body := (*buffer)[:0]
	k.contentType = string(f)
	switch f {
	case formatGeo:
		body = append(collection(s).appendJSON(body), '\n')
	case formatCSV:
		k.contentType = "text/csv; charset=utf-8; header=present"
		text := bytes.NewBuffer(body)
		if err := writeCSV(text, s); err != nil {
			return err
		}
		body = text.Bytes()
	default:
		body = append(s.appendJSON(body), '\n')
	}
	a.kept.keep(k, body, s.RequestID)
	sendBytes(c, http.StatusOK, k.contentType, body)
	if cap(body) <= maxKept {
		*buffer = body
		buffers.Put(buffer)
	}
	return nil
}

// pageLinks are references relative to the host. A form has no URL of its
// own, so that what was typed stays out of URLs: its page is the parameter.
func pageLinks(c *gin.Context, values url.Values, req *query.Request, res *search.Result) Links {
	path := c.Request.URL.Path
	if c.Request.Method == http.MethodPost {
		return Links{Self: path}
	}
	at := func(page int) string {
		v := values
		if page > 1 || values.Has("page") {
			v = maps.Clone(values)
			delete(v, "page")
		}
		if page > 1 {
			v.Set("page", strconv.Itoa(page))
		}
		return path + "?" + v.Encode()
	}
	page := req.Search.Page
	links := Links{Self: at(page)}
	if page < search.MaxPage && page*req.Search.Size < res.Total {
		next := at(page + 1)
		links.Next = &next
	}
	if page > 1 {
		prev := at(page - 1)
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
