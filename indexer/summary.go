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
	if r.Registry.Held != nil {
		fmt.Fprintf(t, "increment\t%s: held already, not read again\n", r.Registry.Held)
	}
	if r.NothingNew {
		fmt.Fprintf(t, "registry\t%s\nlive\tnothing is new, nothing was changed\n", &r.Registry.Days)
		return t.Flush()
	}
	for _, file := range r.Registry.Files {
		about := ""
		if file.Update {
			about = " (weekly increment)"
		}
		fmt.Fprintf(t, "registry\t%s%s\n", file.Path, about)
	}
	if len(r.Registry.Files) == 0 {
		fmt.Fprint(t, "registry\tkept from earlier runs\n")
	}
	for _, row := range r.accounts() {
		fmt.Fprintf(t, "  %s\t%s", row.Name, thousands(row.Count))
		if row.Name == quarantined {
			fmt.Fprint(t, because(r.Reasons))
		}
		fmt.Fprintln(t)
	}
	fmt.Fprintf(t, "  days\t%s\n", &r.Registry.Days)
	r.Registry.summarize(t)
	for _, name := range slices.Sorted(maps.Keys(r.Sources)) {
		s := r.Sources[name]
		fmt.Fprintf(t, "%s\t%s\n", strings.ReplaceAll(name, "_", " "), cmp.Or(s.Path, "kept from earlier runs"))
		fmt.Fprintf(t, "  rows\t%s: %s used, %s of others, %s refused%s\n",
			thousands(s.Rows), thousands(s.Used), thousands(s.Unmatched), thousands(s.Refused), because(s.Reasons))
		s.summarize(t)
		if s.Reasons[NotInState] > 0 {
			fmt.Fprint(t, "  not in state\tto take them, give the full NPPES file together with this roster\n")
		}
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
	for _, from := range slices.Sorted(maps.Keys(r.Positions.By)) {
		fmt.Fprintf(t, "  positions of %s\t%s%s", from, thousands(total(r.Positions.By[from])), because(r.Positions.By[from]))
		if m, ok := r.Positions.Moved[from]; ok {
			fmt.Fprintf(t, ", moved from the ZIP code's point by %s m (median), %s m (90 %%)", thousands(m.Median), thousands(m.P90))
		}
		fmt.Fprintln(t)
	}
	if r.Positions.Contrary > 0 {
		fmt.Fprintf(t, "  positions not used\t%s buildings: they contradict the address\n", thousands(r.Positions.Contrary))
	}
	for _, a := range r.Agreements {
		fmt.Fprintf(t, "  %s and %s\t%s of %s physicians at one office, %s of %s telephone numbers the same\n",
			a.Of[0], a.Of[1], thousands(a.SameOffice), thousands(a.Physicians), thousands(a.SamePhone), thousands(a.PhonesGiven))
	}
	if n := len(r.Excluded); n > 0 {
		fmt.Fprintf(t, "  excluded\t%s physicians are flagged as excluded from federal programs: see the report\n", thousands(int64(n)))
	}
	for _, from := range slices.Sorted(maps.Keys(r.Unlocated)) {
		fmt.Fprintf(t, "  addresses of %s left out\t%s%s\n", from, thousands(total(r.Unlocated[from])), because(r.Unlocated[from]))
	}
	fmt.Fprintf(t, "conflicts\t%s%s\n", thousands(r.Conflicts.Total), because(r.Conflicts.ByKind))
	fmt.Fprintf(t, "removed\t%s\n", thousands(r.Removed))
	if r.ByReport > 0 {
		fmt.Fprintf(t, "deactivated\t%s by the report of deactivated NPIs alone\n", thousands(r.ByReport))
	}
	fmt.Fprintf(t, "data as of\t%s", cmp.Or(r.DataAsOf.String(), "unknown"))
	for _, from := range slices.Sorted(maps.Keys(r.AsOf)) {
		if from != directory.SourceNPPES {
			fmt.Fprintf(t, ", %s %s", from, cmp.Or(r.AsOf[from].String(), "unknown"))
		}
	}
	fmt.Fprintln(t)
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
	all := []account{
		{"rows", r.Rows},
		{"physicians", r.Physicians},
		{"other taxonomies", r.OtherTaxonomy},
		{"organizations", r.Organizations},
		{"deactivated", r.Deactivated},
		{"students", r.Students},
		{quarantined, r.Quarantined},
	}
	if r.Replaced > 0 { // only a run that reads several files
		all = append(all, account{"replaced by a later file", r.Replaced})
	}
	return all
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
