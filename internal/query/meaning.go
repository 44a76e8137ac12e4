package query

import (
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/words"
)

// Meaning words the value of a parameter, for people: "Speaks Spanish", "Near
// Fargo, ND". For "q" the value is what an Understood holds: an NPI or a phone
// number.
func Meaning(c *words.Catalog, parameter, value string) string {
	switch parameter {
	case "specialty":
		return specialtyName(c, value)
	case "annular_closure":
		return c.T("annular_closure." + value)
	case "accepting":
		return c.Accepting(directory.Accepting(value))
	case "language":
		return c.T("chips.language", "language", c.Language(value))
	case "gender":
		return c.Gender(directory.Gender(strings.ToUpper(value)))
	case "verified_within_days":
		return c.T("chips.verified", "days", value)
	case "near":
		return c.T("chips.near", "place", value)
	case "q":
		return numberName(c, value)
	case "bbox":
		return c.T("parameter.bbox")
	}
	return c.T("parameter."+parameter) + ": " + value
}

// numberName words what q named: a phone number or an NPI.
func numberName(c *words.Catalog, value string) string {
	if strings.HasPrefix(value, "+") {
		return c.T("understood.q.phone", "phone", directory.FormatPhone(value))
	}
	return c.T("understood.q.npi", "number", value)
}

// specialtyName names a value of the parameter specialty.
func specialtyName(c *words.Catalog, value string) string {
	if key := "specialty." + value; c.Has(key) {
		return c.T(key)
	}
	if code := directory.Taxonomy(strings.ToUpper(value)); code.Valid() {
		return code.Name(string(c.Lang()))
	}
	return value
}
