package fhir

import (
	"slices"
	"strings"
)

// The types of resource.
const (
	typePractitioner = "Practitioner"
	typeRole         = "PractitionerRole"
	typeLocation     = "Location"
	typeService      = "HealthcareService"
	typeVerification = "VerificationResult"
)

// A kind is a type of resource with how it is found. What is served is what
// stands here: requests are read by it and the CapabilityStatement is made of it.
type kind struct {
	name, doc           string
	params              []string // search parameters; those with a dot are chained
	include, revinclude []string
}

// kinds lists what is served.
func kinds() []kind {
	return []kind{
		{
			name: typePractitioner, doc: "A physician.",
			params:     strings.Fields("_id identifier active name family given gender communication"),
			revinclude: []string{"PractitionerRole:practitioner"},
		},
		{
			name: typeRole, doc: "A physician at one office: of each physician the one that fits, the nearest to near; with practitioner all.",
			params: strings.Fields(`_id active specialty near location location.near location.address-state location.address-postalcode
				practitioner practitioner.identifier practitioner.name practitioner.family practitioner.given
				practitioner.gender practitioner.communication service service.service-type service.service-category`),
			include: []string{"PractitionerRole:practitioner", "PractitionerRole:location", "PractitionerRole:service"},
		},
		{
			name: typeLocation, doc: "An office of a physician: of each physician the one that fits, the nearest to near.",
			params:     strings.Fields("_id near address-state address-postalcode"),
			revinclude: []string{"PractitionerRole:location", "HealthcareService:location"},
		},
		{
			name: typeService, doc: "Annular closure, offered by a physician at one office, as a roster says. Of whom none is listed, it is not known.",
			params:     strings.Fields("_id active specialty location location.near location.address-state location.address-postalcode service-type service-category"),
			include:    []string{"HealthcareService:location"},
			revinclude: []string{"PractitionerRole:service", "VerificationResult:target"},
		},
		{
			name: typeVerification, doc: "Who vouches for a HealthcareService, and since when.",
			params:  strings.Fields("_id target"),
			include: []string{"VerificationResult:target"},
		},
	}
}

// links are the references that can be followed, by what includes name them.
var links = []struct{ name, from, to string }{
	{"PractitionerRole:practitioner", typeRole, typePractitioner},
	{"PractitionerRole:location", typeRole, typeLocation},
	{"PractitionerRole:service", typeRole, typeService},
	{"HealthcareService:location", typeService, typeLocation},
	{"VerificationResult:target", typeVerification, typeService},
}

// A param is a search parameter, whatever it is chained to.
type param struct {
	kind, doc string // kind is R4's: "token", "string", "reference" or "special"
	// read takes the values of one occurrence, any of which may hold, into q.
	// The text says why it cannot, or is empty.
	read func(q *question, name string, values []string) string
}

// params are the search parameters by the last part of their names.
func params() map[string]param {
	return map[string]param{
		"_id":                {"token", "Ids, separated by commas.", readIDs},
		"identifier":         {"token", "NPIs.", readNPIs},
		"practitioner":       {"reference", "Physicians: all their offices.", readNPIs},
		"location":           {"reference", "Offices.", readIDs},
		"service":            {"reference", "Services.", readIDs},
		"target":             {"reference", "Services.", readIDs},
		"active":             {"token", "true: what is listed is in use.", readActive},
		"name":               {"string", "What words of the name begin with.", readName},
		"family":             {"string", "What words of the family name begin with.", readName},
		"given":              {"string", "What words of the given or middle name begin with.", readName},
		"gender":             {"token", "male, female or other, as the registry has it.", readGender},
		"communication":      {"token", "A language that is known to be spoken at an office (BCP 47).", readLanguage},
		"specialty":          {"token", "A NUCC taxonomy code, in any slot of the physician.", readSpecialty},
		"near":               {"special", nearDoc, readNear},
		"address-state":      {"string", "The two letters of a state or territory.", readState},
		"address-postalcode": {"string", "A ZIP code; of nine digits the first five count.", readZIP},
		"service-type":       {"token", "annular-closure.", readServiceType},
		"service-category":   {"token", "prov, of Plan-Net.", readServiceType},
	}
}

const nearDoc = "latitude|longitude|distance|unit: km, m, [mi_us] or [mi_i]. Without a unit km, without a distance 50 miles; at most 500 miles."

// leaf is the last part of a chained name.
func leaf(name string) string { return name[strings.LastIndex(name, ".")+1:] }

// lookups are the parameters by which resources are named; beside one no criterion but a name is taken.
var lookups = []string{"_id", "identifier", "practitioner", "location", "service", "target"}

// names are the parameters that look at a person's name; several must hold together.
var names = []string{"name", "family", "given"}

func isOneOf(list []string, name string) bool { return slices.Contains(list, leaf(name)) }
