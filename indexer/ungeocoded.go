package indexer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/physicianfinder/finder/indexer/geocode"
	"github.com/physicianfinder/finder/internal/directory"
)

// Ungeocoded returns the street addresses of the listings that a state gives
// and that nothing puts on the map better than their ZIP code or town: each
// building once, by ZIP code and street. The state is only read. Of Options
// State and Gazetteer count.
func Ungeocoded(ctx context.Context, o Options) ([]geocode.Address, error) {
	if o.State == "" {
		return nil, fmt.Errorf("%w: addresses come from a state, and none is named", ErrUsage)
	}
	o.Check = true
	if o.Now == nil {
		o.Now = time.Now
	}
	st, held, err := openState(o)
	if err != nil {
		return nil, err
	}
	if err := st.close(); err != nil {
		return nil, err
	}
	if len(held.registry) == 0 {
		return nil, fmt.Errorf("%w: the state %s holds no registry: run finder index with it first", ErrRefused, o.State)
	}
	g := &reading{o: o, held: held, report: newReport()}
	g.reportKept()
	coarse := &coarseStreets{found: map[string]geocode.Address{}}
	if _, err := g.build(ctx, coarse); err != nil {
		return nil, err
	}
	all := make([]geocode.Address, 0, len(coarse.found))
	for _, a := range coarse.found {
		all = append(all, a)
	}
	slices.SortFunc(all, geocode.Address.Compare)
	return all, nil
}

// coarseStreets is a Writer that gathers street addresses which are known no
// better than by their ZIP code.
type coarseStreets struct {
	discard
	found map[string]geocode.Address // by building
}

func (c *coarseStreets) Add(_ context.Context, listings []directory.Listing) error {
	for i := range listings {
		l := &listings[i].Location
		if !directory.PrecisionStreet.Finer(l.Position.Precision) {
			continue
		}
		key := l.Address.Key()
		if building := key.Building(); c.found[building] == (geocode.Address{}) {
			c.found[building] = geocode.Address{Street: key.Street, City: l.Address.City, State: l.Address.State, ZIP5: key.ZIP5}
		}
	}
	return nil
}
