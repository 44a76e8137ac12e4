package site

import (
	"maps"
	"net/url"
	"slices"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/query"
)

// A pill is a filter that the results offer, with the address of its answer.
type pill struct {
	cards.Pill
	URL string
}

// pills are the filters of the answer, those apart that no pill offers.
func (a *answer) pills(says *cards.Writer) (chips []link, pills []pill) {
	for _, p := range says.Pills(a.req, a.res, a.others, a.values) {
		values := a.with()
		for _, name := range slices.Sorted(maps.Keys(p.Set)) {
			if values.Del(name); p.Set[name] != "" {
				values.Set(name, p.Set[name])
			}
		}
		url := a.landing(values)
		if p.Chip {
			chips = append(chips, link{Text: p.Text, URL: url})
			continue
		}
		pills = append(pills, pill{p, url})
	}
	return chips, pills
}

// landing is the address of a search whose page is to be read from its heading
// on: on a phone the form stands before it.
func (v *visit) landing(values url.Values) string { return v.to("/find", values) + "#answer" }

// onlyKnown keeps the parameters of a search, so that addresses of pages carry
// nothing else along.
func onlyKnown(values url.Values) {
	known := query.Parameters()
	for name := range values {
		if !slices.Contains(known, name) || name == "page_size" { // a page shows as many as it is made for
			delete(values, name)
		}
	}
}
