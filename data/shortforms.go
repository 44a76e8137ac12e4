package data

import _ "embed"

// ShortForms is shortforms.csv: the short forms of given names. Lines that
// start with # are comments.
//
//go:embed shortforms.csv
var ShortForms string
