package meili

import (
	"context"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// turning is an Index that the conformance suite can turn over.
type turning struct {
	*Index
	b *bench
	t *testing.T
}

// Publish implements searchtest.Publisher; the writer names the generation.
func (x *turning) Publish(_ string, listings []directory.Listing) { x.b.publish(x.t, listings) }

// Drop implements searchtest.Publisher.
func (x *turning) Drop(id string) {
	c := x.b.master(x.t)
	if err := c.dropIndex(context.Background(), listingsIndex+id); err != nil {
		x.t.Error(err)
	}
	if err := c.forget(context.Background(), id); err != nil {
		x.t.Error(err)
	}
}

func TestIndexConforms(t *testing.T) {
	searchtest.TestIndex(t, func(t *testing.T, listings []directory.Listing) search.Index {
		b := startServer(t)
		b.publish(t, listings)
		return &turning{Index: b.open(t), b: b, t: t}
	})
}
