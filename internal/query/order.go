package query

import (
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// readOrder reads unknown, others, sort, page, page_size and explain. Without
// sort, words to match order by relevance (how well they match, then distance);
// a place alone orders by distance.
func (p *Parser) readOrder(r *reader, req *Request) {
	q := &req.Search
	given := r.choice("sort", string(search.ByDistance), string(search.ByRelevance), string(search.ByName))
	q.Sort = search.Sort(given)
	if q.Sort == search.ByDistance && q.Origin == nil {
		if !p.opts.Lenient && !r.faulty("near") {
			allowed := []string{string(search.ByRelevance), string(search.ByName)}
			r.fault(Fault{Parameter: "sort", Reason: NeedsOrigin, Given: given, Allowed: allowed})
		}
		q.Sort = ""
	}
	if q.Sort == "" {
		q.Sort = search.ByRelevance
		if q.Origin != nil && q.Text == "" {
			q.Sort = search.ByDistance
		}
	}
	q.Apart = r.choice("unknown", "apart") == "apart"
	req.CountOthers = r.choice("others", "count") == "count"
	q.Page = r.whole("page", search.MaxPage, 1)
	q.Size = r.whole("page_size", search.MaxPageSize, search.DefaultPage)
	q.Explain = r.choice("explain", "0", "1") == "1"
}

func readLang(r *reader) words.Lang {
	if r.choice("lang", string(words.English), string(words.Spanish)) == string(words.Spanish) {
		return words.Spanish
	}
	return words.English
}
