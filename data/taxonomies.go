package data

import _ "embed"

// Taxonomies is taxonomies.csv: the specialty codes that the directory names,
// their official and plain names, and the sets they belong to. Lines that
// start with # carry the copyright notice.
//
//go:embed taxonomies.csv
var Taxonomies string
