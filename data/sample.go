package data

import "embed"

// Sample holds the committed set of fictional physicians under sample/, each
// file under gzip: internal/sample writes it and tells what is in it.
//
//go:embed sample/npidata_pfile.csv.gz sample/pl_pfile.csv.gz sample/roster.csv.gz
var Sample embed.FS
