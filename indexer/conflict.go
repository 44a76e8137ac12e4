package indexer

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// fill takes from Doctors and Clinicians what the registry leaves blank or does
// not know, and notes where the two contradict each other.
func (m *merger) fill(p *directory.Physician, dac clinicianList) {
	var family, sex bool // noted already
	var accepts, may bool
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
		accepts, may = accepts || strings.EqualFold(c.Assignment, "Y"), may || strings.EqualFold(c.Assignment, "M")
		p.Hospitals = appendHospitals(p.Hospitals, c.Hospitals)
		p.Telehealth = p.Telehealth || strings.EqualFold(c.Telehealth, "Y") // the file never says no
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
	p.Medicare = accepts && !may // one enrolment that only may leaves it open
}

// appendHospitals adds the hospitals of a row, a line each, in human case and in
// order, each once.
func appendHospitals(all []string, lines string) []string {
	for name := range strings.SplitSeq(lines, "\n") {
		if name = directory.PlaceName(name); name != "" {
			if at, there := slices.BinarySearch(all, name); !there {
				all = slices.Insert(all, at, name)
			}
		}
	}
	return all
}

// answersTo reports whether a family name is one that the registry knows of p,
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
	nearest := math.Inf(1) // of an office of the registry to one of the other file
	for i := range sites {
		s := &sites[i]
		if s.why != "" {
			continue
		}
		if s.zipState != "" && s.address.State != "" && s.zipState != s.address.State {
			m.report.Conflicts.add(npi, ConflictState, fmt.Sprintf("%s: address in %s, ZIP code in %s", s.source, s.address.State, s.zipState))
		}
		if s.source != directory.SourceDAC {
			continue
		}
		for j := range sites {
			if r := &sites[j]; r.why == "" && r.source != directory.SourceDAC && r.source != directory.SourceNational {
				nearest = min(nearest, s.at.Point.Distance(r.at.Point))
			}
		}
	}
	if nearest > farApart && !math.IsInf(nearest, 1) {
		m.report.Conflicts.add(npi, ConflictFarApart, fmt.Sprintf("nearest offices %.0f km apart", nearest/1000))
	}
}
