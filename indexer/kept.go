package indexer

import (
	"errors"
	"fmt"

	"github.com/physicianfinder/finder/internal/directory"
)

// reportKept tells of the sources that this run took from the state.
func (g *reading) reportKept() {
	r := g.report
	r.Registry.Kept = !g.readsRegistry()
	for _, e := range g.editions {
		r.Registry.Path, r.Registry.Update = e.registry, e.update
	}
	r.Registry.Days, r.Registry.AsOf = g.held.registryDays, g.held.registryDays.To
	if r.Registry.Kept {
		r.Rows = int64(len(g.held.registry))
	}
	g.keptSide(sourcePractices, g.held.practiceDays.To, func() int64 { return countRows(g.held.practices) })
	g.keptSide(sourceClinicians, g.held.cliniciansAsOf, func() int64 { return countRows(g.held.clinicians) })
	g.keptSide(sourceDeactivated, g.held.deactivatedAsOf, func() int64 { return int64(len(g.held.deactivated)) })
	g.keptSide(sourceRoles, g.held.nationalAsOf, func() int64 { return countRows(g.held.national) })
	g.keptSide(sourceGeocodes, 0, func() int64 { return int64(len(g.held.geocodes)) })
	if g.report.Sources[sourceRoster] == nil && len(g.held.roster) > 0 {
		side := newSide("")
		side.Kept, side.Rows = true, int64(len(g.held.roster)) // used or refused: known after merging
		r.Sources[sourceRoster] = side
	}
}

func (g *reading) keptSide(name string, asOf directory.Date, rows func() int64) {
	if g.report.Sources[name] != nil {
		return
	}
	n := rows()
	if n == 0 {
		return
	}
	side := newSide("")
	side.Kept, side.Rows, side.Used, side.AsOf = true, n, n, asOf
	g.report.Sources[name] = side
}

// A said is what the sources say of one NPI.
type said struct {
	registry   registryRecord
	practices  siteList
	clinicians clinicianList
	national   siteList
}

// of returns what the sources say of one NPI.
func (h *holding) of(npi directory.NPI) (*said, error) {
	s := new(said)
	err := decode(h.registry[npi], &s.registry)
	for _, of := range []struct {
		table table
		to    stored
	}{{h.practices, &s.practices}, {h.clinicians, &s.clinicians}, {h.national, &s.national}} {
		if b := of.table[npi]; b != nil {
			err = errors.Join(err, decode(b, of.to))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: NPI %s: %w", ErrState, npi, err)
	}
	return s, nil
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
func (g *reading) finish(m *merger) {
	if side := g.report.Sources[sourceRoster]; side != nil {
		for i := range g.held.roster {
			if d := g.held.roster[i].Offering.VerifiedOn; d <= directory.LatestDate(g.o.Now()) {
				side.AsOf = max(side.AsOf, d)
			}
		}
	}
	if side := g.report.Sources[sourceGeocodes]; side != nil {
		for i := range g.held.geocodes {
			c := &g.held.geocodes[i]
			if key := aboutOf(c); !m.locator.used[key] {
				side.Used--
				refusal := Refusal{Row: c.Row, Reason: NoSuchOffice, Field: "street"}
				if c.NPI != 0 {
					refusal.NPI, refusal.Field = c.NPI.String(), "location"
				}
				if m.locator.astray[key] {
					refusal.Reason, refusal.Field = FarFromAddress, "lat,lng"
					refusal.Detail = "it lies far from the ZIP code or town of the office, or in another state: a minus lost, or latitude and longitude exchanged"
				}
				side.refuse(refusal)
			}
		}
	}
	g.report.Positions, g.report.Agreements = m.placing.positions(len(m.locator.contrary)), m.agree.list()
	g.report.DataAsOf, g.report.AsOf = g.held.registryDays.To, g.asOf()
}

// asOf says how new each source of the listings is.
func (g *reading) asOf() map[directory.Source]directory.Date {
	held := g.held
	out := map[directory.Source]directory.Date{directory.SourceNPPES: held.registryDays.To}
	if len(held.practices) > 0 {
		out[directory.SourcePractice] = held.practiceDays.To
	}
	if len(held.clinicians) > 0 {
		out[directory.SourceDAC] = held.cliniciansAsOf
	}
	if len(held.national) > 0 {
		out[directory.SourceNational] = held.nationalAsOf
	}
	if side := g.report.Sources[sourceRoster]; side != nil {
		out[directory.SourceRoster] = side.AsOf
	}
	return out
}

// year returns the year of a date for the table of freshness.
func year(d directory.Date) string {
	if d == 0 {
		return "unknown"
	}
	return d.Time().Format("2006")
}
