package indexer

import (
	"slices"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// A merger makes listings of what the sources say of one NPI at a time.
type merger struct {
	held    *holding
	report  *Report
	locator *locator
	roster  map[directory.NPI][]source.RosterRow
	side    *Side // of the roster; nil without one
	counted func(directory.NPI) bool
}

// physician returns the listings of one NPI, ordered by location id; none when
// no source gives a usable location.
func (m *merger) physician(npi directory.NPI) ([]directory.Listing, error) {
	reg, practices, dac, err := m.held.of(npi)
	if err != nil {
		return nil, err
	}
	sites := m.sites(reg, practices, dac)
	m.locator.locate(npi, sites)
	for i := range sites {
		if s := &sites[i]; s.why != "" {
			count(m.report.Unlocated, s.source, s.why)
		}
	}
	offices := offices(npi, sites)
	m.count(npi, reg, &sites[0], len(offices) > 0)
	if len(offices) == 0 {
		m.refuseRoster(npi, NoOffice, "the physician has no usable location in any source")
		return nil, nil
	}
	p := person(npi, reg)
	m.fill(&p, dac)
	m.compareOffices(npi, sites)
	listings := make([]directory.Listing, len(offices))
	for i := range offices {
		listings[i] = directory.Listing{Physician: p, Location: offices[i].Location}
	}
	m.offer(npi, listings)
	for i := range listings { // after offer, which may change a location
		listings[i].Others = others(listings, i)
	}
	return listings, nil
}

func others(listings []directory.Listing, but int) []directory.Location {
	if len(listings) == 1 {
		return nil
	}
	out := make([]directory.Location, 0, len(listings)-1)
	for i := range listings {
		if i != but {
			out = append(out, listings[i].Location)
		}
	}
	return out
}

// sites gathers what all sources say of offices, by falling precedence. The
// first is the registry's practice address.
func (m *merger) sites(reg *registryRecord, practices siteList, dac clinicianList) []site {
	sites := []site{newSite(directory.SourceNPPES, reg.Updated, reg.Address)}
	var group []site
	for _, a := range practices {
		group = append(group, newSite(directory.SourcePractice, reg.Updated, a))
	}
	slices.SortFunc(group, compareSites)
	sites = append(sites, group...)
	group = nil
	for _, c := range dac {
		group = append(group, newSite(directory.SourceDAC, m.held.asOf[sourceClinicians], c.Address))
	}
	slices.SortFunc(group, compareSites)
	return append(sites, group...)
}

// count puts the main file's row under physicians or among the quarantined.
func (m *merger) count(npi directory.NPI, reg *registryRecord, first *site, usable bool) {
	if !m.counted(npi) {
		return
	}
	if usable {
		m.report.Physicians++
		return
	}
	refusal := Refusal{NPI: npi.String(), Row: reg.Row, Reason: first.why, Field: first.field}
	if first.why == UnknownZIP {
		refusal.Damage, refusal.Detail = first.lost, first.lost.Detail()
	}
	m.report.quarantine(refusal)
}
