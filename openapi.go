// Package finder holds the OpenAPI document of the physician finder, from
// which the wire models are generated and which the service serves.
package finder

import _ "embed"

// OpenAPI is openapi.yaml: the source of truth for everything that the
// service speaks over HTTP under /v1.
//
//go:embed openapi.yaml
var OpenAPI []byte
