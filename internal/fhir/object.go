package fhir

import "slices"

// An object is a resource or a part of one, by the names of R4. Elements that
// are not known are empty texts, lists or nil until [object.prune] drops them:
// FHIR has no null.
type object map[string]any

// prune drops what is empty, at every depth, and returns o.
func (o object) prune() object {
	for name, v := range o {
		empty := v == nil
		switch v := v.(type) {
		case string:
			empty = v == ""
		case []string:
			v = slices.DeleteFunc(v, func(s string) bool { return s == "" })
			o[name], empty = v, len(v) == 0
		case object:
			empty = len(v.prune()) == 0
		case []object:
			empty = len(v) == 0
			for _, part := range v {
				part.prune()
			}
		}
		if empty {
			delete(o, name)
		}
	}
	return o
}

// path is the address of a resource beneath the server's.
func (o object) path() string { return o["resourceType"].(string) + "/" + o["id"].(string) }

// concept makes a CodeableConcept of one coding.
func concept(system, code, display, text string) object {
	return object{"coding": []object{{"system": system, "code": code, "display": display}}, "text": text}
}

func reference(kind, id, display string) object {
	return object{"reference": kind + "/" + id, "display": display}
}
