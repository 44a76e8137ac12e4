package fhir_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEvidence reads what is known of annular closure: confirmed, said by
// themselves, old; and finds nothing at all where nothing is known.
func TestEvidence(t *testing.T) {
	offices := clinic()
	r := newRig(t, listingsOf(t, offices), 0)
	for i, want := range []string{"validated", "validated", "attested", "req-revalid", "", ""} {
		id := offices[i].npi() + "-" + offices[i].id
		role := r.ok(t, "/fhir/PractitionerRole/"+id)
		if strings.Contains(role.raw, "false") || strings.Contains(role.raw, "null") || strings.Contains(role.raw, `""`) {
			t.Errorf("%s says what is not known: %s", id, role.raw)
		}
		if want == "" {
			for _, kind := range []string{"HealthcareService", "VerificationResult"} {
				if a := r.get(t, "/fhir/"+kind+"/"+id); a.status != http.StatusNotFound || a.at("issue.0.code") != "not-found" {
					t.Errorf("%s/%s answered %d %s", kind, id, a.status, a.raw)
				}
			}
			if role.at("healthcareService") != nil || strings.Contains(role.raw, "closure") {
				t.Errorf("%s tells of annular closure: %s", id, role.raw)
			}
			continue
		}
		a := r.ok(t, "/fhir/VerificationResult/"+id)
		for path, value := range map[string]any{
			"status": want, "statusDate": offices[i].verified, "target.0.reference": "HealthcareService/" + id,
			"primarySource.0.who.display": "Sample roster", "primarySource.0.validationDate": offices[i].verified,
		} {
			if a.at(path) != value {
				t.Errorf("%s: %s is %v, not %v", id, path, a.at(path), value)
			}
		}
		if service := r.ok(t, "/fhir/HealthcareService/"+id); service.at("type.0.coding.0.code") != "annular-closure" || service.at("comment") != "Device: barricaid" {
			t.Errorf("%s: %s", id, service.raw)
		}
		if role.at("healthcareService.0.reference") != "HealthcareService/"+id {
			t.Errorf("%s leads to no service: %s", id, role.raw)
		}
	}
}

// TestResources reads one physician's resources field by field.
func TestResources(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	const npi = "2000000010"
	for path, want := range map[string]map[string]any{
		"Practitioner/" + npi: {
			"identifier.0.system": "http://hl7.org/fhir/sid/us-npi", "identifier.0.value": npi, "name.0.family": "Lindqvist", "name.0.given.0": "Avery",
			"name.0.suffix.0": "MD", "gender": "female", "qualification.0.code.text": "MD", "communication.0.coding.0.code": "en",
			"communication.1.coding.0.code": "es", "communication.2.coding.0.code": "sv", "active": true,
		},
		"PractitionerRole/" + npi + "-elm": {
			"practitioner.reference": "Practitioner/" + npi, "location.0.reference": "Location/" + npi + "-elm",
			"specialty.0.coding.0.code": "207XS0117X", "specialty.1.coding.0.code": "207X00000X", "specialty.0.coding.0.system": "http://nucc.org/provider-taxonomy",
			"organization.reference": "#practice", "contained.0.name": "North Spine Clinic", "telecom.0.value": "+16125550101",
			"extension.0.url":             "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/newpatients",
			"extension.0.extension.0.url": "acceptingPatients",
			"extension.0.extension.0.valueCodeableConcept.coding.0.code": "newpt",
		},
		"PractitionerRole/" + npi + "-river": {"organization": nil, "contained": nil, "extension.0.extension.0.valueCodeableConcept.coding.0.code": "nopt"},
		"Location/" + npi + "-elm": {
			"name": "North Spine Clinic", "address.line.0": "100 Elm St", "address.line.1": nil, "address.state": "MN", "address.postalCode": "55401",
			"position.latitude": 44.98, "position.longitude": -93.27, "position.extension.0.valueCode": "zip",
		},
		"Practitioner/2000000036": {"gender": nil, "communication": nil}, // de la Cruz: neither is known
	} {
		a := r.ok(t, "/fhir/"+path)
		kind, id, _ := strings.Cut(path, "/")
		if a.at("resourceType") != kind || a.at("id") != id || a.header.Get("Content-Type") != "application/fhir+json; charset=utf-8" {
			t.Errorf("%s: %s %s", path, a.header.Get("Content-Type"), a.raw)
		}
		for field, value := range want {
			if diff := cmp.Diff(value, a.at(field)); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", path, field, diff)
			}
		}
	}
}

// TestSearches holds searches to who must be found, in order: by name where no
// place and no name was given; a whole word of a name before the beginning of one.
func TestSearches(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	for target, want := range map[string]string{
		"Practitioner":                                  "2000000051 2000000036 2000000010 2000000044 2000000028",
		"Practitioner?family=lind":                      "2000000044 2000000010",
		"Practitioner?family=lindqvist":                 "2000000010",
		"Practitioner?family=cruz":                      "2000000036",
		"Practitioner?family=de%20la%20cr":              "2000000036",
		"Practitioner?family=omalley":                   "2000000028",
		"Practitioner?family=Angstrom":                  "2000000051",
		"Practitioner?given=avery":                      "2000000010",
		"Practitioner?given=lindqvist":                  "",
		"Practitioner?name=avery%20lind":                "2000000010",
		"Practitioner?name=Lindqvist%20Avery":           "2000000010",
		"Practitioner?name=Minneapolis":                 "",
		"Practitioner?name=north":                       "",
		"Practitioner?family=lind&given=ri":             "2000000044",
		"Practitioner?family=lind&family=nakamura":      "2000000044",
		"Practitioner?gender=female":                    "2000000051 2000000010",
		"Practitioner?gender=other":                     "2000000044",
		"Practitioner?communication=sv":                 "2000000010",
		"Practitioner?communication=urn:ietf:bcp:47|es": "2000000051 2000000010",
		"Practitioner?communication=urn:other|es":       "",
		"Practitioner?identifier=2000000028":            "2000000028",
		"Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|2000000028,2000000010":             "2000000010 2000000028",
		"Practitioner?identifier=urn:other|2000000028":                                             "",
		"Practitioner?identifier=2000000028&family=malley":                                         "",
		"Practitioner?identifier=2000000028&family=o'malley":                                       "2000000028",
		"Practitioner?_id=2000000028":                                                              "2000000028",
		"Practitioner?active=true&gender=male":                                                     "2000000028",
		"Practitioner?active=false":                                                                "",
		"PractitionerRole?practitioner=2000000010":                                                 "2000000010-elm 2000000010-river",
		"PractitionerRole?practitioner=Practitioner/2000000010":                                    "2000000010-elm 2000000010-river",
		"PractitionerRole?practitioner=https://finder.example/fhir/Practitioner/2000000010":        "2000000010-elm 2000000010-river",
		"PractitionerRole?practitioner:Practitioner.identifier=2000000010":                         "2000000010-elm 2000000010-river",
		"PractitionerRole?practitioner.family=Lindqvist":                                           "2000000010-elm",
		"PractitionerRole?location=Location/2000000028-bay":                                        "2000000028-bay",
		"PractitionerRole?location=2000000028-nowhere":                                             "",
		"PractitionerRole?service=HealthcareService/2000000028-bay":                                "2000000028-bay",
		"PractitionerRole?specialty=207XS0117X":                                                    "2000000051-michigan 2000000036-lake 2000000010-elm 2000000044-wacker 2000000028-bay",
		"PractitionerRole?specialty=207T00000X":                                                    "",
		"PractitionerRole?specialty=http://snomed.info/sct|1":                                      "",
		"PractitionerRole?specialty=http://snomed.info/sct|1,207XS0117X&location.address-state=IL": "2000000051-michigan 2000000044-wacker",
		"PractitionerRole?location.near=44|-92.5|30|km":                                            "2000000010-river",
		"PractitionerRole?near=44.98|-93.27|30|km&_sort=near":                                      "2000000010-elm 2000000028-bay",
		"PractitionerRole?near=44.95|-93.09|30|km&_sort=family":                                    "2000000010-elm 2000000028-bay",
		"PractitionerRole?service.service-type=annular-closure":                                    "2000000036-lake 2000000010-elm 2000000028-bay",
		"HealthcareService":                                                            "2000000036-lake 2000000010-elm 2000000028-bay",
		"HealthcareService?service-category=prov":                                      "2000000036-lake 2000000010-elm 2000000028-bay",
		"HealthcareService?location=2000000010-river":                                  "2000000010-river",
		"HealthcareService?location=2000000051-michigan":                               "",
		"HealthcareService?location.near=46.77|-92.09|5":                               "2000000036-lake",
		"VerificationResult?target=HealthcareService/2000000028-bay":                   "2000000028-bay",
		"Location?address-postalcode=55401-1234,60601":                                 "2000000051-michigan 2000000036-lake 2000000010-elm 2000000044-wacker 2000000028-bay",
		"Location?address-postalcode=55402":                                            "",
		"PractitionerRole?location.address-postalcode=55401&location.address-state=IL": "2000000051-michigan 2000000044-wacker",
		"Location?address-state=il":                                                    "2000000051-michigan 2000000044-wacker",
		"Location?_id=2000000028-bay":                                                  "2000000028-bay",
	} {
		a := r.ok(t, "/fhir/"+strings.ReplaceAll(target, "'", "%27"), "Prefer", "handling=strict")
		kind, _, _ := strings.Cut(target, "?")
		wanted := []string{}
		for id := range strings.FieldsSeq(want) {
			wanted = append(wanted, kind+"/"+id)
		}
		got := paths(a.entries("match"))
		if diff := cmp.Diff(wanted, got); diff != "" || a.at("total") != float64(len(wanted)) {
			t.Errorf("%s, total %v (-want +got):\n%s", target, a.at("total"), diff)
		}
	}
}

// TestRefused holds what cannot be searched to an answer that names it.
func TestRefused(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	for target, parameter := range map[string]string{
		"Practitioner?_lastUpdated=gt2026-01-01":                       "_lastUpdated",
		"Practitioner?family:exact=Lindqvist":                          "family:exact",
		"Practitioner?identifier=2000000011":                           "identifier",
		"Practitioner?identifier=x":                                    "identifier",
		"Practitioner?gender=unknown":                                  "gender",
		"Practitioner?gender=male&gender=female":                       "gender",
		"Practitioner?name=%2C":                                        "name",
		"Practitioner?_count=x":                                        "_count",
		"Practitioner?_count=-1":                                       "_count",
		"Practitioner?_sort=near":                                      "_sort",
		"Practitioner?_sort=birthdate":                                 "_sort",
		"Practitioner?_page=x":                                         "_page",
		"Practitioner?_summary=text":                                   "_summary",
		"Practitioner?name=%zz":                                        "name",
		"Practitioner?name=%ff":                                        "name",
		"PractitionerRole?specialty=surgeon":                           "specialty",
		"PractitionerRole?practitioner=2000000010&near=44.98%7C-93.27": "near",
		"PractitionerRole?location.address-state=Minnesota":            "location.address-state",
		"PractitionerRole?service.service-type=57":                     "service.service-type",
		"PractitionerRole?practitioner=2000000010&_id=2000000010-elm":  "_id",
		"Location?address-postalcode=554":                              "address-postalcode",
		"Location?address-postalcode=00000":                            "address-postalcode",
		"PractitionerRole?active=maybe":                                "active",
		"PractitionerRole?_id=a/b":                                     "_id",
		"PractitionerRole?practitioner.communication=tlh-Klingon-x-y":  "practitioner.communication",
	} {
		a := r.get(t, "/fhir/"+target)
		if a.status != http.StatusBadRequest || a.at("resourceType") != "OperationOutcome" || a.at("issue.0.expression.0") != "http."+parameter ||
			!strings.HasPrefix(a.at("issue.0.details.text").(string), parameter+": ") {
			t.Errorf("%s answered %d %s", target, a.status, a.raw)
		}
	}
}

// TestHandling asks with what is not known: refused under handling=strict, else
// ignored, told, and left out of the self link.
func TestHandling(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	for unknown, parameter := range map[string]string{
		"network=1": "network", "target=x": "target", "_include=PractitionerRole:organization": "_include", "_elements=id": "_elements",
		"practitioner.birthdate=1970": "practitioner.birthdate", "_include=*": "_include", "_revinclude=Location:x": "_revinclude",
	} {
		target := "/fhir/PractitionerRole?specialty=207XS0117X&" + unknown
		for _, prefer := range []string{"handling=strict", "return=minimal, handling = strict"} {
			if a := r.get(t, target, "Prefer", prefer); a.status != http.StatusBadRequest || a.at("issue.0.expression.0") != "http."+parameter {
				t.Errorf("strict: %s answered %d %s", unknown, a.status, a.raw)
			}
		}
		for _, prefer := range []string{"", "handling=lenient"} {
			a := r.ok(t, target, "Prefer", prefer)
			told := a.entries("outcome")
			if len(told) != 1 || at(told[0], "resource.issue.0.severity") != "warning" || at(told[0], "resource.issue.0.expression.0") != "http."+parameter {
				t.Errorf("lenient: %s is not told of: %v", unknown, told)
			}
			if full, _ := at(told[0], "fullUrl").(string); !strings.HasPrefix(full, "urn:uuid:") {
				t.Errorf("lenient: %s: what is said has the identity %q, and no address of its own", unknown, full)
			}
			if self := a.link("self"); self != "http://finder.example/fhir/PractitionerRole?specialty=207XS0117X" || a.at("total") != 5.0 {
				t.Errorf("lenient: %s: total %v, self %s", unknown, a.at("total"), self)
			}
		}
	}
}

// TestIncludes follows every reference that is declared, both ways.
func TestIncludes(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	for target, want := range map[string]string{
		"PractitionerRole?_id=2000000010-elm&_include=PractitionerRole:practitioner&_include=PractitionerRole:location:Location&_include=PractitionerRole:service": "Practitioner/2000000010 Location/2000000010-elm HealthcareService/2000000010-elm",
		"PractitionerRole?_id=2000000051-michigan&_include=PractitionerRole:service":                                                                               "",
		"PractitionerRole?practitioner=2000000010&_include=PractitionerRole:practitioner":                                                                          "Practitioner/2000000010",
		"PractitionerRole?_id=2000000010-elm&_include=PractitionerRole:service&_revinclude:iterate=VerificationResult:target":                                      "HealthcareService/2000000010-elm VerificationResult/2000000010-elm",
		"Practitioner?_id=2000000010&_revinclude=PractitionerRole:practitioner":                                                                                    "PractitionerRole/2000000010-elm PractitionerRole/2000000010-river",
		"Practitioner?_id=2000000010&_revinclude=PractitionerRole:practitioner&_include:iterate=PractitionerRole:location":                                         "PractitionerRole/2000000010-elm Location/2000000010-elm PractitionerRole/2000000010-river Location/2000000010-river",
		"Location?_id=2000000028-bay&_revinclude=PractitionerRole:location&_revinclude=HealthcareService:location":                                                 "PractitionerRole/2000000028-bay HealthcareService/2000000028-bay",
		"HealthcareService?_id=2000000028-bay&_include=HealthcareService:location&_revinclude=PractitionerRole:service&_revinclude=VerificationResult:target":      "Location/2000000028-bay PractitionerRole/2000000028-bay VerificationResult/2000000028-bay",
		"VerificationResult?_id=2000000028-bay&_include=VerificationResult:target":                                                                                 "HealthcareService/2000000028-bay",
	} {
		a := r.ok(t, "/fhir/"+target, "Prefer", "handling=strict")
		got := sorted(paths(a.entries("include")))
		if diff := cmp.Diff(sorted(strings.Fields(want)), got); diff != "" || len(a.entries("outcome")) != 0 {
			t.Errorf("%s (-want +got):\n%s", target, diff)
		}
		for _, e := range a.entries("include") {
			if whole := r.ok(t, at(e, "fullUrl").(string)); !cmp.Equal(whole.body, at(e, "resource")) {
				t.Errorf("%s reads otherwise than it is included: %s", at(e, "fullUrl"), whole.raw)
			}
		}
	}
}

// TestPost searches by form: what was typed comes back in no address that leads
// on, and the form sent again there is the next page.
func TestPost(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	form := url.Values{"near": {"44.98|-93.27|30|km"}, "_count": {"1"}}.Encode()
	post := func(target, kind string) *answer {
		return r.do(t, http.MethodPost, target, form, "Content-Type", kind)
	}
	first := post("/fhir/PractitionerRole/_search", "application/x-www-form-urlencoded")
	next := first.link("next")
	if first.status != http.StatusOK || first.at("total") != 2.0 || next == "" || strings.Contains(next, "44.98") {
		t.Fatalf("answered %d, next %q: %s", first.status, next, first.raw)
	}
	second := post(next, "application/x-www-form-urlencoded")
	if diff := cmp.Diff([]string{"PractitionerRole/2000000028-bay"}, paths(second.entries("match"))); diff != "" {
		t.Errorf("the second page (-want +got):\n%s", diff)
	}
	if a := r.ok(t, "/fhir/PractitionerRole?"+form); !cmp.Equal(a.at("entry"), first.at("entry")) {
		t.Error("GET and POST answer otherwise")
	}
	if a := post("/fhir/PractitionerRole/_search?_count=2", "application/x-www-form-urlencoded"); a.status != http.StatusBadRequest && len(a.entries("match")) == 0 {
		t.Errorf("parameters of the address: %d %s", a.status, a.raw)
	}
	if a := post("/fhir/PractitionerRole/_search", "application/fhir+json"); a.status != http.StatusUnsupportedMediaType || a.at("resourceType") != "OperationOutcome" {
		t.Errorf("a body that is no form: %d %s", a.status, a.raw)
	}
}

// TestPages goes through pages while the directory changes: a page is of the
// generation of the first, or gone.
func TestPages(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	for _, target := range []string{"/fhir/Practitioner?_count=2", "/fhir/PractitionerRole?practitioner=2000000010&_count=1", "/fhir/Practitioner?family=lind&_count=1"} {
		a := r.ok(t, target)
		total, seen, back := int(a.at("total").(float64)), paths(a.entries("match")), a
		for a.link("next") != "" {
			a = r.ok(t, a.link("next"))
			seen = append(seen, paths(a.entries("match"))...)
			if diff := cmp.Diff(back.at("entry"), r.ok(t, a.link("previous")).at("entry")); diff != "" {
				t.Errorf("%s: the page before (-want +got):\n%s", target, diff)
			}
			if self := r.ok(t, a.link("self")); !cmp.Equal(self.body, a.body) {
				t.Errorf("%s: a page is not at its own address", target)
			}
			back = a
		}
		if len(seen) != total {
			t.Errorf("%s: %d of %d seen: %v", target, len(seen), total, seen)
		}
	}
	next := r.ok(t, "/fhir/Practitioner?_count=2").link("next")
	r.index.Publish("g2", listingsOf(t, clinic()[:3]))
	if err := r.finder.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := r.get(t, next); a.status != http.StatusGone || a.at("issue.0.expression.0") != "http._page" {
		t.Errorf("a page of before answered %d %s", a.status, a.raw)
	}
	if a := r.ok(t, "/fhir/Practitioner?_count=0"); a.at("total") != 2.0 || a.at("entry") != nil || a.link("next") != "" {
		t.Errorf("a count answered %s", a.raw)
	}
	if a := r.ok(t, "/fhir/Practitioner?_summary=count"); a.at("total") != 2.0 || a.at("entry") != nil {
		t.Errorf("a summary answered %s", a.raw)
	}
}

// TestNobody tells where the nearest is who fits, when nobody is near enough.
func TestNobody(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	a := r.ok(t, "/fhir/PractitionerRole?near=90|0")
	told := a.entries("outcome")
	if a.at("total") != 0.0 || len(told) != 1 || !strings.Contains(at(told[0], "resource.issue.0.details.text").(string), "PractitionerRole/2000000036-lake") {
		t.Errorf("answered %s", a.raw)
	}
}
