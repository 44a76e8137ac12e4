package fhir

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

const maxValue = 1_000 // bytes of any one value

// A question is a search as it was read.
type question struct {
	kind   *kind
	strict bool // what is not known is refused, else ignored and told

	search search.Query
	narrow string          // the parameter that search.Text is of
	npis   []directory.NPI // of physicians that are named
	ids    []string        // of offices that are named
	names  []func(*directory.Name) bool
	nobody bool // a criterion that nobody meets

	// include and revinclude hold the links to follow from matches; those that
	// are true are followed from what is included too.
	include, revinclude map[string]bool
	countOnly           bool
	generation          string // that the page is of; empty: the first page

	used     url.Values // what was taken of the request
	warnings []issue
}

// newQuestion asks for everything of a kind.
func newQuestion(k *kind) *question {
	q := &question{
		kind: k, used: url.Values{}, include: map[string]bool{}, revinclude: map[string]bool{},
		search: search.Query{Page: 1, Size: search.DefaultPage},
	}
	if k.name == typeService || k.name == typeVerification {
		q.search.Filter.Closure = search.ClosureOffered
	}
	return q
}

// readQuestion reads the parameters of a search. The error is a *refusal that
// names all that is wrong.
func readQuestion(k *kind, values url.Values, strict bool) (*question, error) {
	q := newQuestion(k)
	q.strict = strict
	var faults []issue
	var named, chosen []string // parameters by which resources are named, and by which they are chosen
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if f := q.readParameter(name, values[name]); f.text != "" {
			f.parameter = name
			faults = append(faults, f)
		}
		switch {
		case !q.used.Has(name) || controls[strings.TrimSuffix(name, ":iterate")] != nil || isOneOf(names, name) || name == "active":
		case isOneOf(lookups, name):
			named = append(named, name)
		default:
			chosen = append(chosen, name)
		}
	}
	if others := append(chosen, named...); len(named) > 0 && len(others) > 1 {
		faults = append(faults, issue{code: notSupported, parameter: others[0], text: "Cannot be combined with " + others[len(others)-1] + "."})
	}
	if q.search.Sort == search.ByDistance && q.search.Origin == nil {
		faults = append(faults, issue{code: invalid, parameter: "_sort", text: "An order by distance needs near."})
	}
	if len(faults) > 0 {
		return nil, &refusal{status: 400, issues: faults}
	}
	return q, nil
}

// untyped takes the type off a chain that names the one it goes through.
var untyped = strings.NewReplacer("practitioner:Practitioner.", "practitioner.", "location:Location.", "location.", "service:HealthcareService.", "service.")

// readParameter reads all occurrences of one parameter. The issue has no text
// where nothing is wrong.
func (q *question) readParameter(name string, values []string) issue {
	for _, v := range values {
		if len(v) > maxValue || !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl) {
			return issue{code: invalid, text: fmt.Sprintf("Text in UTF-8 without control characters, up to %d bytes.", maxValue)}
		}
	}
	if name == "_lastUpdated" {
		return issue{code: notSupported, text: "The directory is built anew as a whole and does not know when a resource changed; VerificationResult.statusDate says when a service was verified."}
	}
	if base, modifier, _ := strings.Cut(name, ":"); controls[base] != nil && (modifier == "" || modifier == "iterate" && strings.HasSuffix(base, "include")) {
		for _, v := range values {
			if text := controls[base](q, name, v); text != "" {
				return issue{code: invalid, text: text}
			}
		}
		return issue{}
	}
	plain, modifier, modified := strings.Cut(untyped.Replace(name), ":")
	switch {
	case !slices.Contains(q.kind.params, plain):
		return q.orIgnore(issue{
			code: notSupported, parameter: name,
			text: fmt.Sprintf("%s is not searched by this. Use: %s.", q.kind.name, strings.Join(q.kind.params, ", ")),
		})
	case modified:
		return issue{code: notSupported, text: "The modifier :" + modifier + " is not served."}
	case len(values) > 1 && !isOneOf(names, plain):
		return issue{code: notSupported, text: "This may be given once. Separate alternatives by commas."}
	}
	for _, v := range values {
		parts := splitEscaped(v, ',')
		if len(parts) > search.MaxAnyOf {
			return issue{code: "too-long", text: fmt.Sprintf("Up to %d values.", search.MaxAnyOf)}
		}
		if text := params()[leaf(plain)].read(q, plain, parts); text != "" {
			return issue{code: invalid, text: text}
		}
	}
	q.used[name] = values
	return issue{}
}

// orIgnore returns what is refused, or ignores it and says so.
func (q *question) orIgnore(i issue) issue {
	if q.strict {
		return i
	}
	i.text = "Ignored. " + i.text
	q.warn(i)
	return issue{}
}

// warn tells of something that did not stop the search.
func (q *question) warn(i issue) {
	i.severity = "warning"
	q.warnings = append(q.warnings, i)
}

// controls are the parameters that shape an answer, whatever is searched. A
// text says what is wrong.
var controls = map[string]func(q *question, name, value string) string{
	"_count": func(q *question, name, v string) string {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return "A whole number: 0 for the total alone, up to 100 a page."
		}
		q.countOnly = q.countOnly || n == 0
		q.search.Size = min(max(n, 1), search.MaxPageSize)
		q.used.Set(name, strconv.Itoa(min(n, search.MaxPageSize)))
		return ""
	},
	"_summary": func(q *question, name, v string) string {
		q.countOnly = q.countOnly || v == "count"
		q.used.Set(name, v)
		if v != "count" && v != "false" {
			return "count or false."
		}
		return ""
	},
	"_sort": func(q *question, name, v string) string {
		order, ok := map[string]search.Sort{"near": search.ByDistance, "family": search.ByName}[leaf(v)]
		q.search.Sort = order
		q.used.Set(name, v)
		if !ok {
			return "near or family."
		}
		return ""
	},
	"_page": func(q *question, _, v string) string {
		var ok bool
		if q.generation, q.search.Page, ok = readPageToken(v); !ok {
			return "Take the whole address of a page from the link of the page before it."
		}
		return ""
	},
	"_include":    readInclude,
	"_revinclude": readInclude,
	"_total":      ignored, // totals are exact
	"_format":     ignored, // read with Accept
	"_pretty":     ignored,
}

func ignored(*question, string, string) string { return "" }

// readInclude reads _include and _revinclude, with or without :iterate.
func readInclude(q *question, name, v string) string {
	base, _, iterate := strings.Cut(name, ":")
	from, rest, _ := strings.Cut(v, ":")
	by, _, _ := strings.Cut(rest, ":") // a target type says nothing new: each has one
	link := from + ":" + by
	known, into := q.kind.include, q.include
	if base == "_revinclude" {
		known, into = q.kind.revinclude, q.revinclude
	}
	if iterate {
		known = nil
		for _, l := range links {
			known = append(known, l.name)
		}
	}
	if !slices.Contains(known, link) {
		return q.orIgnore(issue{code: notSupported, parameter: name, text: "What can be included: " + strings.Join(known, ", ") + "."}).text
	}
	into[link] = into[link] || iterate
	q.used.Add(name, v)
	return ""
}
