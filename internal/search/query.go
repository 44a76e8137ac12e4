// Package search answers the one question of the finder: who near here is a
// surgeon of this specialty, and do they offer annular closure?
//
// A location query never leaves the process. The cover of the circle names
// the tiles to look at; what is missing of them is loaded once; filtering,
// measuring, grouping by physician, ordering and counting are done here, in
// Go, exactly. A text query asks the [Index] for the listings whose words
// match and then goes the same way. Filters exist in one place, and so does
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
	Sort   Sort
	Page   int // from 1 to MaxPage
	Size   int // cards of a page, 1 to MaxPageSize
	// Explain asks for the reasons of each card.
	Explain bool
}

// A Filter keeps listings; zero fields keep all. Fields are ANDed, values of
// one field ORed. Bounds, States, Closure, VerifiedSince, Accepting, Languages
// and Phone must hold, with the radius, for one and the same listing; the
// others are the physician's.
type Filter struct {
	Specialties   []string // taxonomy codes or prefixes of codes ("207X"), in any slot
	Closure       Closure
	VerifiedSince directory.Date // an offering, not withdrawn, verified on this date or later
	Accepting     []directory.Accepting
	Languages     []string // BCP 47; "es" also keeps "es-MX"
	Genders       []directory.Gender
	States        []string // two letters
	Bounds        *geo.Bounds
	NPI           directory.NPI
	Phone         string // E.164
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

// The orders. All end in the NPI, so none is ever undecided.
const (
	ByDistance  Sort = "distance"  // whole metres
	ByRelevance Sort = "relevance" // match tier, whole metres when there is an origin
	ByName      Sort = "name"      // family, given
)

// A Result is one page of an exact answer out of one generation.
type Result struct {
	dealer *dealer // of the cards

	Cards      []Card
	Beyond     []Card // nearest outside the radius, when Total < MaxBeyond on page 1
	Total      int    // physicians
	TotalExact bool   // false: at least Total (more text matches than MaxMatches)
	Facets     Facets
	Generation *Generation // read-only
	Degraded   bool        // answered from memory while the index is away
	Dropped    []string    // words of Text that were left out, as no listing has all of them
}

// A Card is one physician: the nearest listing that fits, the rest named.
type Card struct {
	Listing directory.Listing    // the one shown; read-only, shared with the cache
	Others  []directory.Location // all the physician's other offices, nearest first
	// Meters is the exact great-circle distance to the listing, unrounded; -1
	// without an origin. Order uses whole metres ([Card.WholeMeters]).
	Meters float64
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

// Precise says whether both ends of the card's distance are known to the
// street: if not, a short distance means no more than "nearby".
func (c *Card) Precise(origin *place.Place) bool {
	to := c.Listing.Location.Position.Precision
	return origin != nil && origin.Precision <= sharp && (to == directory.PrecisionRooftop || to == directory.PrecisionStreet)
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
}
