package indexer

import (
	"slices"
	"strings"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

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
