package site

import (
	"net/url"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

// chips are the filters of a search, each with the address of the same search
// without it: first the words that were understood as filters, then those that
// were chosen.
func (v *visit) chips(req *query.Request) []link {
	var chips []link
	for _, u := range req.Understood {
		meaning := v.meaning(u.Parameter, u.Value)
		if !strings.EqualFold(meaning, u.Text) {
			meaning = v.T("chips.understood", "text", u.Text, "meaning", meaning)
		}
		chips = append(chips, link{Text: meaning, URL: v.to("/find", v.with("q", u.Without))})
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
	var chips []link
	for i, value := range given {
		if name == "specialty" && value == "spine-surgery" {
			continue // what the finder is for, not a choice
		}
		rest := v.with(name, "")
		if len(given) > 1 {
			rest[name] = slices.Delete(slices.Clone(given), i, i+1)
		}
		chips = append(chips, link{Text: v.meaning(name, value), URL: v.to("/find", rest)})
	}
	return chips
}

// meaning words the value of a parameter.
func (v *visit) meaning(parameter, value string) string {
	switch parameter {
	case "specialty":
		return v.specialty(value)
	case "annular_closure":
		return v.T("annular_closure." + value)
	case "accepting":
		return v.Accepting(directory.Accepting(value))
	case "language":
		return v.T("chips.language", "language", v.Language(value))
	case "gender":
		return v.Gender(directory.Gender(strings.ToUpper(value)))
	case "verified_within_days":
		return v.T("chips.verified", "days", value)
	case "near":
		return v.T("chips.near", "place", value)
	case "q":
		return reference(v.Catalog, value)
	case "bbox":
		return v.T("parameter.bbox")
	}
	return v.T("parameter."+parameter) + ": " + value
}

// reference words what q named: a phone number or an NPI.
func reference(c *words.Catalog, value string) string {
	if strings.HasPrefix(value, "+") {
		return c.T("understood.q.phone", "phone", directory.FormatPhone(value))
	}
	return c.T("understood.q.npi", "number", value)
}

// specialty names a value of the parameter specialty.
func (v *visit) specialty(value string) string {
	if key := "specialty." + value; v.Has(key) {
		return v.T(key)
	}
	if code := directory.Taxonomy(strings.ToUpper(value)); code.Valid() {
		return code.Name(string(v.Lang()))
	}
	return value
}

// onlyKnown keeps the parameters of a search, so that addresses of pages carry
// nothing else along.
func onlyKnown(values url.Values) {
	known := query.Parameters()
	for name := range values {
		if !slices.Contains(known, name) {
			delete(values, name)
		}
	}
}
