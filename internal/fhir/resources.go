package fhir

import (
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// Code systems and extensions of others.
const (
	systemNPI        = "http://hl7.org/fhir/sid/us-npi"
	systemNUCC       = "http://nucc.org/provider-taxonomy"
	systemLanguage   = "urn:ietf:bcp:47"
	systemGender     = "http://hl7.org/fhir/administrative-gender"
	systemIdentifier = "http://terminology.hl7.org/CodeSystem/v2-0203"
	systemUnits      = "http://unitsofmeasure.org"
	planNet          = "http://hl7.org/fhir/us/davinci-pdex-plan-net/"
	systemAccepting  = planNet + "CodeSystem/AcceptingPatientsCS"
	systemCategory   = planNet + "CodeSystem/HealthcareServiceCategoryCS"
	newPatients      = planNet + "StructureDefinition/newpatients"
	locationDistance = "http://hl7.org/fhir/StructureDefinition/location-distance"

	// Those of our own; docs/fhir.md tells what they mean.
	canonical         = "https://github.com/physicianfinder/finder/fhir/"
	positionPrecision = canonical + "StructureDefinition/position-precision"
	systemProcedure   = canonical + "CodeSystem/procedure"

	serviceName  = "Bone-anchored annular closure"
	codeProvider = "prov" // Plan-Net's category of what a medical provider does
)

// genders are the codes of FHIR; unknown is absent.
var genders = map[directory.Gender]string{
	directory.Male: "male", directory.Female: "female", directory.Unspecified: "other",
}

// A person is one physician with all their listings, the one shown first.
type person []directory.Listing

// practitionerOf makes the Practitioner of a person; their languages are those
// of all their offices.
func practitionerOf(p person) object {
	who := &p[0].Physician
	var qualifications, spoken []object
	for _, credential := range who.Name.Credentials {
		qualifications = append(qualifications, object{"code": object{"text": credential}})
	}
	var tags []string
	for i := range p {
		tags = append(tags, p[i].Languages...)
	}
	slices.Sort(tags)
	for _, tag := range slices.Compact(tags) {
		spoken = append(spoken, concept(systemLanguage, tag, "", ""))
	}
	return object{
		"resourceType": typePractitioner, "id": who.NPI.String(), "active": true,
		"identifier": []object{{
			"use": "official", "type": concept(systemIdentifier, "NPI", "", ""), "system": systemNPI, "value": who.NPI.String(),
		}},
		"name": []object{{
			"use": "official", "text": who.Name.Display(), "family": who.Name.Family,
			"given":  []string{who.Name.Given, who.Name.Middle},
			"suffix": append([]string{who.Name.Suffix}, who.Name.Credentials...),
		}},
		"gender": genders[who.Gender], "qualification": qualifications, "communication": spoken,
	}
}

// roleOf makes the PractitionerRole of a listing.
func roleOf(l *directory.Listing) object {
	out := object{
		"resourceType": typeRole, "id": l.ID(), "active": true,
		"practitioner": reference(typePractitioner, l.Physician.NPI.String(), l.Physician.Name.Display()),
		"specialty":    specialtiesOf(l),
		"location":     []object{reference(typeLocation, l.ID(), l.Location.Name)},
		"telecom":      telecomOf(l),
	}
	out["contained"], out["organization"] = practiceOf(l)
	if l.Offering.Offered() {
		out["healthcareService"] = []object{reference(typeService, l.ID(), serviceName)}
	}
	if l.Accepting != "" {
		out["extension"] = []object{{"url": newPatients, "extension": []object{{
			"url": "acceptingPatients", "valueCodeableConcept": concept(systemAccepting, string(l.Accepting), "", ""),
		}}}}
	}
	return out
}

// practiceOf is the Organization of an office, of which no more than the name
// is known: contained, and a reference to it. Without a name there is none.
func practiceOf(l *directory.Listing) (contained []object, ref object) {
	if l.Location.Name == "" {
		return nil, nil
	}
	return []object{{"resourceType": "Organization", "id": "practice", "name": l.Location.Name}},
		object{"reference": "#practice", "display": l.Location.Name}
}

// specialtiesOf lists the taxonomies of a physician, the primary one first.
func specialtiesOf(l *directory.Listing) (out []object) {
	for _, s := range l.Physician.Specialties {
		c := concept(systemNUCC, string(s.Code), s.Code.Official(), s.Code.Name("en"))
		if s.Primary {
			out = slices.Insert(out, 0, c)
		} else {
			out = append(out, c)
		}
	}
	return out
}

func telecomOf(l *directory.Listing) []object {
	if l.Location.Phone == "" {
		return nil
	}
	return []object{{"system": "phone", "value": l.Location.Phone, "use": "work"}}
}

// locationOf makes the Location of a listing's office.
func locationOf(l *directory.Listing) object {
	at := &l.Location
	return object{
		"resourceType": typeLocation, "id": l.ID(), "name": at.Name, "telecom": telecomOf(l),
		"address": object{
			"use": "work", "type": "physical", "line": []string{at.Address.Line1, at.Address.Line2}, "city": at.Address.City,
			"state": at.Address.State, "postalCode": at.Address.PostalCode, "country": "US",
		},
		"position": object{
			"extension": []object{{"url": positionPrecision, "valueCode": string(at.Position.Precision)}},
			"longitude": at.Position.Point.Lng, "latitude": at.Position.Point.Lat,
		},
	}
}

// serviceOf makes the HealthcareService of a listing whose physician offers
// annular closure there. Nothing is made of any other: not knowing is not
// "does not offer", and a service that is absent says neither.
func serviceOf(l *directory.Listing) object {
	out := object{
		"resourceType": typeService, "id": l.ID(), "active": true, "name": serviceName,
		"category":  []object{concept(systemCategory, codeProvider, "", "")},
		"type":      []object{concept(systemProcedure, directory.AnnularClosure, "", serviceName)},
		"specialty": specialtiesOf(l),
		"location":  []object{reference(typeLocation, l.ID(), l.Location.Name)},
		"telecom":   telecomOf(l),
	}
	out["contained"], out["providedBy"] = practiceOf(l)
	if l.Offering.Device != "" {
		out["comment"] = "Device: " + l.Offering.Device
	}
	return out
}

// verificationOf tells who vouches for the service of a listing, and how
// freshly on the day today: evidence older than maxDays days wants asking
// again.
func verificationOf(l *directory.Listing, today directory.Date, maxDays int) object {
	o, status := l.Offering, "attested"
	switch {
	case o.VerifiedOn == 0 || o.Stale(today, maxDays):
		status = "req-revalid"
	case o.Status == directory.Confirmed:
		status = "validated"
	}
	out := object{
		"resourceType": typeVerification, "id": l.ID(), "target": []object{reference(typeService, l.ID(), serviceName)},
		"status": status, "statusDate": o.VerifiedOn.String(), "lastPerformed": o.VerifiedOn.String(),
	}
	if o.Source != "" {
		who := object{"display": o.Source}
		out["primarySource"] = []object{{"who": who, "validationDate": o.VerifiedOn.String()}}
		if o.SourceDate != 0 {
			out["attestation"] = object{"who": who, "date": o.SourceDate.String()}
		}
	}
	return out
}
