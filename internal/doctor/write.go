package doctor

import (
	"encoding/json"
	"fmt"
	"io"
)

// Write writes the report for people: one line where there is nothing to tell.
func (r *Report) Write(w io.Writer) error {
	faults := 0
	for _, f := range r.Findings {
		if f.Level == Fault {
			faults++
		}
		if _, err := fmt.Fprintf(w, "%s %s: %s\n  why: %s\n  do:  %s\n\n", f.Level, f.Check, f.Found, f.Why, f.Fix); err != nil {
			return err
		}
	}
	for _, what := range r.NotAsked {
		if _, err := fmt.Fprintf(w, "not looked at: %s\n", what); err != nil {
			return err
		}
	}
	said := "OK: nothing found"
	if len(r.Findings) > 0 {
		said = fmt.Sprintf("faults: %d, warnings: %d", faults, len(r.Findings)-faults)
	}
	_, err := fmt.Fprintln(w, said)
	return err
}

// WriteJSON writes the report for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
