package query

import (
	"strconv"
	"unicode/utf8"
)

// readText reads q: what it plainly means becomes filters, the rest is the
// text to match.
func (p *Parser) readText(r *reader, req *Request) {
	q := r.one("q")
	if q == "" {
		return
	}
	switch n := utf8.RuneCountInString(q); {
	case n < MinText:
		r.fault(Fault{Parameter: "q", Reason: TooShort, Given: q, Allowed: []string{strconv.Itoa(MinText) + "–100 characters"}})
		return
	case n > MaxText:
		r.fault(Fault{Parameter: "q", Reason: TooLong, Given: q, Allowed: []string{"2–" + strconv.Itoa(MaxText) + " characters"}})
		return
	}
	req.Search.Text = q
}
