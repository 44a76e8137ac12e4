package site

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A form is the search form as it stands filled in.
type form struct {
	Compact   bool // above results: no hints, one row
	Near      string
	NearFault string
	Text      string
	TextFault string
	Specialty []option
	Radius    []option
	Language  []option
	Closure   option
	Accepting bool
	Open      bool // a field of the second part is in use
	Hidden    []field
	Action    string // where it is sent
}

// An option is one value of a field.
type option struct {
	Value, Text string
	Selected    bool
}

// A field is sent along unseen.
type field struct{ Name, Value string }

// NearDescribed lists the ids of what describes the place field.
func (f form) NearDescribed() string {
	switch {
	case f.NearFault != "" && !f.Compact:
		return "near-hint near-fault"
	case f.NearFault != "":
		return "near-fault"
	case !f.Compact:
		return "near-hint"
	}
	return ""
}

// form fills the form with what was sent.
func (v *visit) form(compact bool) form {
	f := form{
		Compact:   compact,
		Near:      v.values.Get("near"),
		Text:      v.values.Get("q"),
		Accepting: slices.Contains(v.values["accepting"], "newpt"),
		Specialty: v.specialtyOptions(),
		Radius:    v.radiusOptions(),
		Language:  v.languageOptions(),
	}
	if v.boxed && f.Near == "" {
		f.Near, f.Text = f.Text, ""
	}
	f.Closure = option{Value: string(search.ClosureOffered), Text: v.T("form.closure")}
	switch v.values.Get("annular_closure") {
	case string(search.ClosureOffered):
		f.Closure.Selected = true
	case string(search.ClosureConfirmed):
		f.Closure = option{string(search.ClosureConfirmed), v.T("form.closure.confirmed"), true}
	}
	f.Open = f.Text != "" || f.Accepting || v.values.Get("language") != ""
	f.Hidden, f.Action = v.hidden(), v.path("/find")+"#answer"
	return f
}

// hidden keeps what the form has no field for.
func (v *visit) hidden() []field {
	var kept []field
	if v.frame != nil {
		kept = append(kept, field{"key", v.frame.partner.Key})
	}
	if v.chosen {
		kept = append(kept, field{"lang", string(v.Lang())})
	}
	fields := []string{"near", "q", "specialty", "radius", "language", "accepting", "annular_closure", "page", "lang"}
	for _, name := range query.Parameters() {
		if slices.Contains(fields, name) {
			continue
		}
		for _, value := range v.values[name] {
			kept = append(kept, field{name, value})
		}
	}
	return kept
}

func (v *visit) specialtyOptions() []option {
	given := cmp.Or(v.values.Get("specialty"), "spine-surgery") // the list holds nobody else
	var all []option
	for _, name := range []string{"spine-surgery", "neurosurgery", "orthopaedic-surgery", "orthopaedic-spine-surgery"} {
		all = append(all, option{name, v.T("form.specialty." + name), name == given})
	}
	return selected(all, given, query.Meaning(v.Catalog, "specialty", given))
}

func (v *visit) radiusOptions() []option {
	given := v.values.Get("radius")
	if given == "" {
		given = strconv.Itoa(search.DefaultMiles)
	}
	var all []option
	for _, r := range query.Radii() {
		value := strconv.FormatFloat(r, 'f', -1, 64)
		all = append(all, option{value, v.Length(r, v.unit()), value == given})
	}
	n, err := strconv.ParseFloat(given, 64)
	if err != nil {
		return selected(all, "", "")
	}
	return selected(all, given, v.Length(n, v.unit()))
}

func (v *visit) languageOptions() []option {
	given := v.values.Get("language")
	all := []option{{"", v.T("form.language.any"), given == ""}}
	for _, tag := range []string{"es", "zh", "tl", "vi", "ar", "fr", "ko", "ru", "pt", "hi", "de", "it", "pl", "ja", "fa", "ur", "ase"} {
		all = append(all, option{tag, v.Language(tag), tag == given})
	}
	if given != "" {
		return selected(all, given, v.Language(given))
	}
	return all
}

// selected adds the given value to the options where it is none of them.
func selected(all []option, value, text string) []option {
	if value == "" || slices.ContainsFunc(all, func(o option) bool { return o.Selected }) {
		return all
	}
	return append(all, option{value, text, true})
}

// unit is the unit of the search.
func (v *visit) unit() words.Unit { return words.Unit(strings.ToLower(v.values.Get("unit"))) }
