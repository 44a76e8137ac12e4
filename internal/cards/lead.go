package cards

import (
	"strings"

	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
)

// listed is how many the pages of an answer hold.
func listed(res *search.Result) int { return res.Total + res.UnknownTotal }

// Lead says what is shown of an answer and how it is ordered; empty where that
// goes without saying.
func (w *Writer) Lead(req *query.Request, res *search.Result) string {
	q, n := &req.Search, len(res.Cards)+len(res.Unknown)
	if n == 0 {
		if listed(res) > 0 {
			return w.T("find.past_end")
		}
		if len(res.Beyond) > 0 {
			return w.T("find.none.lead")
		}
		return w.T("find.none.advice")
	}
	var texts []string
	if q.Page > 1 {
		from := (q.Page-1)*q.Size + 1
		texts = append(texts, w.T("find.range", "from", from, "to", from+n-1, "total", listed(res)))
	}
	if q.Origin != nil && q.Sort == search.ByDistance && n > 1 {
		texts = append(texts, w.T("find.closest"))
	}
	if len(res.Unknown) == 0 && res.UnknownTotal > 0 { // they are on a later page
		texts = append(texts, req.Unsure(w.Catalog, res)+".")
	}
	return strings.Join(texts, " ")
}

// Note says what the distances of an answer are and how new the list is.
func (w *Writer) Note(req *query.Request, res *search.Result) string {
	var texts []string
	if req.Search.Origin != nil {
		texts = append(texts, w.T("find.straight"))
	}
	if g := res.Generation; g != nil && g.DataAsOf != 0 {
		texts = append(texts, w.T("find.as_of", "date", w.Day(g.DataAsOf)))
	}
	return strings.Join(texts, " ")
}

// Beyond is the heading of those who are outside the radius; empty where nobody
// is shown.
func (w *Writer) Beyond(req *query.Request, res *search.Result) string {
	if len(res.Beyond) == 0 {
		return ""
	}
	return w.T("find.beyond", "radius", req.Reach(w.Catalog))
}
