package query

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/words"
)

// A text is q cut into words, and what became of each.
type text struct {
	raw  string
	list []words.Word
	use  []use
}

// A use says what a word of q was taken for.
type use uint8

const (
	free     use = iota // to be matched
	taken               // understood as a filter, a number or the place
	title               // a title before or after a name
	noise               // words that together say nothing ("near me")
	filler              // says nothing
	particle            // says nothing unless a word to match follows
	literal             // in double quotes: to be matched, whatever it could mean
	symptom             // urgent: no place, but a clinical word perhaps
)

// newText cuts q into words. What stands in double quotes is literal.
func newText(q string) *text {
	t := &text{raw: q, list: words.Split(q)}
	t.use = make([]use, len(t.list))
	open := -1
	for i, r := range q {
		if r != '"' && r != '“' && r != '”' {
			continue
		}
		if open < 0 {
			open = i
			continue
		}
		for j, w := range t.list {
			if w.Start > open && w.End <= i {
				t.use[j] = literal
			}
		}
		open = -1
	}
	return t
}

// run returns how many of the words from i on are free, up to limit, before a
// separator that no name or place is written across.
func (t *text) run(i, limit int) int {
	n := 0
	for i+n < len(t.list) && n < limit && t.use[i+n] == free {
		if n > 0 && strings.ContainsAny(t.between(i+n-1), ";:!?()/") {
			break
		}
		n++
	}
	return n
}

// between returns what stands between word i and the next.
func (t *text) between(i int) string { return t.raw[t.list[i].End:t.list[i+1].Start] }

// span returns the words from..to-1 as typed.
func (t *text) span(from, to int) string { return t.raw[t.list[from].Start:t.list[to-1].End] }

// without returns q with its bytes start..end-1 left out.
func (t *text) without(start, end int) string {
	return strings.Join(strings.Fields(t.raw[:start]+" "+t.raw[end:]), " ")
}

// mark notes a use of the words from..to-1.
func (t *text) mark(from, to int, u use) {
	for i := from; i < to; i++ {
		t.use[i] = u
	}
}

// any reports whether some word has one of the uses.
func (t *text) any(uses ...use) bool {
	return slices.ContainsFunc(t.use, func(u use) bool { return slices.Contains(uses, u) })
}

// rest returns the words left to match, as typed, one space between or the
// hyphen that joined them.
func (t *text) rest() string {
	var b strings.Builder
	last := -1
	for i, w := range t.list {
		if t.use[i] != free && t.use[i] != literal {
			continue
		}
		if last >= 0 {
			if last == i-1 && t.between(last) == "-" {
				b.WriteByte('-')
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(t.raw[w.Start:w.End])
		last = i
	}
	return b.String()
}

// readText reads q: what it plainly means becomes filters or the place, the
// rest is the text to match.
func (p *Parser) readText(r *reader, req *Request) {
	q := r.one("q")
	if q == "" {
		return
	}
	allowed := []string{strconv.Itoa(MinText) + "–" + strconv.Itoa(MaxText) + " characters"}
	switch n := utf8.RuneCountInString(q); {
	case n < MinText:
		r.fault(Fault{Parameter: "q", Reason: TooShort, Given: q, Allowed: allowed})
		return
	case n > MaxText:
		r.fault(Fault{Parameter: "q", Reason: TooLong, Given: q, Allowed: allowed})
		return
	}
	u := &understanding{text: newText(q), parser: p, reader: r, request: req}
	u.read()
	req.Search.Text = u.text.rest()
	req.Search.Loose = (u.clinical() || req.Urgency != words.NotUrgent || u.placed()) && !u.text.any(title, literal)
}
