package web

import (
	"embed"
	"encoding/json"
	"fmt"
)

//go:embed widget/versions.json widget/sealed.json widget/LICENSES.txt widget/[0-9]*
var widget embed.FS

// Widgets are the versions of the element that partners embed.
type Widgets struct {
	// Integrity is, by version ("1.0.0"), the value that pages pin it with:
	// "sha384-…".
	Integrity map[string]string
	Sealed    map[string]string // of them, those that are published: their bytes never change
	Files     map[string][]byte // the one file of each version
	Index     []byte            // versions.json: Integrity as it is served
	Licenses  []byte            // of what the files hold
}

// WidgetFile is the name of a version's one file.
const WidgetFile = "physician-finder.js"

// BuiltWidgets returns the versions in widget/.
func BuiltWidgets() (*Widgets, error) {
	w := &Widgets{Files: make(map[string][]byte)}
	var err error
	if w.Index, err = widget.ReadFile("widget/versions.json"); err != nil {
		return nil, fmt.Errorf("web: reading the widget's versions: %w", err)
	}
	if err := json.Unmarshal(w.Index, &w.Integrity); err != nil {
		return nil, fmt.Errorf("web: reading the widget's versions: %w", err)
	}
	sealed, err := widget.ReadFile("widget/sealed.json")
	if err != nil {
		return nil, fmt.Errorf("web: reading the widget's sealed versions: %w", err)
	}
	if err := json.Unmarshal(sealed, &w.Sealed); err != nil {
		return nil, fmt.Errorf("web: reading the widget's sealed versions: %w", err)
	}
	if w.Licenses, err = widget.ReadFile("widget/LICENSES.txt"); err != nil {
		return nil, fmt.Errorf("web: reading the widget's licenses: %w", err)
	}
	for version := range w.Integrity {
		if w.Files[version], err = widget.ReadFile("widget/" + version + "/" + WidgetFile); err != nil {
			return nil, fmt.Errorf("web: reading widget %s: %w", version, err)
		}
	}
	return w, nil
}
