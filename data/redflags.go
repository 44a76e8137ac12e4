package data

import _ "embed"

// RedFlags is redflags.json: the words that may mean an emergency of the
// spine, in English and Spanish, and whether clinicians have reviewed them.
//
//go:embed redflags.json
var RedFlags []byte
