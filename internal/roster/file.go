package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// MaxFile is the size of a roster file in bytes at most.
const MaxFile = 8 << 20

// ReadFile reads a roster file: the rows that are right, and what is wrong with
// the others. The error says that it is no roster file, and what one is.
func ReadFile(text []byte, today directory.Date) (rows []source.RosterRow, refused []source.Rejected, err error) {
	if len(text) > MaxFile {
		return nil, nil, fmt.Errorf("roster: a file of more than %d MB", MaxFile>>20)
	}
	r, err := source.OpenRoster("-", source.Options{Stdin: bytes.NewReader(text), Today: today})
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	for {
		row, err := r.Next()
		var wrong *source.Rejected
		switch {
		case err == io.EOF:
			return rows, refused, nil
		case errors.As(err, &wrong):
			refused = append(refused, *wrong)
		case err != nil:
			return nil, nil, err
		case formula(row.Offering.Source):
			refused = append(refused, source.Rejected{Row: row.Row, NPI: row.NPI.String(), Reason: source.BadText, Field: "source", Detail: "a spreadsheet would read it as a formula"})
		default:
			rows = append(rows, row)
		}
	}
}

// formula reports whether a spreadsheet would take s for a formula.
func formula(s string) bool { return strings.ContainsAny(firstByte(s), "=+-@|%\t") }

func firstByte(s string) string { return s[:min(1, len(s))] }

// attest returns what a row says of offices: first of annular closure.
func attest(row *source.RosterRow, name string, offices []directory.Address) []Attestation {
	a := Attestation{
		NPI: row.NPI, Name: name, Offices: offices, Channel: Import, SaidBy: row.Offering.Source,
		SaidOn: row.Offering.VerifiedOn, SourceOn: row.Offering.SourceDate,
	}
	var all []Attestation
	add := func(claim Claim, value string) {
		a.Claim, a.Value = claim, value
		all = append(all, a)
	}
	switch status := row.Offering.Status; status {
	case directory.Withdrawn:
		add(Withdrawn, "")
	case directory.NamedOnList:
		add(NamedOnList, row.Offering.Source)
	default:
		add(Offers, string(status))
	}
	if row.Phone != "" {
		add(Phone, row.Phone)
	}
	if row.Accepting != "" {
		add(Accepting, string(row.Accepting))
	}
	if len(row.Languages) > 0 {
		add(Languages, strings.Join(row.Languages, ";"))
	}
	return all
}

var header = []string{"npi", "location", "procedure", "device", "status", "source", "source_date", "verified_on", "phone", "accepting", "languages", "note"}

// An Exported says what [Evidence.Export] wrote.
type Exported struct {
	Rows int
	// Left are the offices of which something holds that a row cannot say:
	// nothing is said of annular closure there, or another office in the same
	// ZIP code no longer offers it.
	Left int
}

// Export writes what holds of every office as a roster file, however old, in
// the order of NPIs and ZIP codes. Imported again, it changes nothing.
func (e *Evidence) Export(w io.Writer) (Exported, error) {
	var done Exported
	out := csv.NewWriter(w)
	out.Write(header)
	for _, npi := range slices.Sorted(e.Physicians()) {
		byZIP := map[string][]holding{}
		for _, office := range e.Attested(npi) {
			zip := office.ZIP5()
			byZIP[zip] = append(byZIP[zip], holdingOf(e.saidOf(npi, office)))
		}
		for _, zip := range slices.Sorted(maps.Keys(byZIP)) {
			rows, left := exported(npi, zip, byZIP[zip])
			done.Rows, done.Left = done.Rows+len(rows), done.Left+left
			out.WriteAll(rows)
		}
	}
	out.Flush()
	return done, out.Error()
}

// exported returns the rows of the offices of a physician in one ZIP code.
func exported(npi directory.NPI, zip string, offices []holding) (rows [][]string, left int) {
	var best *holding
	for i := range offices {
		h := &offices[i]
		switch {
		case h.closure == nil && h.list == nil:
			left++
		case best == nil:
			best = h
		case h.ended() && !best.ended():
			best, left = h, left+1
		case best.ended() && !h.ended():
			left++
		case h.newest() > best.newest():
			best = h
		}
	}
	if best == nil {
		return nil, left
	}
	row := func(status directory.Status, a *Attestation, by string) {
		on := a.SourceOn
		if on == 0 {
			on = a.SaidOn
		}
		rows = append(rows, []string{npi.String(), zip, directory.AnnularClosure, directory.Barricaid, string(status), by, on.String(), a.SaidOn.String(), "", "", "", ""})
	}
	if a := best.closure; a != nil {
		if best.ended() {
			row(directory.Withdrawn, a, a.SaidBy)
		} else {
			row(directory.Status(a.Value), a, a.SaidBy)
		}
	}
	if a := best.list; a != nil {
		row(directory.NamedOnList, a, a.Value)
	}
	first := rows[0]
	if a := best.newestOf[Phone]; a != nil && !strings.HasPrefix(a.Value, "!") {
		first[8] = a.Value
	}
	if a := best.newestOf[Accepting]; a != nil {
		first[9] = a.Value
	}
	if a := best.newestOf[Languages]; a != nil {
		first[10] = a.Value
	}
	return rows, left
}
