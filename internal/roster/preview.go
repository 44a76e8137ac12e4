package roster

import (
	"fmt"
	"slices"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// A Difference says what a row of a file would do.
type Difference string

// The differences. Rows that are new or changed are taken, the others are not.
const (
	New         Difference = "new"         // nothing of annular closure holds there yet
	Changed     Difference = "changed"     // something else, older, does
	Same        Difference = "same"        // it is known, or waits for a review
	Conflicting Difference = "conflicting" // something newer holds, or the file says both
	UnknownNPI  Difference = "unknown_npi" // nobody is listed by this NPI, or not in this ZIP code
	Unreadable  Difference = "refused"     // the row cannot be read
)

// Differences lists all there are, in the order in which they are shown.
func Differences() []Difference {
	return []Difference{New, Changed, Conflicting, UnknownNPI, Unreadable, Same}
}

// A Line is one row of a file with what it would do and why.
type Line struct {
	Row        int64
	NPI        string
	Name       string // as listed; empty where nobody is
	ZIP5       string
	Difference Difference
	Says       string // status and day of the row: "confirmed 2026-09-14"
	Holds      string // what holds now, in the same form; empty: nothing
	Why        string // for people, in English; empty where Says and Holds tell
}

// A Preview is what the import of a file would do.
type Preview struct {
	Lines  []Line
	Counts map[Difference]int
	Take   []Attestation // of the rows that are new or changed
}

// Lookup returns the name and the offices that the directory lists for an NPI;
// none: it is not listed.
type Lookup func(directory.NPI) (name string, offices []directory.Address, err error)

// Preview compares a file with e, which should be what counts with all imports
// that wait ([Upcoming]).
func (e *Evidence) Preview(rows []source.RosterRow, refused []source.Rejected, listed Lookup) (*Preview, error) {
	p := &Preview{Counts: map[Difference]int{}}
	for i := range refused {
		r := &refused[i]
		p.Lines = append(p.Lines, Line{Row: r.Row, NPI: r.NPI, Difference: Unreadable, Why: fmt.Sprintf("%s (%s): %s", r.Field, r.Reason, r.Detail)})
	}
	contradicted := contradictions(rows)
	for i := range rows {
		row := &rows[i]
		name, offices, err := listed(row.NPI)
		if err != nil {
			return nil, err
		}
		line, take := e.compare(row, name, offices)
		if other := contradicted[row.Row]; other != 0 && (line.Difference == New || line.Difference == Changed) {
			line.Difference, line.Why, take = Conflicting, fmt.Sprintf("row %d of this file says otherwise on the same day", other), nil
		}
		p.Lines, p.Take = append(p.Lines, line), append(p.Take, take...)
	}
	slices.SortStableFunc(p.Lines, func(a, b Line) int { return int(a.Row - b.Row) })
	for _, l := range p.Lines {
		p.Counts[l.Difference]++
	}
	return p, nil
}

// contradictions returns for rows of a file that say different things of one
// office on one day the number of another that does.
func contradictions(rows []source.RosterRow) map[int64]int64 {
	by := map[directory.NPI][]*source.RosterRow{}
	for i := range rows {
		by[rows[i].NPI] = append(by[rows[i].NPI], &rows[i])
	}
	all := map[int64]int64{}
	for _, own := range by {
		for _, a := range own {
			for _, b := range own {
				x, y := a.Offering, b.Offering
				if a.Row != b.Row && x.VerifiedOn == y.VerifiedOn && x.Status != y.Status && (a.ZIP5 == b.ZIP5 || a.ZIP5 == "" || b.ZIP5 == "") &&
					x.Status != directory.NamedOnList && y.Status != directory.NamedOnList {
					all[a.Row] = b.Row
				}
			}
		}
	}
	return all
}

// compare says what one row would do, and what is to be recorded of it.
func (e *Evidence) compare(row *source.RosterRow, name string, listed []directory.Address) (Line, []Attestation) {
	line := Line{
		Row: row.Row, NPI: row.NPI.String(), Name: name, ZIP5: row.ZIP5,
		Says: fmt.Sprintf("%s %s", row.Offering.Status, row.Offering.VerifiedOn),
	}
	here := func(a directory.Address) bool { return row.ZIP5 == "" || a.ZIP5() == row.ZIP5 }
	offices := keep(listed, here)
	says := attest(row, name, offices)
	if known := e.known(&says[0], here); len(known) > 0 {
		offices = known
		says = attest(row, name, offices)
		var more []Attestation
		for _, a := range says[1:] {
			if !e.holdsValue(&a) {
				more = append(more, a)
			}
		}
		line.Difference, line.Holds = Same, line.Says
		if len(more) > 0 {
			line.Difference, line.Why = Changed, "contact: "+string(more[0].Claim)
		}
		return line, more
	}
	if len(offices) == 0 {
		if row.Offering.Status == directory.Withdrawn { // of an office that is listed no more
			offices = keep(e.Attested(row.NPI), here)
			says = attest(row, name, offices)
		}
		if len(offices) == 0 {
			line.Difference, line.Why = UnknownNPI, "nobody is listed by this NPI"
			if len(listed) > 0 {
				line.Why = "no office of this physician is listed in this ZIP code"
			}
			return line, nil
		}
	}
	wins := false
	for _, o := range offices {
		h := holdingOf(e.saidOf(row.NPI, o))
		if line.Holds == "" {
			line.Holds = h.String()
		}
		wins = wins || h.yields(&says[0])
	}
	switch {
	case !wins:
		line.Difference, line.Why = Conflicting, "what holds is newer, or weighs more"
		return line, nil
	case line.Holds == "":
		line.Difference = New
	default:
		line.Difference = Changed
	}
	return line, says
}

func keep(offices []directory.Address, which func(directory.Address) bool) (kept []directory.Address) {
	for _, o := range offices {
		if which(o) && o.Key().Usable() {
			kept = append(kept, o)
		}
	}
	return kept
}

// known returns the offices of which exactly this is said already.
func (e *Evidence) known(a *Attestation, here func(directory.Address) bool) (offices []directory.Address) {
	for i := range e.by[a.NPI] {
		b := &e.by[a.NPI][i]
		same := a.Claim == b.Claim || withdraws(a.Claim) == 1 && withdraws(b.Claim) == 1
		if same && a.Value == b.Value && a.SaidOn == b.SaidOn && a.SaidBy == b.said() {
			offices = append(offices, keep(b.Offices, here)...)
		}
	}
	return offices
}

// said is who says so as a file names them: of a list, the list.
func (a *Attestation) said() string {
	if a.Claim == NamedOnList {
		return a.Value
	}
	return a.SaidBy
}

// holdsValue reports whether what a says holds at one of its offices already.
func (e *Evidence) holdsValue(a *Attestation) bool {
	return slices.ContainsFunc(a.Offices, func(o directory.Address) bool {
		held := holdingOf(e.saidOf(a.NPI, o)).newestOf[a.Claim]
		return held != nil && held.Value == a.Value
	})
}
