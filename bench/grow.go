package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// benchGrow says what an answer costs for each physician in it at 60,000 and
// at 1,200,000 listings, in the process and out of an index in memory: cost
// must follow the answer, not the index.
func benchGrow(ctx context.Context, s settings) error {
	var costs []float64
	for _, n := range []int{60_000, 1_200_000} {
		all := listings(n)
		f := search.New(searchtest.NewMemory("grow", all), search.Options{})
		if err := f.Load(ctx); err != nil {
			return err
		}
		qs := questions(all, question{miles: 50}, s.queries, 777)
		all = nil
		runtime.GC()
		var each []float64
		for _, q := range qs {
			query := finderQuery(q)
			start := time.Now()
			result, err := f.Search(ctx, query)
			if err != nil {
				return err
			}
			if result.Total > 0 {
				each = append(each, float64(time.Since(start).Nanoseconds())/float64(result.Total))
			}
		}
		slices.Sort(each)
		costs = append(costs, each[len(each)/2])
		fmt.Fprintf(s.out, "%d listings: p50 for each physician within 50 mi %.0f ns\n", n, costs[len(costs)-1])
	}
	fmt.Fprintf(s.out, "ratio %.2f\n", costs[1]/costs[0])
	return nil
}
