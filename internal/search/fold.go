package search

import (
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/fold"
)

// RecordWords returns the folded words that a text may find a listing by:
// names, former names, practice, city, NPI, and the phone number with and
// without its country code.
func RecordWords(l *directory.Listing) []string {
	words := nameWords(nil, l.Physician.Name)
	for _, former := range l.Physician.FormerNames {
		words = nameWords(words, former)
	}
	words = append(words, fold.Words(l.Location.Name)...)
	words = append(words, fold.Words(l.Location.Address.City)...)
	words = append(words, l.Physician.NPI.String())
	if digits := strings.TrimPrefix(l.Location.Phone, "+"); digits != "" {
		words = append(words, digits)
	}
	if national, ok := directory.NationalNumber(l.Location.Phone); ok {
		words = append(words, national)
	}
	return words
}

func nameWords(dst []string, n directory.Name) []string {
	for _, part := range []string{n.Given, n.Middle, n.Family, n.Suffix} {
		dst = append(dst, fold.Words(part)...)
	}
	return dst
}
