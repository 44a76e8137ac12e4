// Package search answers the one question of the finder: who near here is a
// surgeon of this specialty, and do they offer annular closure?
//
// A generation is loaded whole into a snapshot that never changes, and a
// location query never leaves the process. The cover of the circle names the
// tiles to look at; filtering, measuring, grouping by physician, ordering and
// counting are done here, in Go, exactly. A text query asks the [Index] for
// the listings whose words match and then goes the same way. Filters exist in one place, and so does
// the order: nothing outside the documented list (docs/ranking.md) moves a
// card.
//
// The package knows nothing of Meilisearch and nothing of HTTP.
package search

import (
	"errors"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

// Limits of a query. Parsers refuse what is beyond them and search holds them
// again, so that nothing unbounded reaches the engine.
const (
	MaxRadius    = 500 * geo.MetersPerMile // metres
	MaxPage      = 100
	MaxPageSize  = 100
	MaxMatches   = 1_000 // text matches counted exactly
	MaxBeyond    = 3     // cards offered from outside the radius
	MaxAnyOf     = 50    // values of one filter
	MaxNPIs      = 100   // values of Filter.NPIs
	DefaultPage  = 10    // cards of a page
	DefaultMiles = 50    // radius
)

// ErrNotFound says that no listed physician has the NPI.
var ErrNotFound = errors.New("search: physician not listed")

// ErrQuery says that a Query is outside the limits of this package.
var ErrQuery = errors.New("search: query outside limits")

// A Query is a clean question; internal/query makes it from raw parameters.
type Query struct {
	Origin *place.Place // nil: no distances, and Radius is ignored
	Radius float64      // metres, above 0 to MaxRadius
	Text   string       // words for Index.Match; empty: none
	// Loose says that Text may be left out as a whole when no listing of the
	// directory matches any of its words, because the rest of the question
	// stands by itself. It needs an Origin.
	Loose  bool
	Filter Filter
	// Apart asks, besides the physicians who fit, for those of whom it is not
	// known: see [Result.UnknownTotal].
	Apart bool
	Sort  Sort
	Page  int // from 1 to MaxPage
	Size  int // cards of a page, 1 to MaxPageSize
	// Clustered asks for [Result.Clusters]; it needs Filter.Bounds.
	Clustered bool
	// Explain asks for the reasons of each card.
	Explain bool
}

// A Filter keeps listings; zero fields keep all. Fields are ANDed, values of
// one field ORed. Bounds, States, ZIPs, Closure, VerifiedSince, Accepting,
// Languages and Phone must hold, with the radius, for one and the same listing; the
// others are the physician's. A listing of which it is not known whether it
// takes new patients, or in which languages, does not fit; [Query.Apart] asks
// for such ones too.
type Filter struct {
	Specialties   []string // taxonomy codes or prefixes of codes ("207X"), in any slot
	Closure       Closure
	VerifiedSince directory.Date // an offering, not withdrawn, verified on this date or later
	Accepting     []directory.Accepting
	Languages     []string // BCP 47; "es" also keeps "es-MX"
	Genders       []directory.Gender
	States        []string // two letters
	ZIPs          []string // five digits
	Bounds        *geo.Bounds
	NPI           directory.NPI
	NPIs          []directory.NPI // any of them
	Phone         string          // E.164
	// OrPhone takes the place of NPI when no listed physician has that NPI: ten
	// digits can be either.
	OrPhone string // E.164
}

// Closure filters by annular closure.
type Closure string

// The closure filters.
const (
	ClosureAny       Closure = ""
	ClosureOffered   Closure = "offered"   // confirmed or self-reported, stale ones too
	ClosureConfirmed Closure = "confirmed" // confirmed only
)

// Sort is the order of cards; docs/ranking.md tells each.
type Sort string

// The orders. All end in a lot of the NPI and the registry's month, so none is
// ever undecided.
const (
	ByDistance  Sort = "distance"  // whole metres
	ByRelevance Sort = "relevance" // match tier, whole metres when there is an origin
	ByName      Sort = "name"      // family, given
)

// A Result is one page of an exact answer out of one generation.
type Result struct {
	// Cards and Unknown are cut by the page out of one sequence: first who fits,
	// then of whom it is not known.
	Cards   []Card
	Unknown []Card
	Beyond  []Card // nearest outside the radius that fit, when Total + UnknownTotal < MaxBeyond on page 1
	Total   int    // physicians who fit
	// UnknownTotal counts, when the query says Apart, the physicians of whom it
	// is not known: no listing fits, and of one at least Accepting, Languages or
	// both are not known while all else that is asked for holds.
	UnknownTotal int
	TotalExact   bool        // false: at least so many (more text matches than MaxMatches)
	Facets       Facets      // of those who fit
	Clusters     []Cluster   // of those who fit, most first, when the query is Clustered
	Generation   *Generation // read-only
	Degraded     bool        // answered while the index is away, or without any evidence
	Also         []Also      // words of Text that were read as short forms of names, too
	Dropped      []string    // words of Text that were left out, as no listing has all of them
}

// A Card is one physician: the nearest listing that fits, the rest named.
type Card struct {
	Listing directory.Listing    // the one shown
	Others  []directory.Location // all the physician's other offices, nearest first; by id without an origin
	// Meters is the exact great-circle distance to the listing, unrounded; -1
	// without an origin. Order uses whole metres ([Card.WholeMeters]).
	Meters float64
	// Tied says that the card before or after is of an office at the same point,
	// which is that of their ZIP code: neither is known to be nearer.
	Tied bool
	// Tier is the best among the physician's listings that fit; of a card
	// beyond the radius, that of the listing shown.
	Tier    Tier
	Reasons []Reason // only when Query.Explain
}

// WholeMeters is the distance that orders cards: Meters rounded to the nearest
// metre, half up; -1 without an origin.
func (c *Card) WholeMeters() int {
	if c.Meters < 0 {
		return -1
	}
	return wholeMeters(c.Meters)
}

// sharp is the precision in metres from which an origin counts as a point.
const sharp = 250

// Precision says how well both ends of the card's distance are known: to the
// street, to a ZIP code, which makes a short distance mean no more than
// "nearby", or the office to its town alone.
func (c *Card) Precision(origin *place.Place) directory.Precision {
	switch to := c.Listing.Location.Position.Precision; {
	case to == directory.PrecisionCity:
		return to
	case origin != nil && origin.Precision <= sharp && (to == directory.PrecisionRooftop || to == directory.PrecisionStreet):
		return directory.PrecisionStreet
	}
	return directory.PrecisionZIP
}

// A Reason says why a card is in the answer, for explain=1.
type Reason struct {
	Parameter string // of the query: "near", "specialty", "annular_closure", "q", …
	Value     string // what fitted: "207XS0117X", "confirmed", "exact"
}

// Facets count the physicians of the whole result, not of the page.
type Facets struct {
	Specialty map[directory.Taxonomy]int
	// Closure counts physicians by the best status among their listings that
	// fit (confirmed, self_reported, else ""): so a count equals the total of
	// the search that filters by it.
	Closure map[directory.Status]int
	// Language counts by tag and by what a tag begins with ("es-MX" counts for
	// "es" too), again so that a count equals the total of its filter.
	Language      map[string]int
	LanguageKnown int // physicians with any known language
	// LanguageUnsure counts physicians of one of whose listings that fit no
	// language is known; LanguageBoth those of them whom Language counts all the
	// same, by tag. See [Facets.LanguageUnknown].
	LanguageUnsure int
	LanguageBoth   map[string]int
	// NewPatients counts physicians one of whose listings that fit is known to
	// take new patients, NewPatientsUnknown the others of one of whose it is not
	// known: the Total and the UnknownTotal of that filter.
	NewPatients, NewPatientsUnknown int

	Gender map[directory.Gender]int
	// Specialists counts the specialists of the spine or of nerves, whom
	// [directory.Taxonomy.OfSpineOrNerves] knows by any of their codes.
	Specialists int
}

// LanguageUnknown returns of how many physicians it is not known whether they
// speak the language of tag: the UnknownTotal of its filter.
func (f *Facets) LanguageUnknown(tag string) int { return f.LanguageUnsure - f.LanguageBoth[tag] }
