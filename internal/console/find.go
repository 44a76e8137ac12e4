package console

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A question is what stands in the box, and the choices beside it.
type question struct {
	Text      string `json:"text"`
	Near      string `json:"near"` // a place chosen among several; else in Text
	Radius    int    `json:"radius"`
	Specialty string `json:"specialty"`
	Closure   string `json:"closure"`
	Language  string `json:"language"`
	Accepting string `json:"accepting"`
}

// An answer is what the box was understood to mean, and what that found.
type answer struct {
	Kind       string       `json:"kind"` // "case", "cards" or "places"
	Case       *caseView    `json:"case,omitempty"`
	Cards      []cardView   `json:"cards"`
	Beyond     []cardView   `json:"beyond"`
	Total      int          `json:"total"`
	Radius     int          `json:"radius"` // miles; 0: not by distance
	Place      string       `json:"place"`
	Understood []understood `json:"understood"`
	Warnings   []string     `json:"warnings"`
	Places     []choice     `json:"places"`
	RedFlag    bool         `json:"red_flag"`
	Degraded   bool         `json:"degraded"`
}

// An understood is a piece of the box and what it means, in words.
type understood struct {
	Text    string `json:"text"`
	Meaning string `json:"meaning"`
	Without string `json:"without"` // the box without it
}

// A choice is a place that the box may mean.
type choice struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// shown is how many surgeons a search lists: what fits a screen.
const shown = 20

// find answers the box. A reference opens its case; everything else is a
// search.
func (c *Console) find(g *gin.Context, q question) (answer, error) {
	if ref, err := referral.ParseReference(q.Text); err == nil && q.Near == "" {
		view, err := c.viewCase(g, ref)
		if err == nil {
			return answer{Kind: "case", Case: &view}, nil
		}
		// Six letters can be a name as well: what is no case is searched.
	}
	req, err := c.read(q)
	if err != nil {
		if places := ambiguous(err); places != nil {
			return answer{Kind: "places", Places: places}, nil
		}
		return answer{}, err
	}
	result, err := c.opts.Finder.Search(g.Request.Context(), req.Search)
	if err != nil {
		return answer{}, err
	}
	return c.answer(g, req, result), nil
}

// read turns the question into a search. A town that stands alone in the box
// is the place: callers say where they are before they say anything else.
func (c *Console) read(q question) (*query.Request, error) {
	values := url.Values{"q": {q.Text}, "page_size": {strconv.Itoa(shown)}}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("specialty", q.Specialty)
	set("annular_closure", q.Closure)
	set("language", q.Language)
	set("accepting", q.Accepting)
	set("near", q.Near)
	if q.Radius > 0 {
		values.Set("radius", strconv.Itoa(q.Radius))
	}
	req, err := c.opts.Parser.Parse(values)
	if err != nil || req.Search.Origin != nil || req.Search.Text == "" {
		return req, err
	}
	_, notices, err := c.opts.Gazetteer.Resolve(req.Search.Text)
	if err != nil || slices.Contains(notices, place.NoticeSpelling) {
		return req, nil // a name, or too unsure a place
	}
	values.Set("near", req.Search.Text)
	values.Set("q", strings.TrimSpace(strings.Replace(q.Text, req.Search.Text, "", 1)))
	if asPlace, err := c.opts.Parser.Parse(values); err == nil && asPlace.Search.Text == "" {
		asPlace.Understood = append(asPlace.Understood, query.Understood{Text: req.Search.Text, Parameter: "near", Value: asPlace.Search.Origin.Label})
		return asPlace, nil
	}
	return req, nil
}

func (c *Console) answer(g *gin.Context, req *query.Request, result *search.Result) answer {
	catalog := words.For(langOf(g))
	v := c.viewer(catalog, req)
	a := answer{
		Kind: "cards", Cards: v.cards(result.Cards), Beyond: v.cards(result.Beyond), Total: result.Total,
		RedFlag: req.RedFlag, Degraded: result.Degraded,
	}
	if o := req.Search.Origin; o != nil {
		a.Place, a.Radius = o.Label, int(req.Search.Radius/req.Unit.Meters()+0.5)
	}
	for _, u := range req.Understood {
		a.Understood = append(a.Understood, understood{u.Text, query.Meaning(catalog, u.Parameter, u.Value), u.Without})
	}
	for _, w := range req.Warnings {
		a.Warnings = append(a.Warnings, w.In(catalog))
	}
	if len(result.Dropped) > 0 {
		a.Warnings = append(a.Warnings, query.Warning{Code: "words_dropped", Parameter: "q", Value: strings.Join(result.Dropped, " ")}.In(catalog))
	}
	return a
}

// ambiguous returns the places that a question may mean, if that is its fault.
func ambiguous(err error) []choice {
	faults, ok := err.(*query.Faults)
	if !ok {
		return nil
	}
	var choices []choice
	for _, f := range faults.List {
		for _, p := range f.Candidates {
			choices = append(choices, choice{p.Label, p.Value})
		}
	}
	return choices
}
