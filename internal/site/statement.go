package site

import (
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// The types of schema.org that a profile states, in the order of its fields.
type (
	schemaPhysician struct {
		Context          string           `json:"@context"`
		Type             string           `json:"@type"`
		ID               string           `json:"@id"`
		URL              string           `json:"url"`
		Name             string           `json:"name"`
		NPI              string           `json:"usNPI"`
		MedicalSpecialty []string         `json:"medicalSpecialty,omitempty"`
		Address          *schemaAddress   `json:"address"`
		Telephone        string           `json:"telephone,omitempty"`
		KnowsLanguage    []string         `json:"knowsLanguage,omitempty"`
		PracticesAt      []schemaClinic   `json:"practicesAt"`
		AvailableService *schemaProcedure `json:"availableService,omitempty"`
	}
	schemaClinic struct {
		Type      string         `json:"@type"`
		Name      string         `json:"name,omitempty"`
		Address   *schemaAddress `json:"address"`
		Telephone string         `json:"telephone,omitempty"`
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

// statement is what a profile tells search engines. A service is stated only
// when it is confirmed and the evidence is not old; positions are not stated,
// because most are those of a ZIP code.
func statement(one *search.Card, url string, today directory.Date, staleDays int) schemaPhysician {
	l := &one.Listing
	s := schemaPhysician{
		Context: "https://schema.org", Type: "IndividualPhysician", ID: url, URL: url,
		Name: l.Physician.Name.Display(), NPI: l.Physician.NPI.String(),
		Address: schemaOf(l.Location.Address), Telephone: l.Location.Phone, KnowsLanguage: l.Languages,
	}
	for _, sp := range l.Physician.Specialties {
		s.MedicalSpecialty = append(s.MedicalSpecialty, sp.Code.Name("en"))
	}
	for _, office := range append([]directory.Location{l.Location}, one.Others...) {
		s.PracticesAt = append(s.PracticesAt, schemaClinic{
			Type: "MedicalClinic", Name: office.Name, Address: schemaOf(office.Address), Telephone: office.Phone,
		})
	}
	if o := l.Offering; o != nil && o.Status == directory.Confirmed && o.VerifiedOn != 0 && !o.Stale(today, staleDays) {
		s.AvailableService = &schemaProcedure{Type: "MedicalProcedure", Name: "Annular closure"}
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
