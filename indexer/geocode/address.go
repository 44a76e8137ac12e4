// Package geocode gives street addresses to geocoders, and makes geocodes of
// what they answer and of extracts of address points.
//
// Nothing is taken that contradicts the address: a position lies in the state,
// near the ZIP code, and is of that house number.
package geocode

import (
	"cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

// An Address is a street address without unit, as geocoders want it. Street
// and ZIP5 are those of a directory.Key.
type Address struct {
	Street, City, State, ZIP5 string
}

// Compare orders addresses by ZIP code, then by street.
func (a Address) Compare(b Address) int {
	return cmp.Or(cmp.Compare(a.ZIP5, b.ZIP5), cmp.Compare(a.Street, b.Street))
}

// key is the key of a street and a ZIP code as somebody spells them.
func key(street, zip string) directory.Key {
	return directory.Address{Line1: street, PostalCode: zip}.Key()
}
