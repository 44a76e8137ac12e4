package data

import _ "embed"

// Synonyms is synonyms.csv: what clinical and everyday words in a search mean,
// in English and Spanish. Lines that start with # are comments.
//
//go:embed synonyms.csv
var Synonyms string
