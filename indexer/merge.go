package indexer

import (
	"fmt"
	"slices"
	"strings"

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
	offices := m.locator.offices(npi, sites)
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
	_, why, field := m.locator.locate(npi, first)
	m.report.quarantine(Refusal{NPI: npi.String(), Row: reg.Row, Reason: why, Field: field})
}

// person brings what the registry says of a person into normal form.
func person(npi directory.NPI, reg *registryRecord) directory.Physician {
	p := directory.Physician{NPI: npi, Name: personName(reg.Name), Gender: gender(reg.Gender)}
	if reg.Former.Last != "" {
		former := personName(reg.Former)
		if former.Given == "" {
			former.Given = p.Name.Given
		}
		former.Credentials = nil
		if former.Family != "" && (former.Family != p.Name.Family || former.Given != p.Name.Given) {
			p.FormerNames = []directory.Name{former}
		}
	}
	p.Specialties = specialties(reg.Slots)
	return p
}

func personName(n source.RawName) directory.Name {
	return directory.PersonName(n.Last, n.First, n.Middle, n.Suffix, n.Credential)
}

func gender(s string) directory.Gender {
	switch g := directory.Gender(strings.ToUpper(s)); g {
	case directory.Female, directory.Male, directory.Unspecified:
		return g
	}
	return directory.UnknownGender
}

// specialties gives the distinct codes in registry order. Primary is the code
// of the first slot switched Y, else of slot 1.
func specialties(slots []source.Slot) []directory.Specialty {
	primary := source.Registry{Taxonomies: slots}
	var out []directory.Specialty
	for _, s := range slots {
		code := directory.Taxonomy(s.Code)
		if !slices.ContainsFunc(out, func(o directory.Specialty) bool { return o.Code == code }) {
			out = append(out, directory.Specialty{Code: code, Primary: code == primary.Primary()})
		}
	}
	return out
}

// fill takes from Doctors and Clinicians what the registry leaves blank, and
// notes where the two contradict each other.
func (m *merger) fill(p *directory.Physician, dac clinicianList) {
	var family, sex bool // noted already
	for _, c := range dac {
		n := personName(c.Name)
		if p.Name.Middle == "" && n.Family == p.Name.Family {
			p.Name.Middle = n.Middle
		}
		if p.Name.Suffix == "" && n.Family == p.Name.Family {
			p.Name.Suffix = n.Suffix
		}
		if len(p.Name.Credentials) == 0 {
			p.Name.Credentials = n.Credentials
		}
		g := gender(c.Gender)
		switch {
		case p.Gender == directory.UnknownGender:
			p.Gender = g
		case g != directory.UnknownGender && g != p.Gender && !sex:
			sex = true
			m.report.Conflicts.add(p.NPI, ConflictGender, fmt.Sprintf("registry %s, dac %s", p.Gender, g))
		}
		if n.Family != "" && !family && !answersTo(p, n.Family) {
			family = true
			m.report.Conflicts.add(p.NPI, ConflictFamily, fmt.Sprintf("registry %s, dac %s", p.Name.Family, n.Family))
		}
	}
}

// answersTo says whether a family name is one that the registry knows of p,
// blanks, hyphens and case aside.
func answersTo(p *directory.Physician, family string) bool {
	same := func(a, b string) bool {
		drop := strings.NewReplacer(" ", "", "-", "", "'", "", ".", "")
		return strings.EqualFold(drop.Replace(a), drop.Replace(b))
	}
	if same(p.Name.Family, family) {
		return true
	}
	return slices.ContainsFunc(p.FormerNames, func(n directory.Name) bool { return same(n.Family, family) })
}

// farApart is the distance in metres beyond which two federal files are taken
// to contradict each other about where a physician works.
const farApart = 40_000.0

// compareOffices notes contradictions about places.
func (m *merger) compareOffices(npi directory.NPI, sites []site) {
	var registry, dac []directory.Position
	for i := range sites {
		s := &sites[i]
		at, why, _ := m.locator.locate(npi, s)
		if why != "" {
			continue
		}
		if z, ok := m.locator.gazetteer.ZIP(s.key.ZIP5); ok && z.State != "" && s.address.State != "" && z.State != s.address.State {
			m.report.Conflicts.add(npi, ConflictState, fmt.Sprintf("%s: address in %s, ZIP code in %s", s.source, s.address.State, z.State))
		}
		if s.source == directory.SourceDAC {
			dac = append(dac, at)
		} else {
			registry = append(registry, at)
		}
	}
	if len(registry) == 0 || len(dac) == 0 {
		return
	}
	nearest := registry[0].Point.Distance(dac[0].Point)
	for _, r := range registry {
		for _, d := range dac {
			nearest = min(nearest, r.Point.Distance(d.Point))
		}
	}
	if nearest > farApart {
		m.report.Conflicts.add(npi, ConflictFarApart, fmt.Sprintf("nearest offices %.0f km apart", nearest/1000))
	}
}
