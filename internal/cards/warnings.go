package cards

import (
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
)

// A Warning says where an answer departs from the question.
type Warning struct {
	Code, Parameter, Text string
}

// Warnings say how the reading departs from what was typed, which words were
// read as short forms of names, too, which the search let go, and that the index is away.
func (w *Writer) Warnings(req *query.Request, res *search.Result) []Warning {
	given := slices.Concat(req.Warnings, query.ShortForms(res))
	if len(res.Dropped) > 0 {
		given = append(given, query.Warning{Code: "words_dropped", Parameter: "q", Value: strings.Join(res.Dropped, " ")})
	}
	all := make([]Warning, 0, len(given)+1)
	for _, x := range given {
		all = append(all, Warning{x.Code, x.Parameter, x.In(w.Catalog)})
	}
	if res.Degraded {
		all = append(all, Warning{Code: "degraded", Text: w.T("warning.degraded", "date", w.Day(res.Generation.DataAsOf))})
	}
	return all
}
