package search

import (
	"context"
	"errors"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// The bounds of one call to [Index.Tiles].
const (
	MaxTilesPerCall    = 64
	MaxListingsPerCall = 20_000
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

// Index is where listings are kept. Every call but Live names the generation
// it reads, so that no answer mixes two. Implementations: internal/meili and
// searchtest.Memory; both pass searchtest.TestIndex.
type Index interface {
	// Live returns the generation that is served now.
	Live(ctx context.Context) (*Generation, error)
	// Tiles returns every listing of the tiles, at most MaxTilesPerCall of
	// them holding at most MaxListingsPerCall listings by the generation's own
	// counts (one tile alone may hold more). Order is free.
	Tiles(ctx context.Context, g *Generation, tiles []geo.Cell) ([]directory.Listing, error)
	// Match returns up to limit listings whose names, practice, city, NPI or
	// phone match text, best first. narrow may be used to look at less; more
	// may come back than fits it, never less: search filters again.
	Match(ctx context.Context, g *Generation, text string, narrow Narrow, limit int) ([]Match, error)
}

// A Generation is one immutable build of the index.
type Generation struct {
	ID         string
	DataAsOf   directory.Date // newest source date
	Built      time.Time
	Listings   int
	Physicians int
	Offerings  map[directory.Status]int // listings by status of their offering
	Tiles      []Tile                   // the non-empty ones, by cell
}

// A Tile is a cell of geo.TileResolution that holds listings.
type Tile struct {
	Cell  geo.Cell
	Count int // of listings
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
	Tile    geo.Cell
	Tier    Tier
}

// Tier says how well a text matched.
type Tier uint8

// The tiers, best first. TierNone is for searches without text.
const (
	TierNone   Tier = iota
	TierExact       // every word is a word of the record
	TierPrefix      // every word begins a word of the record
	TierTypo        // at least one word is a near miss
)
