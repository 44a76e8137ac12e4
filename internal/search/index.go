package search

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// Sentinels that an Index answers with. Anything else it says is a fault.
var (
	// ErrUnavailable says that the index cannot be reached or refuses work.
	ErrUnavailable = errors.New("search: index unavailable")
	// ErrNoGeneration says that nothing has been published yet.
	ErrNoGeneration = errors.New("search: no generation is live")
	// ErrGone says that the generation asked for has been dropped.
	ErrGone = errors.New("search: generation dropped")
)

// Index is where listings are kept. Every other call than Live names the generation
// it reads, so that no answer mixes two. Implementations: internal/meili and
// searchtest.Memory; both pass searchtest.TestIndex.
type Index interface {
	// Live returns the generation that is served now.
	Live(ctx context.Context) (*Generation, error)
	// Generation returns what the generation id holds, live or only kept. It
	// is ErrGone where there is none.
	Generation(ctx context.Context, id string) (*Generation, error)
	// Records yields the record (internal/record) of every listing of g, each
	// once, in any order. An error is the last that it yields. It does not
	// wait for ever: an index that falls silent is unavailable.
	Records(ctx context.Context, g *Generation) iter.Seq2[string, error]
	// Match returns up to limit listings whose names, practice, city, NPI or
	// phone match text, best first. It looks at narrow.Tiles alone, and may use
	// the rest of narrow to look at less; more may come back than fits that,
	// never less: search filters again.
	Match(ctx context.Context, g *Generation, text string, narrow Narrow, limit int) ([]Match, error)
}

// A Generation is one immutable build of the index.
type Generation struct {
	ID       string
	DataAsOf directory.Date // the last day of the registry that it holds; 0: not known
	// Sources is how new each source is, the registry among them; 0 where it
	// does not say.
	Sources     map[directory.Source]directory.Date
	MissingDays int // days of the registry before DataAsOf that are missing
	Built       time.Time
	Listings    int
	Physicians  int
	Offerings   map[directory.Status]int // listings by status of their offering
	// Evidence names what attestations have been folded over the listings in
	// place of what their records hold; empty: none have.
	Evidence string
}

// State names what answers are made of: the generation, and the evidence that is
// folded over it.
func (g *Generation) State() string {
	if g.Evidence == "" {
		return g.ID
	}
	return g.ID + "+" + g.Evidence
}

// Narrow is what a text search may be narrowed by. Zero fields do not narrow.
type Narrow struct {
	Tiles       []geo.Cell // only these tiles
	Specialties []string   // taxonomy codes or their prefixes, any of
	Offered     bool       // only listings whose offering is offered
	States      []string   // any of
	All         bool       // every word must match (else words may be dropped from the end)
}

// A Match is a listing that a text found.
type Match struct {
	Listing string // directory.Listing.ID
	NPI     directory.NPI
	Tier    Tier
}

// Tier says how well a text matched.
type Tier uint8

// The tiers, best first. TierNone is for searches without text.
const (
	TierNone   Tier = iota
	TierExact       // every word is a word of the record
	TierAlso        // every word is a word of the record, or one of AlsoWords
	TierPrefix      // every word begins a word of the record
	TierTypo        // at least one word is a near miss
)
