package indexer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// offer lets the roster speak: rows for all offices first, then rows that name
// a ZIP code, which win at the offices there. A withdrawn offering leaves none.
func (m *merger) offer(npi directory.NPI, listings []directory.Listing) {
	rows := slices.Clone(m.roster[npi])
	slices.SortStableFunc(rows, func(a, b source.RosterRow) int { return strings.Compare(a.ZIP5, b.ZIP5) })
	for i := range rows {
		row := &rows[i]
		spoken := false
		for j := range listings {
			if l := &listings[j]; row.ZIP5 == "" || l.Location.Address.ZIP5() == row.ZIP5 {
				speak(row, l)
				spoken = true
			}
		}
		if !spoken {
			m.refuse(row, NoSuchOffice, "location", "this physician's offices: "+strings.Join(zips(listings), ", "))
			continue
		}
		m.side.Used++
		m.report.Offerings[row.Offering.Status]++
	}
}

// speak applies a row to one office.
func speak(row *source.RosterRow, l *directory.Listing) {
	l.Offering = nil
	if o := row.Offering; o.Status != directory.Withdrawn {
		l.Offering = &o
	}
	var fields []string
	if row.Phone != "" {
		l.Location.Phone = row.Phone
		fields = append(fields, "phone")
	}
	if row.Accepting != "" {
		l.Accepting = row.Accepting
		fields = append(fields, "accepting")
	}
	if len(row.Languages) > 0 {
		l.Languages = row.Languages
		fields = append(fields, "languages")
	}
	vouch(&l.Location, row.Offering.VerifiedOn, fields)
}

// vouch notes the roster among the sources of an office, first because it
// wins. Of two rows the one that names the office comes second and adds.
func vouch(l *directory.Location, date directory.Date, fields []string) {
	if len(l.Sources) == 0 || l.Sources[0].Source != directory.SourceRoster {
		l.Sources = slices.Insert(l.Sources, 0, directory.Provenance{Source: directory.SourceRoster})
	}
	p := &l.Sources[0]
	p.Date = max(p.Date, date)
	for _, f := range fields {
		if !slices.Contains(p.Fields, f) {
			p.Fields = append(p.Fields, f)
		}
	}
}

func zips(listings []directory.Listing) []string {
	var out []string
	for i := range listings {
		out = append(out, listings[i].Location.Address.ZIP5())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// refuseRoster refuses every roster row of an NPI.
func (m *merger) refuseRoster(npi directory.NPI, why source.Reason, detail string) {
	for i := range m.roster[npi] {
		m.refuse(&m.roster[npi][i], why, "npi", detail)
	}
}

func (m *merger) refuse(row *source.RosterRow, why source.Reason, field, detail string) {
	m.side.refuse(Refusal{NPI: row.NPI.String(), Row: row.Row, Reason: why, Field: field, Detail: detail})
}

// refuseStrangers refuses roster rows of NPIs that were not taken, in the order
// of the roster.
func (m *merger) refuseStrangers(classes map[directory.NPI]source.Class, read bool) {
	for i := range m.held.roster {
		row := &m.held.roster[i]
		if m.held.registry[row.NPI] != nil {
			continue
		}
		class, known := classes[row.NPI]
		switch {
		case known && class == source.ClassDeactivated:
			m.refuse(row, DeactivatedNPI, "npi", "the registry has deactivated this NPI")
		case known && class == source.ClassOrganization:
			m.refuse(row, Organization, "npi", "the NPI of an organization")
		case read:
			m.refuse(row, NotInRegistry, "npi", "the main file has no usable row of this NPI")
		default:
			m.refuse(row, NotInRegistry, "npi", fmt.Sprintf("not among the %d physicians kept from earlier runs; give the main file again to take somebody new", len(m.held.registry)))
		}
	}
}
