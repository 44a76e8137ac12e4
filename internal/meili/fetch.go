package meili

import (
	"context"
	"encoding/json"
	"strings"
)

// A fetchRequest asks for the documents that pass a filter. Limit is always
// sent: without one Meilisearch gives 20 and says nothing.
type fetchRequest struct {
	Filter string   `json:"filter,omitempty"`
	Fields []string `json:"fields"`
	Offset int      `json:"offset"`
	Limit  int      `json:"limit"`
}

// storedField is the field of a document that holds the stored listing.
const storedField = "listing"

// A page is what a fetchRequest for stored listings is answered with.
type page struct {
	listings []string // as stored
	total    int      // that pass the filter
}

func (c *client) fetch(ctx context.Context, generation string, r fetchRequest) (*page, error) {
	doing := "fetching listings of " + generation
	body, err := json.Marshal(r)
	if err != nil {
		return nil, translate(doing, err)
	}
	var p *page
	err = retry(ctx, func() error {
		answer, err := c.send(ctx, "POST", "/indexes/"+listingsIndex+generation+"/documents/fetch", body)
		if err == nil {
			p, err = readPage(string(answer), r.Limit)
		}
		return translate(doing, err)
	})
	return p, err
}

// What Meilisearch writes around stored listings.
const (
	pageHead   = `{"results":[`
	recordHead = `{"` + storedField + `":`
)

// readPage reads the answer of a fetchRequest for up to limit listings.
//
// Warming a process is reading pages, megabytes each, nearly all of it texts
// in which nothing is escaped. They are cut out of the answer and share its
// memory; encoding/json takes four times as long to copy them. What is not
// written as Meilisearch writes it is left to encoding/json.
func readPage(answer string, limit int) (*page, error) {
	p := &page{listings: make([]string, 0, limit)}
	rest, ok := strings.CutPrefix(answer, pageHead)
	for more := ok; more; {
		var text string
		if rest, ok = strings.CutPrefix(rest, recordHead); !ok {
			break
		}
		if text, rest, ok = cutText(rest); !ok {
			break
		}
		p.listings = append(p.listings, text)
		if rest, ok = strings.CutPrefix(rest, "}"); !ok {
			break
		}
		rest, more = strings.CutPrefix(rest, ",")
	}
	if rest, ok = strings.CutPrefix(rest, "],"); !ok {
		return readAnyPage(answer)
	}
	var tail struct{ Total int }
	err := json.Unmarshal([]byte("{"+rest), &tail)
	p.total = tail.Total
	return p, err
}

// cutText cuts the JSON text that s begins with off the rest.
func cutText(s string) (text, rest string, ok bool) {
	if s == "" || s[0] != '"' {
		return "", s, false
	}
	end := 1 + strings.IndexByte(s[1:], '"')
	if end == 0 {
		return "", s, false
	}
	if text = s[1:end]; strings.IndexByte(text, '\\') < 0 {
		return text, s[end+1:], true
	}
	for end = 1; end < len(s) && s[end] != '"'; end++ {
		if s[end] == '\\' {
			end++
		}
	}
	if end >= len(s) {
		return "", s, false
	}
	err := json.Unmarshal([]byte(s[:end+1]), &text)
	return text, s[end+1:], err == nil
}

// readAnyPage reads any JSON that means a page.
func readAnyPage(answer string) (*page, error) {
	var whole struct {
		Results []struct {
			Listing string
		}
		Total int
	}
	if err := json.Unmarshal([]byte(answer), &whole); err != nil {
		return nil, err
	}
	p := &page{total: whole.Total}
	for _, r := range whole.Results {
		p.listings = append(p.listings, r.Listing)
	}
	return p, nil
}
