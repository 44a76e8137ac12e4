package query

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// Others are the physicians whom the same search finds without its filters:
// where nobody is known to fit, a way on.
type Others struct {
	Total  int          // besides those whom the answer counts; above 0
	Exact  bool         // false: at least so many
	Values url.Values   // what asks for them, and for those of the answer
	origin *place.Place // nil: none
}

// A Searcher answers a search; search.Finder is one.
type Searcher interface {
	Search(context.Context, search.Query) (*search.Result, error)
}

// Others counts whom the search of values, read as req and answered by res,
// finds without its filters and, if that adds nobody and there is a place,
// without its words too. It is nil when it finds nobody else, when there is
// nothing to leave out, and when the count cannot be had.
func (p *Parser) Others(ctx context.Context, f Searcher, values url.Values, req *Request, res *search.Result) *Others {
	rest := p.unfiltered(values, req)
	if req.Narrowed() {
		if o := p.count(ctx, f, rest, res); o != nil {
			return o
		}
	}
	if req.Search.Origin == nil || !rest.Has("q") {
		return nil
	}
	rest.Del("q")
	return p.count(ctx, f, rest, res)
}

// count asks the search of values for its total.
func (p *Parser) count(ctx context.Context, f Searcher, values url.Values, res *search.Result) *Others {
	req, err := p.Parse(values)
	if err != nil {
		return nil
	}
	q := req.Search
	q.Size, q.Apart, q.Explain = 1, false, false
	all, err := f.Search(ctx, q)
	if err != nil {
		return nil
	}
	others := all.Total - res.Total - res.UnknownTotal
	if others <= 0 {
		return nil
	}
	return &Others{Total: others, Exact: all.TotalExact && res.TotalExact, Values: values, origin: q.Origin}
}

// Narrowed reports whether anything sent or understood narrows the search that
// can be left out.
func (r *Request) Narrowed() bool {
	f := &r.Search.Filter
	return r.specialized() || f.Closure != search.ClosureAny || f.VerifiedSince != 0 || f.Bounds != nil ||
		len(f.NPIs) > 0 || len(f.Accepting) > 0 || len(f.Languages) > 0 || len(f.Genders) > 0 || len(f.States) > 0
}

// unfiltered returns the parameters of the same search without its filters,
// from the first page. What q was understood to mean leaves it: the place
// becomes a parameter of its own.
func (p *Parser) unfiltered(values url.Values, req *Request) url.Values {
	rest := url.Values{}
	for _, name := range []string{"near", "radius", "unit", "sort", "lang", "page_size"} {
		if v := values[name]; len(v) > 0 {
			rest[name] = v
		}
	}
	if req.Search.Origin != nil && values.Get("near") == "" {
		rest.Set("near", req.Search.Origin.Value)
		rest.Set("radius", strconv.FormatFloat(req.Search.Radius/req.Unit.Meters(), 'f', -1, 64))
	}
	if slices.Contains(req.Specialties, "spine-surgery") {
		rest.Set("specialty", "spine-surgery")
	}
	text := req.words(nil)
	if text == "" {
		return rest
	}
	rest.Set("q", text)
	if again, err := p.Parse(rest); err == nil && again.words(nil) != text {
		rest.Set("q", `"`+text+`"`) // as it stands, whatever it means by itself
	}
	return rest
}

// In words the way to them in the catalog's language.
func (o *Others) In(c *words.Catalog) string {
	key := "find.others"
	if !o.Exact {
		key = "find.others.many"
	}
	if o.origin != nil {
		return c.T(key+".near", "count", o.Total, "place", PlaceName(c, o.origin))
	}
	return c.T(key, "count", o.Total)
}
