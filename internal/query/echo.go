package query

import (
	"math"
)

// echo returns the question as it was read, by parameter name: filters only
// where they filter, order and paging always, place and radius where there is
// an origin.
func echo(r *reader, req *Request) map[string]any {
	q, f := &req.Search, &req.Search.Filter
	m := map[string]any{
		"unit": string(req.Unit), "lang": string(req.Lang),
		"sort": string(q.Sort), "page": q.Page, "page_size": q.Size,
	}
	if q.Origin != nil {
		m["near"] = q.Origin.Value
		m["radius"] = math.Round(q.Radius/req.Unit.Meters()*1000) / 1000
	}
	if text := r.one("q"); text != "" {
		m["q"] = text
	}
	put(m, "specialty", req.Specialties)
	put(m, "accepting", f.Accepting)
	put(m, "language", f.Languages)
	put(m, "gender", f.Genders)
	put(m, "state", f.States)
	if len(f.NPIs) > 0 {
		m["npi"] = f.NPIs
	}
	if f.Closure != "" {
		m["annular_closure"] = string(f.Closure)
	}
	if f.VerifiedSince != 0 {
		m["verified_within_days"] = req.days
	}
	if f.Bounds != nil {
		m["bbox"] = []float64{f.Bounds.West, f.Bounds.South, f.Bounds.East, f.Bounds.North}
	}
	if q.Apart {
		m["unknown"] = "apart"
	}
	if req.CountOthers {
		m["others"] = "count"
	}
	if req.CountFarther {
		m["farther"] = "count"
	}
	if q.Explain {
		m["explain"] = 1
	}
	return m
}

func put[T ~string](m map[string]any, name string, values []T) {
	if len(values) > 0 {
		m[name] = values
	}
}
