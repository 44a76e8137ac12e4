// Package indexer turns public registry files and a curated roster into
// listings, and hands them to a [Writer].
//
// The life of a record: a source reads a row (package source), the row is
// counted under exactly one heading, records of one NPI are merged across
// sources, every office is located, roster rows add what they vouch for, and
// the finished listings are written. What cannot be trusted is quarantined
// with its reason, never half-loaded. The package knows nothing of Meilisearch.
package indexer

import (
	"context"

	"github.com/physicianfinder/finder/internal/directory"
)

// Writer is where finished listings go. Nothing that was added is live before
// Publish has returned without error.
type Writer interface {
	// Generation is the id that the build will go live under.
	Generation() string
	// Add takes listings of the build, in any number of calls. The slice, not
	// what its listings point to, is the caller's again when it returns.
	Add(ctx context.Context, listings []directory.Listing) error
	// Publish verifies the build against c and the live generation, makes it
	// live, and returns its id. After an error the live generation is as before.
	Publish(ctx context.Context, c directory.Checks) (generation string, err error)
	// Discard drops an unpublished build; after Publish it does nothing.
	Discard(ctx context.Context) error
}
