package data

import _ "embed"

// Basemap is the table of borders behind the map: data/build/basemap.mjs
// writes it, internal/basemap reads it.
//
//go:embed basemap.bin.gz
var Basemap []byte
