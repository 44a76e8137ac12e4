package data

import _ "embed"

// Regions is regions.csv: what people call a stretch of country that is no
// town, its middle and its reach. Lines that start with # are comments.
//
//go:embed regions.csv
var Regions string
