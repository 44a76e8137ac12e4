package directory

import "strings"

// Taxonomy is a code of the NUCC Health Care Provider Taxonomy: ten
// characters, the last an X. Codes are chosen by the provider and say what
// they call themselves, not what they perform. In a set, fewer than ten
// characters are a prefix: "20" is every allopathic and osteopathic physician.
type Taxonomy string

// codeLen is the length of a whole code.
const codeLen = 10

// The codes with a meaning of their own.
const (
	Neurosurgery       Taxonomy = "207T00000X"
	OrthopaedicSurgery Taxonomy = "207X00000X"
	OrthopaedicSpine   Taxonomy = "207XS0117X"
	StudentInTraining  Taxonomy = "390200000X"

	everyPhysician Taxonomy = "20"
)

// Valid reports whether t has the shape of a taxonomy code.
func (t Taxonomy) Valid() bool {
	if len(t) != codeLen || t[codeLen-1] != 'X' {
		return false
	}
	for i := range len(t) {
		if c := t[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// Covers reports whether code is t, or starts with t where t is a prefix.
func (t Taxonomy) Covers(code Taxonomy) bool {
	if len(t) >= codeLen {
		return code == t
	}
	return t != "" && strings.HasPrefix(string(code), string(t))
}

// OfSpineOrNerves reports whether the code is that of a neurosurgeon, of any kind,
// or of an orthopedic surgeon of the spine. Who calls himself an orthopedic
// surgeon without saying more may or may not operate on the spine.
func (t Taxonomy) OfSpineOrNerves() bool {
	return t == OrthopaedicSpine || Taxonomy("207T").Covers(t)
}

// Name returns the specialty in plain words, in Spanish for "es", else in
// English. A code that the table does not hold gets the name of its
// classification, else of its group, else "Health care": never the bare code.
func (t Taxonomy) Name(lang string) string {
	row, ok := taxonomies().find(t)
	switch {
	case ok && lang == "es":
		return row.plainES
	case ok:
		return row.plainEN
	case lang == "es":
		return "Atención médica"
	}
	return "Health care"
}

// Named reports whether the table names t or its classification. The name of any
// other code is that of its group, "Physician" or "Health service": no specialty.
func (t Taxonomy) Named() bool {
	if _, ok := taxonomies().exact[t]; ok {
		return true
	}
	_, ok := taxonomies().groups[string(t[:min(len(t), 4)])]
	return ok && len(t) >= 4
}

// Official returns NUCC's display name of t, unchanged, or "" for codes that
// the table does not hold.
func (t Taxonomy) Official() string { return taxonomies().exact[t].display }

// Classification returns NUCC's grouping, classification and specialization
// of t; specialization is often empty, and all are for unknown codes.
func (t Taxonomy) Classification() (grouping, classification, specialization string) {
	r := taxonomies().exact[t]
	return r.grouping, r.classification, r.specialization
}
