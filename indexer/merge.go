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

	found   []site   // of the physician at hand
	offices []office // made of them
}

// physician appends the listings of one NPI to all, ordered by location id;
// none when no source gives a usable location.
func (m *merger) physician(npi directory.NPI, all []directory.Listing) ([]directory.Listing, error) {
	reg, practices, dac, err := m.held.of(npi)
	if err != nil {
		return all, err
	}
	sites := m.sites(reg, practices, dac)
	m.locator.locate(npi, sites)
	for i := range sites {
		if s := &sites[i]; s.why != "" {
			count(m.report.Unlocated, s.source, s.why)
		}
	}
	m.offices = offices(npi, sites, m.offices[:0])
	m.count(npi, reg, &sites[0], len(m.offices) > 0)
	if len(m.offices) == 0 {
		m.refuseRoster(npi, NoOffice, "the physician has no usable location in any source")
		return all, nil
	}
	p := person(npi, reg)
	m.fill(&p, dac)
	m.compareOffices(npi, sites)
	before := len(all)
	for i := range m.offices {
		all = append(all, directory.Listing{Physician: p, Location: m.offices[i].Location})
	}
	listings := all[before:]
	m.offer(npi, listings)
	for i := range listings { // after offer, which may change a location
		listings[i].Others = others(listings, i)
	}
	return all, nil
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
// first is the registry's practice address. They are good until the next call.
func (m *merger) sites(reg *registryRecord, practices siteList, dac clinicianList) []site {
	sites := append(m.found[:0], newSite(directory.SourceNPPES, reg.Updated, &reg.Address))
	for i := range practices {
		sites = append(sites, newSite(directory.SourcePractice, reg.Updated, &practices[i]))
	}
	slices.SortFunc(sites[1:], compareSites)
	for i := range dac {
		sites = append(sites, newSite(directory.SourceDAC, m.held.asOf[sourceClinicians], &dac[i].Address))
	}
	slices.SortFunc(sites[1+len(practices):], compareSites)
	m.found = sites
	return sites
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
