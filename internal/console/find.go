package console

import (
	"context"
	"errors"
	"net/url"
	"regexp"
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
	Unknown    []cardView   `json:"unknown"` // of whom it is not known whether they fit
	Beyond     []cardView   `json:"beyond"`
	Total      int          `json:"total"`  // of who fits
	ToAsk      int          `json:"to_ask"` // of Unknown, shown or not
	Radius     int          `json:"radius"` // miles; 0: not by distance
	Place      string       `json:"place"`
	Understood []understood `json:"understood"`
	Warnings   []string     `json:"warnings"`
	Places     []choice     `json:"places"`    // all there is for "places"; else what the box could mean as well
	Suggested  []string     `json:"suggested"` // NPIs to hand over unless the agent chooses otherwise
	Nobody     string       `json:"nobody"`    // why nobody is suggested, in words
	At         int64        `json:"at"`        // the server's clock, in milliseconds: what a call begins with
	Near       []caseLine   `json:"near"`      // cases whose reference may be meant
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
	Text  string `json:"text"` // the box with this place in it
}

// shown is how many surgeons a search lists: what fits a screen.
const shown = 20

// find answers the box. A reference opens its case; everything else is a
// search.
func (c *Console) find(g *gin.Context, q question) (answer, error) {
	a, err := c.meant(g, q)
	a.At = c.opts.Now().UnixMilli()
	return a, err
}

// meant answers the box as what it is meant for.
func (c *Console) meant(g *gin.Context, q question) (answer, error) {
	if ref, err := referral.ParseReference(q.Text); err == nil {
		view, err := c.viewCase(g, ref)
		if err == nil {
			return answer{Kind: "case", Case: &view}, nil
		}
		// Six letters can be a name as well: what is no case is searched.
	}
	req, places, err := c.read(g.Request.Context(), q)
	if err != nil {
		var faults *query.Faults
		if errors.As(err, &faults) && faults.Urgency == words.Emergency {
			return c.emergency(langOf(g), q.Text, faults), nil
		}
		if places := ambiguous(q.Text, err); places != nil {
			return answer{Kind: "places", Places: places, Nobody: words.For(langOf(g)).T("console.nobody.which_place")}, nil
		}
		if said := c.misread(g, q.Text, err); said != nil {
			near, err := c.misheard(g, q.Text)
			return answer{Kind: "places", Warnings: said, Nobody: said[0], Near: near}, err
		}
		return answer{}, err
	}
	result, err := c.opts.Finder.Search(g.Request.Context(), req.Search)
	if err != nil {
		return answer{}, err
	}
	a := c.answer(g, req, result)
	if err := c.addReports(g, a.Cards, a.Unknown, a.Beyond); err != nil {
		return answer{}, err
	}
	a.Places = places
	var why string
	if a.Suggested, why = suggest(req, result, places); why != "" {
		a.Nobody = words.For(langOf(g)).T("console.nobody." + why)
	}
	if result.Total+result.UnknownTotal == 0 && referenceLike(q.Text) {
		a.Warnings = append(a.Warnings, words.For(langOf(g)).T("console.reference.unknown"))
	}
	if result.Total+result.UnknownTotal == 0 {
		a.Near, err = c.misheard(g, q.Text)
	}
	return a, err
}

// emergency answers a question that may mean one and that names no place, or
// none that is sure: what to ask first comes before what is wrong with it.
func (c *Console) emergency(lang words.Lang, text string, faults *query.Faults) answer {
	catalog := words.For(lang)
	return answer{
		Kind: "places", Places: ambiguous(text, faults), RedFlag: true,
		Warnings: []string{faults.List[0].In(catalog)}, Nobody: catalog.T("console.nobody.red_flag"),
	}
}

// misheard lists the cases whose reference differs from a text in one character.
func (c *Console) misheard(g *gin.Context, text string) ([]caseLine, error) {
	cases, err := c.opts.Store.Cases(g.Request.Context(), referral.Misheard(text))
	return c.lines(cases), err
}

// misread returns what to say of a text that is no question but may have been
// meant as a reference: "M5V 3L9" can be a postal code of Canada as well.
func (c *Console) misread(g *gin.Context, text string, err error) []string {
	var faults *query.Faults
	if !errors.As(err, &faults) || len(faults.List) == 0 || !referenceLike(text) {
		return nil
	}
	catalog := words.For(langOf(g))
	return []string{faults.List[0].In(catalog), catalog.T("console.reference.unknown")}
}

// referenceLike reports whether a text was meant to be a reference, misheard or
// not: six characters, a digit among them, in two groups of three or in one.
func referenceLike(text string) bool {
	return referenceForm.MatchString(text) && strings.ContainsAny(text, "0123456789")
}

var referenceForm = regexp.MustCompile(`(?i)^\s*[a-z0-9]{3}[- ]?[a-z0-9]{3}\s*$`)

// read turns the question into a search. A town that stands alone in the box
// is the place: callers say where they are before they say anything else.
// A small one that somebody is called like, or a name that several have, is
// read as the name; the places are returned beside it. A title makes a name of
// anything: "dr austin".
func (c *Console) read(ctx context.Context, q question) (*query.Request, []choice, error) {
	req, err := c.parse(q, q.Text, "")
	if err != nil || req.Search.Origin != nil || req.Search.Text == "" || titled.MatchString(q.Text) {
		return req, nil, err
	}
	alone := req.Search.Text
	town, notices, err := c.opts.Gazetteer.Resolve(alone)
	var several *place.AmbiguousError
	switch {
	case errors.As(err, &several):
		return req, choices(q.Text, alone, several.Candidates), nil
	case err != nil || slices.Contains(notices, place.NoticeSpelling):
		return req, nil, nil // a name, or too unsure a place
	case town.Population < query.TownOfNote && query.Named(ctx, c.opts.Finder, alone, false):
		return req, choices(q.Text, alone, []place.Place{town}), nil
	}
	rest := query.Replace(q.Text, alone, "")
	if asPlace, err := c.parse(q, rest, alone); err == nil && asPlace.Search.Text == "" {
		asPlace.Understood = append(asPlace.Understood, query.Understood{
			Text: alone, Parameter: "near", Value: asPlace.Search.Origin.Label, Without: strings.TrimSpace("dr " + alone + " " + rest),
		})
		return asPlace, nil, nil
	}
	return req, nil, nil
}

// titled is a text that says by a title that a name follows.
var titled = regexp.MustCompile(`(?i)^\s*(?:dr|dra|doctor|doctora)\b`)

// parse reads words, a place and the choices beside the box. A distance among
// the words is the caller's and wins over the one beside.
func (c *Console) parse(q question, text, near string) (*query.Request, error) {
	values := url.Values{"q": {text}, "page_size": {strconv.Itoa(shown)}, "unknown": {"apart"}}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("near", near)
	set("specialty", q.Specialty)
	set("annular_closure", q.Closure)
	set("language", q.Language)
	set("accepting", q.Accepting)
	req, err := c.opts.Parser.Parse(values)
	said := err == nil && slices.ContainsFunc(req.Understood, func(u query.Understood) bool { return u.Parameter == "radius" })
	if q.Radius <= 0 || said {
		return req, err
	}
	values.Set("radius", strconv.Itoa(q.Radius))
	return c.opts.Parser.Parse(values)
}

// choices are the places that a piece of a text may mean.
func choices(text, piece string, places []place.Place) []choice {
	all := make([]choice, len(places))
	for i, p := range places {
		all[i] = choice{p.Label, query.Replace(text, piece, p.Value)}
	}
	return all
}

func (c *Console) answer(g *gin.Context, req *query.Request, result *search.Result) answer {
	catalog := words.For(langOf(g))
	v := c.viewer(catalog, req)
	a := answer{
		Kind: "cards", Cards: v.cards(result.Cards), Unknown: v.cards(result.Unknown), Beyond: v.cards(result.Beyond),
		Total: result.Total, ToAsk: result.UnknownTotal,
		RedFlag: req.Urgency == words.Emergency, Degraded: result.Degraded,
	}
	if o := req.Search.Origin; o != nil {
		a.Place, a.Radius = o.Label, int(req.Search.Radius/req.Unit.Meters()+0.5)
	}
	for _, u := range req.Understood {
		a.Understood = append(a.Understood, understood{u.Text, query.Meaning(catalog, u.Parameter, u.Value), u.Without})
	}
	if req.Urgency == words.Urgent {
		a.Warnings = append(a.Warnings, catalog.T("console.urgent"))
	}
	for _, w := range v.Warnings(req, result) {
		a.Warnings = append(a.Warnings, w.Text)
	}
	return a
}

// ambiguous returns the places that a question may mean, if that is its fault.
func ambiguous(text string, err error) []choice {
	faults, ok := err.(*query.Faults)
	if !ok {
		return nil
	}
	var all []choice
	for _, f := range faults.List {
		all = append(all, choices(text, f.Given, f.Candidates)...)
	}
	return all
}
