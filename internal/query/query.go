// Package query turns what a person or a program asks, raw parameters of a URL
// or a form, into a clean search.Query: or into faults that name every
// parameter that cannot be used, why, and what would do.
//
// All three faces (interface, pages, console) ask through it, so the same words
// mean the same thing everywhere. Each parameter has one reader and one bound;
// nothing that leaves the package is outside the limits of package search.
//
// Free text (q) is read for what people plainly mean: an NPI or a phone number
// in any form, clinical words in English and Spanish, languages, a place after
// "near". Such words become filters, leave the text, and are reported as
// understood, so that each can be shown and taken back. An explicit parameter
// always wins over a word. What a text means is decided without looking at the
// index: names, practices and towns are left to its matching.
//
// Error texts of this package never hold what was sent; that stands in the
// fields of a Fault, which go back to the sender and nowhere else.
package query

import (
	"net/url"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// Bounds of raw values. Those of the question itself are package search's.
const (
	MinText    = 2     // characters of q
	MaxText    = 100   // characters of q
	MaxNear    = 100   // characters of near
	MaxDays    = 3_650 // verified_within_days
	maxValue   = 1_000 // bytes of any one value
	maxNPIs    = 2_000 // bytes of npi
	maxGiven   = 100   // characters of a value that a fault sends back
	maxFaults  = 20    // faults of one answer
	maxOptions = 10    // candidates of one fault
)

// Parameters lists the names that Parse knows; npi is another where it reads
// questions from [Options.Anywhere].
func Parameters() []string {
	return []string{
		"accepting", "annular_closure", "bbox", "explain", "farther", "gender", "lang", "language", "near", "others", "page",
		"page_size", "q", "radius", "sort", "specialty", "state", "unit", "unknown", "verified_within_days",
	}
}

// A Gazetteer resolves what is typed for "where"; place.Gazetteer is one.
type Gazetteer interface {
	Resolve(text string) (place.Place, []place.Notice, error)
	// State returns the postal code of the state that text names, or "".
	State(text string) string
}

// Options of a Parser.
type Options struct {
	Gazetteer Gazetteer
	// Today returns the current UTC date, which verified_within_days counts
	// back from.
	Today func() directory.Date
	// Lenient is for pages: parameters that are not known are ignored, and so
	// are a radius or an order by distance without a place, which a form sends
	// along whatever else is filled in.
	Lenient bool
	// Anywhere is for programs: npi is known, and a place is not needed where
	// npi, state, bbox, specialty or annular_closure says who is asked for.
	Anywhere bool
}

// A Parser reads raw parameters. It is safe for concurrent use.
type Parser struct {
	opts Options
}

// New returns a Parser.
func New(opts Options) *Parser { return &Parser{opts: opts} }

// Anywhere returns a parser as p that does not need a place.
func (p *Parser) Anywhere() *Parser {
	opts := p.opts
	opts.Anywhere = true
	return New(opts)
}

// A Request is a clean question and what is to be said about how it was read.
type Request struct {
	Search search.Query
	Lang   words.Lang // English unless lang asks otherwise
	Unit   words.Unit // of the radius, and of distances in the answer
	// Specialties are the names and codes that Search.Filter.Specialties comes
	// from, given or understood: "spine-surgery", "207XS0117X".
	Specialties []string
	// Understood lists the words of q that were read as filters or as the
	// place, in the order typed.
	Understood []Understood
	Warnings   []Warning
	// CountOthers says that others=count asks for [Parser.Others].
	CountOthers bool
	// CountFarther says that farther=count asks for [Parser.Farther].
	CountFarther bool
	Urgency      words.Urgency // of the words of q
	days         int           // verified_within_days

	// Echo is the question as it was read, by parameter name, defaults
	// included.
	Echo map[string]any
}

// SurePlace reports whether the place of the search is certain: neither absent,
// nor the largest of its name, nor mended in its spelling.
func (r *Request) SurePlace() bool {
	return r.Search.Origin != nil && !slices.ContainsFunc(r.Warnings, func(w Warning) bool {
		return w.Parameter == "near" && w.Code != "overridden" && w.Code != string(place.NoticeRegion)
	})
}

// An Understood is a piece of q that was read as a filter or as the place.
type Understood struct {
	Text      string // as typed
	Parameter string // "specialty", "near", …; "q" for an NPI or a phone number
	Value     string // of the parameter; for "q" ten digits or an E.164 number
	// Without is q with this piece left out: what to send to take it back.
	Without string
}

// A Warning says where a reading departs from what was sent. Its text is
// [Warning.In].
type Warning struct {
	Code      string // "place_largest", "overridden", …
	Parameter string // of the question
	Value     string // what was used, or left out
	names     []string
}

// In words the warning in the catalog's language.
func (w Warning) In(c *words.Catalog) string {
	return c.T("warning."+w.Code, "value", w.Value, "parameter", c.T("parameter."+w.Parameter), "names", list(c, "list.and", w.names))
}

// ShortForms says of each word of an answer that was read as a short form,
// too, of which names: "Bob: also Robert".
func ShortForms(res *search.Result) []Warning {
	var all []Warning
	for _, a := range res.Also {
		first, size := utf8.DecodeRuneInString(a.Word)
		all = append(all, Warning{Code: "short_form", Parameter: "q", Value: string(unicode.ToUpper(first)) + a.Word[size:], names: a.Names})
	}
	return all
}

// Parse reads raw parameters. The error is a *[Faults] that holds every fault,
// not just the first. An empty value is an absent one. The caller reads the
// parameters that also names itself ("key").
func (p *Parser) Parse(values url.Values, also ...string) (*Request, error) {
	r := &reader{values: values, read: make(map[string][]string)}
	if p.opts.Anywhere {
		also = append(slices.Clip(also), "npi")
	}
	if !p.opts.Lenient {
		r.refuseUnknown(also)
	}
	req := &Request{Unit: readUnit(r), Lang: readLang(r)}
	p.readText(r, req)
	p.readNPIs(r, req)
	p.readOrigin(r, req)
	p.readRadius(r, req)
	coverRegion(&req.Search)
	p.readFilter(r, req)
	p.readOrder(r, req)
	if len(r.faults) > 0 {
		return nil, &Faults{List: r.faults, Urgency: req.Urgency.Or(words.UrgencyOf(values.Get("near")))}
	}
	req.Echo = echo(r, req)
	return req, nil
}
