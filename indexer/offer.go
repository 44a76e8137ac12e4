package indexer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// offer applies the roster to listings, from the weakest row to the one that counts
// most, so that of everything a row may say the last word stays. A withdrawn
// offering leaves none, and so does a list that names somebody. A row whose offering stays at no office is refused as
// superseded or a duplicate.
func (m *merger) offer(npi directory.NPI, listings []directory.Listing) {
	rows := slices.Clone(m.roster[npi])
	slices.SortFunc(rows, compareWeight)
	last := make([]*source.RosterRow, len(listings)) // whose offering stays at each office
	for i := range rows {
		for j := range listings {
			if row := &rows[i]; coversOffice(row, &listings[j]) && applyRow(row, &listings[j]) {
				last[j] = row
			}
		}
	}
	for i := range rows {
		row := &rows[i]
		at := slices.IndexFunc(listings, func(l directory.Listing) bool { return coversOffice(row, &l) })
		switch {
		case at < 0:
			m.refuse(row, NoSuchOffice, "location", "this physician's offices: "+strings.Join(zips(listings), ", "))
		case slices.Contains(last, row):
			m.side.Used++
			m.report.Offerings[row.Offering.Status]++
		case last[at].Offering.Status == row.Offering.Status && last[at].Offering.VerifiedOn == row.Offering.VerifiedOn:
			m.refuse(row, source.Duplicate, "npi", fmt.Sprintf("row %d says it of this office", last[at].Row))
		default:
			o := last[at].Offering
			m.refuse(row, Superseded, "verified_on", fmt.Sprintf("row %d says %s, verified %s", last[at].Row, o.Status, o.VerifiedOn))
		}
	}
}

func coversOffice(row *source.RosterRow, l *directory.Listing) bool {
	return row.ZIP5 == "" || l.Location.Address.ZIP5() == row.ZIP5
}

// compareWeight orders rows of one NPI by how much their word counts: the later
// one more; on one day a withdrawal, so that nobody is sent to a surgeon who no
// longer offers it; then the row that names the office. The rest only keeps the
// order of the file from counting.
func compareWeight(a, b source.RosterRow) int {
	x, y := a.Offering, b.Offering
	return cmp.Or(
		cmp.Compare(x.VerifiedOn, y.VerifiedOn),
		compareTrue(x.Status == directory.Withdrawn, y.Status == directory.Withdrawn),
		cmp.Compare(a.ZIP5, b.ZIP5),
		compareTrue(x.Status == directory.Confirmed, y.Status == directory.Confirmed),
		cmp.Compare(x.SourceDate, y.SourceDate), cmp.Compare(x.Source, y.Source),
		cmp.Compare(a.Phone, b.Phone), cmp.Compare(a.Accepting, b.Accepting), slices.Compare(a.Languages, b.Languages),
		cmp.Compare(b.Row, a.Row),
	)
}

// compareTrue orders false before true.
func compareTrue(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// applyRow applies a row to one office, and reports whether it is what is known of
// annular closure there now: a list takes nothing from the word of a practice.
func applyRow(row *source.RosterRow, l *directory.Listing) bool {
	heard := true
	switch o := row.Offering; {
	case o.Status == directory.Withdrawn:
		l.Offering, l.NamedOn = nil, nil
	case o.Status != directory.NamedOnList:
		l.Offering, l.NamedOn = &o, nil
	case l.Offering == nil:
		l.NamedOn = &directory.NamedOn{List: o.Source, On: o.VerifiedOn}
	default:
		heard = false
	}
	var fields []string
	if row.Phone != "" {
		if l.Location.RegistryPhone == "" && l.Location.Phone != row.Phone {
			l.Location.RegistryPhone = l.Location.Phone
		}
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
	return heard
}

// vouch notes the roster among the sources of an office, first because it
// wins. Of several rows the later add to the earlier.
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

// refuseUntaken refuses roster rows of NPIs that were not taken, in the order
// of the roster. full says that the full main file was read in this run.
func (m *merger) refuseUntaken(classes map[directory.NPI]source.Class, full bool) {
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
		case full:
			m.refuse(row, NotInRegistry, "npi", "the main file has no usable row of this NPI")
		default:
			m.refuse(row, NotInState, "npi", "earlier files were read without this NPI in the roster, and no later one names it: give the full NPPES file together with this roster")
		}
	}
}
