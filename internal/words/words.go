// Package words holds what the finder says to people, in English and Spanish:
// the catalog, and the wording of distances, dates, evidence and emergencies.
package words

// A Lang is a language that the finder speaks.
type Lang string

// The languages.
const (
	English Lang = "en"
	Spanish Lang = "es"
)
