package console

import (
	"context"
	"slices"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// callersFrom returns the codes of the states where callers are: the fifty, the
// district and Puerto Rico.
func callersFrom() []string {
	var codes []string
	for _, s := range geo.States() {
		if s.Kind == geo.Union || s.Code == "PR" {
			codes = append(codes, s.Code)
		}
	}
	return codes
}

// statesWithout lists the states in which nobody is listed who offers annular
// closure: where callers will be sent far.
func (c *Console) statesWithout(ctx context.Context) ([]string, error) {
	var none []string
	for _, state := range callersFrom() {
		result, err := c.opts.Finder.Search(ctx, search.Query{
			Filter: search.Filter{States: []string{state}, Closure: search.ClosureOffered}, Sort: search.ByName, Page: 1, Size: 1,
		})
		if err != nil {
			return nil, err
		}
		if result.Total == 0 {
			none = append(none, state)
		}
	}
	return slices.Clip(none), nil
}
