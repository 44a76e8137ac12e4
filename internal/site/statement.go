package site

import (
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// The types of schema.org that a profile states, in the order of its fields.
type (
	schemaPhysician struct {
		Context          string         `json:"@context"`
		Type             string         `json:"@type"`
		ID               string         `json:"@id"`
		URL              string         `json:"url"`
		Name             string         `json:"name"`
		NPI              string         `json:"usNPI"`
		MedicalSpecialty []string       `json:"medicalSpecialty,omitempty"`
		Address          *schemaAddress `json:"address"`
		KnowsLanguage    []string       `json:"knowsLanguage,omitempty"`
		PracticesAt      []schemaClinic `json:"practicesAt"`
	}
	schemaClinic struct {
		Type             string           `json:"@type"`
		Name             string           `json:"name,omitempty"`
		Address          *schemaAddress   `json:"address"`
		Telephone        string           `json:"telephone,omitempty"`
		AvailableService *schemaProcedure `json:"availableService,omitempty"`
	}
	schemaAddress struct {
		Type     string `json:"@type"`
		Street   string `json:"streetAddress"`
		Locality string `json:"addressLocality"`
		Region   string `json:"addressRegion"`
		Postal   string `json:"postalCode"`
		Country  string `json:"addressCountry"`
	}
	schemaProcedure struct {
		Type string `json:"@type"`
		Name string `json:"name"`
	}
)

// statement is what a profile tells search engines. Phones and services are
// those of an office, never of the person. A service is stated only at the
// office that the evidence is about, when it is confirmed and not old; positions are not stated,
// because most are those of a ZIP code.
func statement(one *search.Card, url string, says *cards.Writer) schemaPhysician {
	l := &one.Listing
	s := schemaPhysician{
		Context: "https://schema.org", Type: "IndividualPhysician", ID: url, URL: url,
		Name: l.Physician.Name.Display(), NPI: l.Physician.NPI.String(),
		Address: schemaOf(l.Location.Address), KnowsLanguage: l.Languages,
	}
	for _, sp := range l.Physician.Specialties {
		s.MedicalSpecialty = append(s.MedicalSpecialty, sp.Code.Name("en"))
	}
	for _, office := range append([]directory.Location{l.Location}, one.Others...) {
		s.PracticesAt = append(s.PracticesAt, schemaClinic{
			Type: "MedicalClinic", Name: office.Name, Address: schemaOf(office.Address), Telephone: office.Phone,
		})
	}
	if o := l.Offering; o != nil && o.Status == directory.Confirmed && !says.Stale(o) {
		s.PracticesAt[0].AvailableService = &schemaProcedure{Type: "MedicalProcedure", Name: "Annular closure"}
	}
	return s
}

func schemaOf(a directory.Address) *schemaAddress {
	street := a.Line1
	if a.Line2 != "" {
		street += ", " + a.Line2
	}
	return &schemaAddress{
		Type: "PostalAddress", Street: street, Locality: a.City, Region: a.State, Postal: a.PostalCode, Country: "US",
	}
}
