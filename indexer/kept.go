package indexer

import (
	"errors"
	"fmt"

	"github.com/physicianfinder/finder/internal/directory"
)

// reportKept tells of the sources that this run took from the state.
func (g *reading) reportKept() {
	r := g.report
	r.Registry.Path, r.Registry.Kept, r.Registry.Update = g.o.NPPES, g.o.NPPES == "", g.o.Update
	r.Registry.AsOf = g.held.asOf[sourceNPPES]
	if g.o.NPPES == "" {
		r.Rows = int64(len(g.held.registry))
	}
	g.keptSide(sourcePractices, func() int64 { return countRows(g.held.practices) })
	g.keptSide(sourceClinicians, func() int64 { return countRows(g.held.clinicians) })
	g.keptSide(sourceGeocodes, func() int64 { return int64(len(g.held.geocodes)) })
	if g.report.Sources[sourceRoster] == nil && len(g.held.roster) > 0 {
		side := newSide("")
		side.Kept, side.Rows = true, int64(len(g.held.roster)) // used or refused: known after merging
		r.Sources[sourceRoster] = side
	}
}

func (g *reading) keptSide(name string, rows func() int64) {
	if g.report.Sources[name] != nil {
		return
	}
	n := rows()
	if n == 0 {
		return
	}
	side := newSide("")
	side.Kept, side.Rows, side.Used, side.AsOf = true, n, n, g.held.asOf[name]
	g.report.Sources[name] = side
}

// of returns what the sources say of one NPI.
func (h *holding) of(npi directory.NPI) (reg *registryRecord, sites siteList, dac clinicianList, err error) {
	reg = new(registryRecord)
	err = decode(h.registry[npi], reg)
	if b := h.practices[npi]; b != nil {
		err = errors.Join(err, decode(b, &sites))
	}
	if b := h.clinicians[npi]; b != nil {
		err = errors.Join(err, decode(b, &dac))
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%w: NPI %s: %w", ErrState, npi, err)
	}
	return reg, sites, dac, nil
}

// countRows counts the rows in a table of lists, by the length that each list
// begins with.
func countRows(t table) (n int64) {
	for _, b := range t {
		c := coder{in: string(b), reading: true}
		var rows int64
		c.number(&rows)
		n += rows
	}
	return n
}

// finish settles what is known only when all listings are made.
func (g *reading) finish(m *merger, t *tally) {
	if side := g.report.Sources[sourceRoster]; side != nil {
		for i := range g.held.roster {
			if d := g.held.roster[i].Offering.VerifiedOn; d <= g.today {
				side.AsOf = max(side.AsOf, d)
			}
		}
	}
	if side := g.report.Sources[sourceGeocodes]; side != nil {
		for _, c := range g.held.geocodes {
			if key := (geocodeKey{c.NPI, c.Location}); !m.locator.used[key] {
				side.Used--
				side.refuse(Refusal{NPI: c.NPI.String(), Row: c.Row, Reason: NoSuchOffice, Field: "location"})
			}
		}
	}
	g.report.DataAsOf = t.newest
}

// year returns the year of a date for the table of freshness.
func year(d directory.Date) string {
	if d == 0 {
		return "unknown"
	}
	return d.Time().Format("2006")
}
