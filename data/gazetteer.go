package data

import _ "embed"

// ZIPs and Towns are the gazetteer, tab-separated text under gzip:
// data/build/gazetteer.mjs writes it, internal/place reads it, and
// data/README.md tells the columns.
//
//go:embed gazetteer/zips.tsv.gz
var ZIPs string

// Towns is the second table of the gazetteer; see [ZIPs].
//
//go:embed gazetteer/towns.tsv.gz
var Towns string
