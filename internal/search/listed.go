package search

import (
	"context"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// Listed returns the NPIs of every physician of the current generation,
// sorted. Tiles that are not in memory yet are loaded; the errors are those of
// the index.
func (f *Finder) Listed(ctx context.Context) ([]directory.NPI, error) {
	g, err := f.acquire(ctx)
	if err != nil {
		return nil, err
	}
	if !g.warm() {
		all := make([]int, len(g.tiles))
		for i := range all {
			all[i] = i
		}
		if err := f.wantSlim(ctx, g, all); err != nil {
			return nil, err
		}
	}
	npis := slices.Clone(g.view.Load().npis)
	slices.Sort(npis)
	return npis, nil
}
