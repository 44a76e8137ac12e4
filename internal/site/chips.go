package site

import (
	"net/url"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/query"
)

// chips are the filters of a search that have no pill of their own, each with
// the address of the same search without it: first the words that were
// understood as filters, then those that were chosen.
func (v *visit) chips(req *query.Request) []link {
	var chips []link
	for _, u := range req.Understood {
		meaning := query.Meaning(v.Catalog, u.Parameter, u.Value)
		if !strings.EqualFold(meaning, u.Text) {
			meaning = v.T("chips.understood", "text", u.Text, "meaning", meaning)
		}
		chips = append(chips, link{Text: meaning, URL: v.landing(v.with("q", u.Without))})
	}
	for _, name := range query.Parameters() {
		switch name {
		case "specialty", "annular_closure", "accepting", "language", "gender", "state", "verified_within_days", "bbox":
			chips = append(chips, v.chosenChips(name)...)
		}
	}
	return chips
}

// chosenChips are the chips of one parameter, one a value.
func (v *visit) chosenChips(name string) []link {
	var given []string
	for _, value := range v.values[name] {
		if name == "bbox" {
			given = append(given, value)
			continue
		}
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				given = append(given, part)
			}
		}
	}
	if len(given) == 1 && pilled(name, given[0]) || name == "specialty" && strings.Join(given, ",") == specialists {
		return nil
	}
	var chips []link
	for i, value := range given {
		if name == "specialty" && value == "spine-surgery" {
			continue // what the finder is for, not a choice
		}
		rest := v.with(name, "")
		if len(given) > 1 {
			rest[name] = slices.Delete(slices.Clone(given), i, i+1)
		}
		chips = append(chips, link{Text: query.Meaning(v.Catalog, name, value), URL: v.landing(rest)})
	}
	return chips
}

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
