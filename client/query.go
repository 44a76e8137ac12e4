package client

import (
	"net/url"
	"strconv"
	"strings"
)

// The values of Query.AnnularClosure.
const (
	Offered   = "offered"   // confirmed or self-reported, however old
	Confirmed = "confirmed" // confirmed only
)

// A Query is the parameters of a search. Zero fields are not sent; a list
// keeps whoever fits any of its values. Near is not needed where NPIs, States,
// BBox, Specialties or AnnularClosure say who is asked for.
type Query struct {
	Near               string   // "55401", "Austin, TX", "44.98,-93.27"
	Radius             float64  // in Unit; the service's default is 50
	Unit               string   // "mi" or "km"
	Text               string   // name, practice, city, clinical words, NPI or phone number
	NPIs               []string // up to 100
	Specialties        []string
	AnnularClosure     string // Offered or Confirmed
	VerifiedWithinDays int
	Accepting          []string // "newpt", "existptonly", "existptfam", "nopt"
	Languages          []string // BCP 47
	Genders            []string // "F", "M", "X"
	States             []string // "MN"
	BBox               string   // "west,south,east,north"
	Unknown            string   // "apart": list of whom it is not known too
	Others             string   // "count": count whom the filters leave out
	Farther            string   // "count": count whom a short answer would find farther away
	Clusters           bool     // with BBox: count by H3 cell too, for a map that is zoomed out
	Sort               string   // "distance", "relevance", "name"
	Page, PageSize     int
	Explain            bool
	Lang               string // of labels and texts: "en", "es"
	// IfNoneMatch is the Info.ETag of an answer to the same question that is
	// held already.
	IfNoneMatch string

	generation string // that the page must be of
}

func (q *Query) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	whole := func(name string, n int) {
		if n != 0 {
			v.Set(name, strconv.Itoa(n))
		}
	}
	set("near", q.Near)
	if q.Radius != 0 {
		set("radius", strconv.FormatFloat(q.Radius, 'f', -1, 64))
	}
	set("unit", q.Unit)
	set("q", q.Text)
	set("npi", strings.Join(q.NPIs, ","))
	set("specialty", strings.Join(q.Specialties, ","))
	set("annular_closure", q.AnnularClosure)
	whole("verified_within_days", q.VerifiedWithinDays)
	set("accepting", strings.Join(q.Accepting, ","))
	set("language", strings.Join(q.Languages, ","))
	set("gender", strings.Join(q.Genders, ","))
	set("state", strings.Join(q.States, ","))
	set("bbox", q.BBox)
	set("unknown", q.Unknown)
	set("others", q.Others)
	set("farther", q.Farther)
	set("sort", q.Sort)
	whole("page", q.Page)
	whole("page_size", q.PageSize)
	if q.Clusters {
		set("clusters", "1")
	}
	if q.Explain {
		set("explain", "1")
	}
	set("lang", q.Lang)
	set("generation", q.generation)
	return v
}
