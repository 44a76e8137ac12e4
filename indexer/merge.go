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
	side    *Side                                         // of the roster; nil without one
	row     func(directory.NPI) (row int64, counted bool) // of the main file; 0: an earlier run's

	agree   agreements
	placing *placing

	found   []site   // of the physician at hand
	offices []office // made of them
}

// physician appends the listings of one NPI to all, ordered by location id;
// none when no source gives a usable location.
func (m *merger) physician(npi directory.NPI, all []directory.Listing) ([]directory.Listing, error) {
	said, err := m.held.of(npi)
	if err != nil {
		return all, err
	}
	if m.held.isDeactivated(npi, &said.registry) {
		if _, counted := m.row(npi); counted {
			m.report.Deactivated++
		}
		m.report.ByReport++
		m.refuseRoster(npi, DeactivatedNPI, "the report of deactivated NPIs names this NPI")
		return all, nil
	}
	sites := m.sites(said)
	m.locator.locate(npi, sites)
	for i := range sites {
		if s := &sites[i]; s.why != "" {
			count(m.report.Unlocated, s.source, s.why)
		}
	}
	m.offices = offices(npi, sites, m.offices[:0])
	m.count(npi, &sites[0], len(m.offices) > 0)
	if len(m.offices) == 0 {
		m.refuseRoster(npi, NoOffice, "the physician has no usable location in any source")
		return all, nil
	}
	p := person(npi, &said.registry)
	m.fill(&p, said.clinicians)
	m.compareOffices(npi, sites)
	m.agree.add(sites)
	before := len(all)
	for i := range m.offices {
		m.placing.add(&m.offices[i])
		all = append(all, directory.Listing{Physician: p, Location: m.offices[i].Location})
	}
	m.offer(npi, all[before:])
	return all, nil
}

// sites gathers what all sources say of offices, by falling precedence. The
// first is the registry's practice address. They are good until the next call.
func (m *merger) sites(said *said) []site {
	updated := said.registry.Updated
	sites := append(m.found[:0], newSite(directory.SourceNPPES, updated, &said.registry.Address))
	for i := range said.practices {
		sites = append(sites, newSite(directory.SourcePractice, updated, &said.practices[i]))
	}
	slices.SortFunc(sites[1:], compareSites)
	of := len(sites)
	for i := range said.clinicians {
		sites = append(sites, newSite(directory.SourceDAC, 0, &said.clinicians[i].Address))
	}
	slices.SortFunc(sites[of:], compareSites)
	of = len(sites)
	for i := range said.national {
		sites = append(sites, newSite(directory.SourceNational, 0, &said.national[i]))
	}
	slices.SortFunc(sites[of:], compareSites)
	m.found = sites
	return sites
}

// count puts the main file's row under physicians or among the quarantined.
func (m *merger) count(npi directory.NPI, first *site, usable bool) {
	row, counted := m.row(npi)
	if !counted {
		return
	}
	if usable {
		m.report.Physicians++
		return
	}
	refusal := Refusal{NPI: npi.String(), Row: row, Reason: first.why, Field: first.field}
	if first.why == UnknownZIP {
		refusal.Damage, refusal.Detail = first.lost, first.lost.Detail()
	}
	m.report.quarantine(refusal)
}
