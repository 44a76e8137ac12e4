package fhir_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// good is a value that each type of parameter, or a parameter by its last part,
// takes.
var good = map[string]string{
	"_id": "2000000010-elm", "identifier": "2000000010", "practitioner": "Practitioner/2000000010", "location": "Location/2000000010-elm",
	"service": "HealthcareService/2000000010-elm", "target": "HealthcareService/2000000010-elm", "active": "true", "name": "lind", "family": "lind",
	"given": "avery", "gender": "female", "communication": "en", "specialty": "207XS0117X", "near": "44.98|-93.27|30|km", "address-state": "MN", "address-postalcode": "55401",
	"service-type": "annular-closure", "service-category": "prov",
}

func last(name string) string { return name[strings.LastIndex(name, ".")+1:] }

// TestCapability reads what is declared and asks for all of it, strictly; what
// is not declared is refused, and every route there is belongs to something
// declared.
func TestCapability(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	statement := r.ok(t, "/fhir/metadata")
	for path, want := range map[string]any{
		"fhirVersion": "4.0.1", "kind": "instance", "status": "active", "implementation.url": "http://finder.example/fhir", "rest.0.mode": "server",
		"format.0": "application/fhir+json", "software.version": "test",
	} {
		if statement.at(path) != want {
			t.Errorf("%s is %v", path, statement.at(path))
		}
	}
	if strings.Contains(statement.raw, "conformant") || !strings.Contains(statement.raw, "Aligned with") || statement.at("instantiates") != nil {
		t.Error("the statement claims more than alignment")
	}
	declared, asked := map[string]bool{"/fhir/metadata": true}, 0
	var every []string // all parameters of all types
	resources := statement.at("rest.0.resource").([]any)
	for _, res := range resources {
		for _, p := range at(res, "searchParam").([]any) {
			if name := at(p, "name").(string); !slices.Contains(every, name) {
				every = append(every, name)
			}
		}
	}
	for _, res := range resources {
		kind := at(res, "type").(string)
		base := "/fhir/" + kind
		for _, i := range at(res, "interaction").([]any) {
			switch code := at(i, "code"); code {
			case "read":
				id := "2000000010-elm"
				if kind == "Practitioner" {
					id = "2000000010"
				}
				declared[base+"/:id"] = true
				if a := r.ok(t, base+"/"+id); a.at("resourceType") != kind {
					t.Errorf("%s/%s is a %v", kind, id, a.at("resourceType"))
				}
			case "search-type":
				declared[base], declared[base+"/_search"] = true, true
				if a := r.ok(t, base); a.at("type") != "searchset" || len(a.entries("match")) == 0 {
					t.Errorf("%s finds nothing: %s", base, a.raw)
				}
			default:
				t.Errorf("%s: %v is declared and not known to this test", kind, code)
			}
		}
		var params []string
		for _, p := range at(res, "searchParam").([]any) {
			name := at(p, "name").(string)
			params = append(params, name)
			value := good[last(name)]
			if kind == "Practitioner" && name == "_id" {
				value = "2000000010"
			}
			a := r.get(t, base+"?"+url.Values{name: {value}}.Encode(), "Prefer", "handling=strict")
			if a.status != http.StatusOK || len(a.entries("match")) == 0 || !strings.Contains(a.link("self"), url.QueryEscape(name)+"=") {
				t.Errorf("%s by %s=%s is declared and answered %d %s", kind, name, value, a.status, a.raw)
			}
			asked++
		}
		for _, name := range every {
			if slices.Contains(params, name) {
				continue
			}
			if a := r.get(t, base+"?"+url.Values{name: {good[last(name)]}}.Encode(), "Prefer", "handling=strict"); a.status != http.StatusBadRequest {
				t.Errorf("%s by %s is not declared and answered %d", kind, name, a.status)
			}
		}
		for list, parameter := range map[string]string{"searchInclude": "_include", "searchRevInclude": "_revinclude"} {
			values, _ := at(res, list).([]any)
			for _, v := range values {
				a := r.ok(t, base+"?_count=100&"+parameter+"="+v.(string), "Prefer", "handling=strict")
				if len(a.entries("include")) == 0 {
					t.Errorf("%s: %s=%v includes nothing", kind, parameter, v)
				}
				asked++
			}
		}
	}
	for _, route := range r.engine.Routes() {
		if strings.HasPrefix(route.Path, "/fhir") && !declared[route.Path] {
			t.Errorf("%s %s is served and not declared", route.Method, route.Path)
		}
	}
	t.Logf("%d parameters and includes asked for", asked)
}
