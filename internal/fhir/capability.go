package fhir

const mediaType = "application/fhir+json"

// published is the day on which what is declared last changed.
const published = "2026-11-27"

// capabilities declares what is served at base.
func capabilities(base, version string) object {
	parameters, resources := params(), []object{}
	for _, k := range kinds() {
		var declared []object
		for _, name := range k.params {
			p := parameters[leaf(name)]
			declared = append(declared, object{"name": name, "type": p.kind, "documentation": p.doc})
		}
		resources = append(resources, object{
			"type": k.name, "documentation": k.doc, "versioning": "no-version",
			"interaction":   []object{{"code": "read"}, {"code": "search-type"}},
			"searchInclude": k.include, "searchRevInclude": k.revinclude, "searchParam": declared,
		})
	}
	return object{
		"resourceType": "CapabilityStatement", "id": "physician-finder", "name": "PhysicianFinder", "title": "Physician Finder",
		"status": "active", "date": published, "kind": "instance", "fhirVersion": "4.0.1", "format": []string{mediaType, "json"},
		"description": "Surgeons of the spine, where they practise, and who is known to offer annular closure. Read only. " +
			"Aligned with Da Vinci PDex Plan-Net and HL7 NDH where a surgeon finder has something to say; it claims conformance with neither.",
		"software":       object{"name": "Physician Finder", "version": version},
		"implementation": object{"description": "Physician Finder", "url": base},
		"rest": []object{{
			"mode": "server", "resource": resources,
			"documentation": "No credentials are needed and none are taken. " +
				"Searches, by GET and by POST to _search, answer one match for each physician: the office that fits, the nearest to near. " +
				"Parameters that are not known are ignored and told, or refused under Prefer: handling=strict. " +
				"The addresses of pages hold for one state of the directory; after the next they answer 410.",
		}},
	}
}
