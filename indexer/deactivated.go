package indexer

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// leastReport is the share of the report before that a report of deactivated
// NPIs must reach: it only ever grows.
const leastReport = 0.9

// deactivated reads the report of deactivated NPIs, a net for what the main
// files have missed.
func (g *reading) deactivated(ctx context.Context) error {
	day := g.reportOf
	if day == 0 {
		day = source.DeactivationDay(g.o.Deactivated)
	}
	if day != 0 && day < g.held.deactivatedAsOf {
		return fmt.Errorf("%w: the report of deactivated NPIs is of %s, and the state holds that of %s", ErrRefused, day, g.held.deactivatedAsOf)
	}
	side := newSide(g.o.Deactivated)
	g.report.Sources[sourceDeactivated] = side
	r, err := open(g, sourceDeactivated, g.o.Deactivated, source.OpenDeactivations, source.Options{})
	if err != nil {
		return err
	}
	defer r.Close()
	found := map[directory.NPI]directory.Date{}
	var newest directory.Date
	err = drain(ctx, r, func(d source.Deactivation) {
		found[d.NPI] = max(found[d.NPI], d.On)
		if d.On <= g.today {
			newest = max(newest, d.On)
		}
	}, func(e *source.Rejected) { side.refuse(refusalOf(e)) })
	if err != nil {
		return fmt.Errorf("indexer: reading %s: %w", sourceDeactivated, err)
	}
	if float64(len(found)) < leastReport*float64(len(g.held.deactivated)) {
		return fmt.Errorf("%w: the report of deactivated NPIs names %d, and the one before it %d: is it whole?", ErrRefused, len(found), len(g.held.deactivated))
	}
	c := r.Counts()
	side.Rows, side.Used = c.Rows, c.Used
	side.add(c)
	if day == 0 {
		day = newest
	}
	side.AsOf = day
	g.held.deactivated, g.held.deactivatedAsOf = found, day
	return nil
}

// isDeactivated reports whether the report of deactivated NPIs names somebody
// whose row of the main file does not say that they were made valid again. A
// row changed after the day of the report knows better.
func (h *holding) isDeactivated(npi directory.NPI, r *registryRecord) bool {
	on, named := h.deactivated[npi]
	later := r.Updated > h.deactivatedAsOf && r.Updated <= h.registryDays.To
	return named && r.Reactivated < on && !later
}

// loadDeactivated reads the report that a state keeps: NPI and day, four bytes
// each.
func loadDeactivated(tx *bbolt.Tx) (map[directory.NPI]directory.Date, error) {
	b := tx.Bucket(bucketLists)
	if b == nil {
		return nil, nil
	}
	text := b.Get([]byte(sourceDeactivated))
	if len(text)%8 != 0 {
		return nil, fmt.Errorf("the list %s: %w", sourceDeactivated, errRecord)
	}
	out := make(map[directory.NPI]directory.Date, len(text)/8)
	for ; len(text) > 0; text = text[8:] {
		out[directory.NPI(binary.BigEndian.Uint32(text))] = directory.Date(int32(binary.BigEndian.Uint32(text[4:])))
	}
	return out, nil
}

// saveDeactivated writes what loadDeactivated reads.
func saveDeactivated(b *bbolt.Bucket, report map[directory.NPI]directory.Date) error {
	text := make([]byte, 0, 8*len(report))
	for _, npi := range slices.Sorted(maps.Keys(report)) {
		text = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(text, uint32(npi)), uint32(report[npi]))
	}
	return b.Put([]byte(sourceDeactivated), text)
}
