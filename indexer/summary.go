package indexer

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/physicianfinder/finder/internal/directory"
)

// WriteSummary writes the report for people: what was read, what became of
// every row, what the roster did, and what is live.
func (r *Report) WriteSummary(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	registry := cmp.Or(r.Registry.Path, "kept from earlier runs")
	if r.Registry.Update {
		registry += " (weekly increment)"
	}
	fmt.Fprintf(t, "registry\t%s\n", registry)
	for _, row := range r.accounts() {
		fmt.Fprintf(t, "  %s\t%s", row.Name, thousands(row.Count))
		if row.Name == quarantined {
			fmt.Fprint(t, because(r.Reasons))
		}
		fmt.Fprintln(t)
	}
	r.Registry.summarize(t)
	for _, name := range slices.Sorted(maps.Keys(r.Sources)) {
		s := r.Sources[name]
		fmt.Fprintf(t, "%s\t%s\n", strings.ReplaceAll(name, "_", " "), cmp.Or(s.Path, "kept from earlier runs"))
		fmt.Fprintf(t, "  rows\t%s: %s used, %s of others, %s refused%s\n",
			thousands(s.Rows), thousands(s.Used), thousands(s.Unmatched), thousands(s.Refused), because(s.Reasons))
		s.summarize(t)
	}
	if r.Sources[sourceRoster] == nil {
		fmt.Fprintf(t, "roster\t%s\n", map[RosterStanding]string{
			RosterDeclined: "none, as asked: nobody is shown as offering annular closure",
			RosterNever:    "none was ever read: nobody would be shown as offering annular closure",
		}[r.Roster])
	} else {
		fmt.Fprintf(t, "offerings\t%s confirmed, %s self-reported, %s withdrawn\n", thousands(r.Offerings[directory.Confirmed]),
			thousands(r.Offerings[directory.SelfReported]), thousands(r.Offerings[directory.Withdrawn]))
	}
	fmt.Fprintf(t, "listings\t%s of %s physicians%s\n", thousands(int64(r.Listings)), thousands(int64(r.Listed)), because(r.Located))
	for _, from := range slices.Sorted(maps.Keys(r.Unlocated)) {
		fmt.Fprintf(t, "  addresses of %s left out\t%s%s\n", from, thousands(total(r.Unlocated[from])), because(r.Unlocated[from]))
	}
	fmt.Fprintf(t, "conflicts\t%s%s\n", thousands(r.Conflicts.Total), because(r.Conflicts.ByKind))
	fmt.Fprintf(t, "removed\t%s\n", thousands(r.Removed))
	fmt.Fprintf(t, "data as of\t%s\n", cmp.Or(r.DataAsOf.String(), "unknown"))
	if r.Published {
		fmt.Fprintf(t, "live\tgeneration %s\n", r.Generation)
	} else {
		fmt.Fprintf(t, "live\tnothing was changed\n")
	}
	fmt.Fprintf(t, "took\t%.1f s\n", r.Seconds)
	return t.Flush()
}

// summarize says what spreadsheet tools did to a file, if anything.
func (p *Repairs) summarize(w io.Writer) {
	if len(p.Mended) > 0 {
		fmt.Fprintf(w, "  damage mended\t%s%s\n", thousands(total(p.Mended)), because(p.Mended))
	}
	if len(p.LeftEmpty) > 0 {
		fmt.Fprintf(w, "  damage left empty\t%s%s\n", thousands(total(p.LeftEmpty)), because(p.LeftEmpty))
	}
}

func total[K comparable](counts map[K]int64) (n int64) {
	for _, k := range counts {
		n += k
	}
	return n
}

// An account is one heading of the main file's rows.
type account struct {
	Name  string
	Count int64
}

const quarantined = "quarantined"

func (r *Report) accounts() []account {
	return []account{
		{"rows", r.Rows},
		{"physicians", r.Physicians},
		{"other taxonomies", r.OtherTaxonomy},
		{"organizations", r.Organizations},
		{"deactivated", r.Deactivated},
		{"students", r.Students},
		{quarantined, r.Quarantined},
	}
}

// because lists counts in parentheses, largest first.
func because[K ~string](counts map[K]int64) string {
	if len(counts) == 0 {
		return ""
	}
	var parts []string
	for _, k := range byCount(counts) {
		parts = append(parts, fmt.Sprintf("%s %s", strings.ReplaceAll(string(k), "_", " "), thousands(counts[k])))
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// byCount returns the keys, largest count first, then by name.
func byCount[K ~string](counts map[K]int64) []K {
	keys := slices.Collect(maps.Keys(counts))
	slices.SortFunc(keys, func(a, b K) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return keys
}

// thousands writes n with commas.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
