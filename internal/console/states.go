package console

import (
	"context"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/search"
)

// states are the states and the district and Puerto Rico, where callers are.
const states = "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VT WA WI WV WY"

// statesWithout lists the states in which nobody is listed who offers annular
// closure: where callers will be sent far.
func (c *Console) statesWithout(ctx context.Context) ([]string, error) {
	var none []string
	for _, state := range strings.Fields(states) {
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
