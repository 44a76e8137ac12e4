// Package web holds the front end: the templates of the pages, and the built
// scripts and styles that they load.
//
// Sources are in src (TypeScript) and styles; node web/build/build.mjs bundles
// them into dist, which is committed, so that the Go program builds without
// Node. Names in dist carry a hash of the content: what is served under a name
// never changes.
package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Templates are the html/template sources of the pages, in templates/.
//
//go:embed templates
var Templates embed.FS

// Assets are the built files: by source name in Names ("page.js" to
// "page-3O7BOIV7.js"), by served name in Files.
type Assets struct {
	Names map[string]string
	Files map[string][]byte
}

// Built returns the files of dist.
func Built() (*Assets, error) {
	manifest, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		return nil, fmt.Errorf("web: reading the manifest: %w", err)
	}
	a := &Assets{Files: make(map[string][]byte)}
	if err := json.Unmarshal(manifest, &a.Names); err != nil {
		return nil, fmt.Errorf("web: reading the manifest: %w", err)
	}
	for _, name := range a.Names {
		if a.Files[name], err = fs.ReadFile(dist, "dist/"+name); err != nil {
			return nil, fmt.Errorf("web: reading what the manifest names: %w", err)
		}
	}
	return a, nil
}
