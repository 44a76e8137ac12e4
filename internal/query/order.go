package query

import (
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// readOrder reads unknown, others, farther, sort, page, page_size and explain. Without
// sort, words to match order by relevance (how well they match, then distance);
// a place alone orders by distance, and filters alone by name. A page holds all
// NPIs that are asked for.
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
		switch {
		case q.Text != "":
		case q.Origin != nil:
			q.Sort = search.ByDistance
		case q.Filter.NPI == 0 && q.Filter.Phone == "":
			q.Sort = search.ByName
		}
	}
	q.Apart = r.choice("unknown", "apart") == "apart"
	req.CountOthers = r.choice("others", "count") == "count"
	req.CountFarther = r.choice("farther", "count") == "count"
	q.Page = r.whole("page", search.MaxPage, 1)
	size := search.DefaultPage
	if len(q.Filter.NPIs) > 0 {
		size = search.MaxPageSize
	}
	q.Size = r.whole("page_size", search.MaxPageSize, size)
	q.Explain = r.choice("explain", "0", "1") == "1"
}

func readLang(r *reader) words.Lang {
	if r.choice("lang", string(words.English), string(words.Spanish)) == string(words.Spanish) {
		return words.Spanish
	}
	return words.English
}
