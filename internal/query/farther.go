package query

import (
	"context"
	"net/url"
	"strconv"

	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// Radii are the distances that forms offer, in the unit of the search, the
// shortest first.
func Radii() []float64 { return []float64{10, 25, 50, 100, 250, 500} }

// Farther is the same search in the least of the [Radii] that finds more than a
// short answer did.
type Farther struct {
	Radius float64    // in the unit of the search
	Total  int        // whom it finds, those of whom it is not known included where they are listed
	Exact  bool       // false: at least so many
	Values url.Values // what asks for them
	unit   words.Unit
}

// Farther looks for more than res, the answer to values read as req, holds. It
// is nil when that is enough (search.MaxBeyond), when no radius finds anybody
// else, and when that cannot be had.
func (p *Parser) Farther(ctx context.Context, f Searcher, values url.Values, req *Request, res *search.Result) *Farther {
	listed := res.Total + res.UnknownTotal
	if req.Search.Origin == nil || req.Search.Page > 1 || listed >= search.MaxBeyond {
		return nil
	}
	nearest := req.Search.Radius
	if f := &req.Search.Filter; !req.Search.Apart || len(f.Languages)+len(f.Accepting) == 0 {
		if len(res.Beyond) == 0 {
			return nil
		}
		nearest = res.Beyond[0].Meters
	} // else there may be nearer ones of whom it is not known
	for _, radius := range Radii() {
		q := req.Search
		q.Radius = min(radius*req.Unit.Meters(), search.MaxRadius)
		if q.Radius < nearest || q.Radius <= req.Search.Radius {
			continue
		}
		q.Size, q.Explain = 1, false
		all, err := f.Search(ctx, q)
		if err != nil {
			return nil
		}
		if n := all.Total + all.UnknownTotal; n > listed {
			return &Farther{Radius: radius, Total: n, Exact: all.TotalExact, Values: widened(values, req, radius), unit: req.Unit}
		}
	}
	return nil
}

// widened returns the parameters of the same search, from its first page, in
// another radius.
func widened(values url.Values, req *Request, radius float64) url.Values {
	wide := make(url.Values, len(values)+1)
	for name, v := range values {
		if name != "page" {
			wide[name] = v
		}
	}
	for _, u := range req.Understood {
		if u.Parameter == "radius" {
			wide["q"] = []string{u.Without} // what the parameter says wins, but is not said twice
		}
	}
	wide.Set("radius", strconv.FormatFloat(radius, 'f', -1, 64))
	return wide
}

// In words the way to them in the catalog's language.
func (f *Farther) In(c *words.Catalog) string {
	key := "find.wider"
	if !f.Exact {
		key = "find.wider.many"
	}
	return c.T(key, "radius", c.Length(f.Radius, f.unit), "count", f.Total)
}
