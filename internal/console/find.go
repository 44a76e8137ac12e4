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
	Beyond     []cardView   `json:"beyond"`
	Total      int          `json:"total"`
	Radius     int          `json:"radius"` // miles; 0: not by distance
	Place      string       `json:"place"`
	Understood []understood `json:"understood"`
	Warnings   []string     `json:"warnings"`
	Places     []choice     `json:"places"` // all there is for "places"; else what the box could mean as well
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
	if ref, err := referral.ParseReference(q.Text); err == nil {
		view, err := c.viewCase(g, ref)
		if err == nil {
			return answer{Kind: "case", Case: &view}, nil
		}
		// Six letters can be a name as well: what is no case is searched.
	}
	req, places, err := c.read(g.Request.Context(), q)
	if err != nil {
		if places := ambiguous(q.Text, err); places != nil {
			return answer{Kind: "places", Places: places}, nil
		}
		return answer{}, err
	}
	result, err := c.opts.Finder.Search(g.Request.Context(), req.Search)
	if err != nil {
		return answer{}, err
	}
	a := c.answer(g, req, result)
	a.Places = places
	if result.Total == 0 && referenceLike.MatchString(q.Text) {
		a.Warnings = append(a.Warnings, words.For(langOf(g)).T("console.reference.unknown"))
	}
	return a, nil
}

// referenceLike is a text that was meant to be a reference, misheard or not:
// two groups of three with a digit among them.
var referenceLike = regexp.MustCompile(`(?i)^\s*(?:[a-z]{0,2}\d[a-z0-9]{0,2}[- ]?[a-z0-9]{3}|[a-z]{3}[- ]?[a-z]{0,2}\d[a-z0-9]{0,2})\s*$`)

// cityOfNote is the number of people from which a town that stands alone in the
// box is the town, even where somebody is called like it.
const cityOfNote = 50_000

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
	case town.Population < cityOfNote && c.called(ctx, alone):
		return req, choices(q.Text, alone, []place.Place{town}), nil
	}
	rest := with(q.Text, alone, "")
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

// called says whether a surgeon has this family name.
func (c *Console) called(ctx context.Context, name string) bool {
	result, err := c.opts.Finder.Search(ctx, search.Query{Text: name, Sort: search.ByRelevance, Page: 1, Size: shown})
	return err == nil && slices.ContainsFunc(result.Cards, func(card search.Card) bool {
		return strings.EqualFold(card.Listing.Physician.Name.Family, name)
	})
}

// parse reads words, a place and the choices beside the box. A distance among
// the words is the caller's and wins over the one beside.
func (c *Console) parse(q question, text, near string) (*query.Request, error) {
	values := url.Values{"q": {text}, "page_size": {strconv.Itoa(shown)}}
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

// with returns a text with a piece of it, however it is capitalised, replaced.
func with(text, piece, by string) string {
	i := strings.Index(strings.ToLower(text), strings.ToLower(piece))
	if i < 0 || i+len(piece) > len(text) {
		return by
	}
	return strings.Join(strings.Fields(text[:i]+" "+by+" "+text[i+len(piece):]), " ")
}

// choices are the places that a piece of a text may mean.
func choices(text, piece string, places []place.Place) []choice {
	all := make([]choice, len(places))
	for i, p := range places {
		all[i] = choice{p.Label, with(text, piece, p.Value)}
	}
	return all
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
